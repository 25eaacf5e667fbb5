using System.Diagnostics;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

/// <summary>A PostgreSQL and a node beside the others, whose disk can be filled and whose PostgreSQL's clock can be set.</summary>
internal sealed class OtherStand : IAsyncDisposable
{
    private OtherStand(SmallDisk disk, FakeClock clock, OwnCluster cluster) => (Disk, Clock, Cluster) = (disk, clock, cluster);

    // Read once a second, not at each look at the time: PostgreSQL looks often.
    private (string, string)[] Environment => [.. Clock.Environment, ("FAKETIME_NO_CACHE", "0"), ("FAKETIME_CACHE_DURATION", "1")];

    private bool faked;
    private LedgerNode? node;

    public OwnCluster Cluster { get; }
    public SmallDisk Disk { get; }
    public FakeClock Clock { get; }
    public LedgerNode Node => node!;
    public string Admin => Cluster.AdminIn("ledger");

    public static async Task<OtherStand> StartAsync(CancellationToken ct)
    {
        var disk = SmallDisk.Mount(160);
        var cluster = await OwnCluster.StartAsync(disk.Folder, ("max_wal_size", "48MB"), ("min_wal_size", "32MB"));
        var stand = new OtherStand(disk, FakeClock.Create(), cluster);
        try
        {
            stand.node = await LedgerStand.StartNodeAsync(cluster.ConnectionString, cluster.OwnerConnectionString, ct);
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    /// <summary>PostgreSQL's clock is ours from now on. The node keeps its own, so that the two are as far apart as it is set.</summary>
    public async Task FakeClockAsync()
    {
        if (faked) return;
        await Cluster.StopAsync();
        faked = true;
        await StartClusterAsync();
    }

    /// <summary>After it has ended.</summary>
    public async Task StartClusterAsync()
    {
        if (!faked)
        {
            await Cluster.StartAgainAsync();
            return;
        }
        // Its owner starts it, as the product does; the product then finds it running.
        var data = Path.Combine(Disk.Folder, "postgresql");
        var start = new ProcessStartInfo(Path.Combine(Cluster.Programs, "pg_ctl"), ["-D", data, "-s", "-w", "-t", "60", "-l", Path.Combine(data, "start.log"), "start"]) { WorkingDirectory = "/", UseShellExecute = false };
        if (System.Environment.IsPrivilegedProcess) start.UserName = (await LedgerStand.ToolAsync("stat", "-c", "%U", data)).Trim();
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        await Cluster.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null) await node.DisposeAsync();
        if (!Cluster.IsRunning) await StartClusterAsync();
        await Cluster.DisposeAsync();
        Disk.Dispose();
        Clock.Dispose();
    }
}
