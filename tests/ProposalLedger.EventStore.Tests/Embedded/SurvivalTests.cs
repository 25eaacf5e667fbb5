using System.Diagnostics;
using ProposalLedger.Testing;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>The cluster outlives its server, and a start finds whatever a kill left behind.</summary>
public sealed class SurvivalTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_leaves_a_running_cluster_that_the_next_start_adopts()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        using var child = await ChildServer.StartAsync(directory.Path);
        Assert.Equal("started", child.Said);
        var postmaster = directory.Postmaster();

        await child.KillAsync();
        var adopted = await directory.StartAsync();

        Assert.Equal(postmaster, directory.Postmaster());
        Assert.Equal("ledger", await DataDirectory.AskAsync(adopted.ConnectionString, "SELECT current_database()::text"));
        Assert.True(await adopted.StopAsync(Ct));
        Assert.False(directory.Runs());
    }

    [Fact]
    public async Task The_cluster_has_a_session_of_its_own_so_that_Ctrl_C_does_not_reach_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var directory = await DataDirectory.WithClusterAsync();
        await using var postgres = await directory.StartAsync();
        Assert.Equal(directory.Postmaster(), Session(directory.Postmaster()));
        Assert.NotEqual(Session(Environment.ProcessId), Session(directory.Postmaster()));
    }

    [Fact]
    public async Task A_killed_cluster_recovers_with_everything_that_was_committed()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        var first = await directory.StartAsync();
        await DataDirectory.AskAsync(first.AdminConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
        using (var postmaster = Process.GetProcessById(directory.Postmaster())) postmaster.Kill();

        var second = await directory.StartAsync();

        Assert.Equal(42, await DataDirectory.AskAsync(second.AdminConnectionString, "SELECT answer FROM kept"));
        Assert.False(await first.StopAsync(Ct), "the second server still uses it");
        Assert.True(await second.StopAsync(Ct));
    }

    [Fact]
    public async Task A_stale_postmaster_pid_whose_number_is_another_programs_does_not_hinder_the_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts a program as PostgreSQL's user");
        await using var directory = await DataDirectory.WithClusterAsync();
        // PostgreSQL itself takes a live process of its own user for the cluster's.
        var owner = Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName;
        using var other = Process.Start(new ProcessStartInfo("sleep", "600") { UserName = owner, WorkingDirectory = "/" })!;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(directory.Cluster, "postmaster.pid"), $"{other.Id}\n{directory.Cluster}\n1\n5432\n{directory.Path}/run\n\n1 1\nready   \n", Ct);
            await using var postgres = await directory.StartAsync();
            Assert.NotEqual(other.Id, directory.Postmaster());
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public async Task A_killed_cluster_that_nobody_collected_is_not_taken_for_one_that_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var directory = await DataDirectory.WithClusterAsync();
        string program;
        await using (await directory.StartAsync()) program = File.ResolveLinkTarget($"/proc/{directory.Postmaster()}/exe", returnFinalTarget: true)!.FullName;
        // Whoever becomes another program does not wait for the children of the one that it was.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", $"'{program}' --version >&2 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        try
        {
            var dead = int.Parse((await parent.StandardOutput.ReadLineAsync(Ct))!);
            await Wait.ForAsync("a process that is dead and still there", () => File.ReadAllText($"/proc/{dead}/stat").Contains(") Z", StringComparison.Ordinal), Ct);
            await File.WriteAllTextAsync(
                Path.Combine(directory.Cluster, "postmaster.pid"), $"{dead}\n{directory.Cluster}\n1\n5432\n{directory.Path}/run\n\n1 1\nready   \n", Ct);
            await using var postgres = await directory.StartAsync();
            Assert.True(postgres.IsRunning);
            Assert.NotEqual(dead, directory.Postmaster());
            Assert.DoesNotContain(directory.Steps, step => step.StartsWith("Restarting", StringComparison.Ordinal));
        }
        finally
        {
            parent.Kill();
        }
    }

    [Fact]
    public async Task A_cluster_that_lost_its_socket_is_started_anew()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        var first = await directory.StartAsync();
        File.Delete(Path.Combine(directory.Path, "run", ".s.PGSQL.5432"));

        await using var second = await directory.StartAsync();

        Assert.Equal(1, await DataDirectory.AskAsync(second.ConnectionString, "SELECT 1"));
        await first.StopAsync(Ct);
    }

    [Fact]
    public async Task The_last_of_several_servers_stops_the_cluster()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        var first = await directory.StartAsync();
        using var killed = await ChildServer.StartAsync(directory.Path);
        using var child = await ChildServer.StartAsync(directory.Path);

        await killed.KillAsync();
        Assert.False(await first.StopAsync(Ct), "a child still uses it");
        Assert.True(directory.Runs());

        var second = await directory.StartAsync();
        await child.KillAsync();
        Assert.True(await second.StopAsync(Ct));
        Assert.False(directory.Runs());
    }

    [Fact]
    public async Task Servers_that_start_at_the_same_time_share_one_cluster()
    {
        await using var directory = new DataDirectory();
        var servers = await Task.WhenAll(directory.StartAsync(), directory.StartAsync(), directory.StartAsync());
        Assert.Single(directory.Steps, step => step.StartsWith("Creating", StringComparison.Ordinal));
        foreach (var server in servers) await server.StopAsync(Ct);
        Assert.False(directory.Runs());
    }

    // The sixth field; the second, in parentheses, may hold spaces.
    private static int Session(int process) => int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[3]);
}
