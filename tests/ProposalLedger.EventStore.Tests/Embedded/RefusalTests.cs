using System.Diagnostics;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>What cannot work is refused with a message that says what, where and what to do.</summary>
public sealed class RefusalTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_of_a_release_without_programs_is_refused_by_its_number()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        var file = Path.Combine(directory.Cluster, "PG_VERSION");
        await File.WriteAllTextAsync(file, "9\n", Ct);

        var refusal = await directory.RefusalAsync();

        Assert.Contains("PostgreSQL 9,", refusal, StringComparison.Ordinal);
        Assert.Contains(directory.Cluster, refusal, StringComparison.Ordinal);
        Assert.Contains("postgresql-9", refusal, StringComparison.Ordinal);
        Assert.Equal("9\n", await File.ReadAllTextAsync(file, Ct));
    }

    [Fact]
    public async Task A_directory_that_is_somebody_elses_cluster_is_refused()
    {
        await using var directory = new DataDirectory();
        Directory.CreateDirectory(directory.Path);
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "PG_VERSION"), "12\n", Ct);
        Assert.Contains("a cluster of PostgreSQL 12 that the ledger did not make", await directory.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_directory_with_files_of_something_else_is_refused_and_kept()
    {
        await using var directory = new DataDirectory();
        Directory.CreateDirectory(directory.Cluster);
        var file = Path.Combine(directory.Cluster, "letter.txt");
        await File.WriteAllTextAsync(file, "dear", Ct);
        if (Environment.IsPrivilegedProcess) await ChownAsync("postgres", directory.Cluster);
        Assert.Contains("no PG_VERSION", await directory.RefusalAsync(), StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_refused()
    {
        await using var directory = new DataDirectory("file/ledger");
        await File.WriteAllTextAsync(Path.GetDirectoryName(directory.Path)!, "", Ct);
        Assert.Contains("cannot write", await directory.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_on_a_file_system_that_takes_no_files_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "uses /proc");
        var options = new EmbeddedOptions { DataDirectory = "/proc/proposal-ledger" };
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, null, Ct));
        Assert.Contains("cannot write", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_refuses_a_directory_that_the_user_of_PostgreSQL_cannot_enter()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "not root");
        await using var directory = new DataDirectory("private/ledger");
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(Path.GetDirectoryName(directory.Path)!, (UnixFileMode)0b111_000_000);
        Assert.Contains("cannot enter", await directory.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_another_user_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "not root");
        await using var directory = await DataDirectory.WithClusterAsync();
        await ChownAsync("daemon", directory.Cluster);
        Assert.Contains("belongs to another user than postgres or nobody", await directory.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_cluster_that_does_not_admit_this_user_is_refused()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        await using var first = await directory.StartAsync();
        var map = Path.Combine(directory.Path, "users.conf");
        var good = await File.ReadAllTextAsync(map, Ct);
        await File.WriteAllTextAsync(map, "ledger somebody postgres\n", Ct);
        await using (var admin = new Npgsql.NpgsqlConnection(first.AdminConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync(Ct);
            await ReloadAsync(admin);
            Assert.Contains("does not admit user", await directory.RefusalAsync(), StringComparison.Ordinal);
            await File.WriteAllTextAsync(map, good, Ct);
            await ReloadAsync(admin);
        }
    }

    [Fact]
    public async Task Without_programs_and_npm_it_says_what_to_install()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "builds a PATH of links");
        await using var directory = new DataDirectory();
        var path = Path.Combine(directory.Path, "path");
        Directory.CreateDirectory(path);
        foreach (var program in new[] { "id", "chown" }) File.CreateSymbolicLink(Path.Combine(path, program), "/usr/bin/" + program);

        using var child = await ChildServer.StartAsync(directory.Path, path);

        Assert.Contains("There is no PostgreSQL 15 or newer", child.Said, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", child.Said, StringComparison.Ordinal);
        Assert.Contains("@embedded-postgres/", child.Said, StringComparison.Ordinal);
    }

    // The main process re-reads its files a moment after the call, so wait for what has changed: whether a new connection gets in.
    private static async Task ReloadAsync(Npgsql.NpgsqlConnection admin)
    {
        await using var command = new Npgsql.NpgsqlCommand("SELECT pg_conf_load_time()", admin);
        var before = (DateTime)(await command.ExecuteScalarAsync(Ct))!;
        command.CommandText = "SELECT pg_reload_conf()";
        await command.ExecuteScalarAsync(Ct);
        command.CommandText = "SELECT pg_conf_load_time()";
        while ((DateTime)(await command.ExecuteScalarAsync(Ct))! == before) await Task.Yield();
    }

    private static async Task ChownAsync(string user, string path)
    {
        using var chown = Process.Start("chown", [user, path]);
        await chown.WaitForExitAsync(Ct);
        Assert.Equal(0, chown.ExitCode);
    }
}
