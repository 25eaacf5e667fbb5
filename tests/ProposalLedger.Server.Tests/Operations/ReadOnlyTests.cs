using System.Net;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>As its image runs the server: as no root, with no right of root's, and with a file system of which it can write <c>/tmp</c> alone.</summary>
public sealed class ReadOnlyTests
{
    // In a view of the file system of its own, which ends with it. What the tests were built into may lie where others than its owner do not come, so that is shown to it elsewhere.
    private const string Start = """
        set -e
        mount --make-rprivate /
        mount -t tmpfs -o mode=755 tmpfs /mnt
        mkdir /mnt/app /mnt/dotnet /mnt/tmp
        mount -t tmpfs -o mode=1777 tmpfs /mnt/tmp
        mount --bind "$1" /mnt/app
        mount --bind "$2" /mnt/dotnet
        for i in /mnt/app /mnt/dotnet /mnt /; do mount -o remount,bind,ro "$i"; done
        cd /mnt/app
        TMPDIR=/mnt/tmp HOME=/ DOTNET_ROOT=/mnt/dotnet exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all /mnt/dotnet/dotnet "/mnt/app/$(basename "$3")"
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task The_server_runs_as_nobody_without_any_right_on_a_file_system_that_it_cannot_write()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var line = new SilentDatabase(database.ConnectionString); // its socket is not nobody's
        var runtime = Path.GetDirectoryName(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"))!;
        await using var node = await LedgerNode.StartByAsync(
            ["unshare", "--mount", "sh", "-c", Start, "sh", AppContext.BaseDirectory, Path.GetFullPath(runtime)], line.Through(database.ConnectionString), line.Through(database.OwnerConnectionString), Ct);

        var status = (await File.ReadAllLinesAsync($"/proc/{node.ProcessId}/status", Ct)).Select(row => row.Split(':', 2)).ToDictionary(row => row[0], row => row[1].Trim());
        Assert.Equal(("65534\t65534\t65534\t65534", "0000000000000000", "0000000000000000", "1"), (status["Uid"], status["CapEff"], status["CapBnd"], status["NoNewPrivs"]));
        var mounts = (await File.ReadAllLinesAsync($"/proc/{node.ProcessId}/mounts", Ct)).Select(row => row.Split(' ')).GroupBy(row => row[1]).ToDictionary(g => g.Key, g => g.Last()[3].Split(','));
        Assert.All(["/", "/mnt", "/mnt/app", "/mnt/dotnet"], place => Assert.Contains("ro", mounts[place]));

        var head = await FishingTalks.OpenAsync(node, "talks", Ct);
        var claimed = await FishingTalks.ClaimAsync(node, "talks", "said", 1, Ct);
        Assert.Equal(head + 1, claimed);
        foreach (var address in (string[])["/", "/talks", "/talks/positions", "/assets/audit.css", "/api/negotiations/talks/export?format=case"])
        {
            using var answer = await node.Http.GetAsync(address, Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}\n{node.Said}");
        }

        Assert.DoesNotContain("Read-only file system", node.Said, StringComparison.Ordinal);
        Assert.Equal(0, await node.EndAsync(Ct));
    }
}
