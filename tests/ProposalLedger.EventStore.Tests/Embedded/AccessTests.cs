using System.Text;
using Npgsql;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>Nobody but the server's user gets in, and nothing that was acknowledged is lost to a setting.</summary>
public sealed class AccessTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private const string Rules = "SELECT string_agg(DISTINCT type || ' ' || auth_method, ', ') FROM pg_hba_file_rules";

    [Fact]
    public async Task The_socket_is_private_and_authenticates_by_peer()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        await using var postgres = await directory.StartAsync();

        Assert.Equal("local peer", await DataDirectory.AskAsync(postgres.AdminConnectionString, Rules));
        Assert.Equal("", await DataDirectory.AskAsync(postgres.AdminConnectionString, "SHOW listen_addresses"));
        Assert.Equal("0700", await DataDirectory.AskAsync(postgres.AdminConnectionString, "SHOW unix_socket_permissions"));
        if (!OperatingSystem.IsWindows()) Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.Combine(directory.Path, "run")));
    }

    [Fact]
    public async Task Loopback_listens_on_this_machine_alone_and_asks_for_a_password()
    {
        await using var directory = new DataDirectory();
        var first = await directory.StartAsync(transport: Transport.Loopback);
        Assert.Equal("host scram-sha-256", await DataDirectory.AskAsync(first.AdminConnectionString, Rules));
        Assert.Equal("127.0.0.1", await DataDirectory.AskAsync(first.AdminConnectionString, "SHOW listen_addresses"));
        Assert.Equal("ledger_app", await DataDirectory.AskAsync(first.ConnectionString, "SELECT current_user::text"));
        Assert.Equal("ledger_migrator", await DataDirectory.AskAsync(first.OwnerConnectionString, "SELECT current_user::text"));
        var wrong = new NpgsqlConnectionStringBuilder(first.ConnectionString) { Password = "guess" }.ConnectionString;
        var refused = await Assert.ThrowsAsync<PostgresException>(() => DataDirectory.AskAsync(wrong, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        await first.StopAsync(Ct);

        await using var again = await directory.StartAsync();
        Assert.Equal("ledger_app", await DataDirectory.AskAsync(again.ConnectionString, "SELECT current_user::text"));
    }

    [Fact]
    public async Task No_rule_trusts_anybody_and_every_commit_reaches_the_disk()
    {
        await using var directory = new DataDirectory();
        await using var postgres = await directory.StartAsync();
        foreach (var file in Directory.EnumerateFiles(directory.Path, "*.conf").Append(Path.Combine(directory.Cluster, "pg_hba.conf")))
        {
            Assert.DoesNotContain(File.ReadLines(file), line => !line.StartsWith('#') && line.Contains("trust", StringComparison.Ordinal));
        }

        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes", "data_checksums" })
        {
            Assert.Equal("on", await DataDirectory.AskAsync(postgres.AdminConnectionString, "SHOW " + setting));
        }
    }

    [Fact]
    public async Task A_deep_data_directory_gets_a_short_socket_path()
    {
        await using var directory = await DataDirectory.WithClusterAsync(string.Join('/', Enumerable.Repeat("a-directory-with-a-name", 8)));
        await using var postgres = await directory.StartAsync();

        var socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host + "/.s.PGSQL.5432";
        Assert.True(Encoding.UTF8.GetByteCount(socket) < 107, socket);
        Assert.True(File.Exists(socket));
        Assert.Equal(1, await DataDirectory.AskAsync(postgres.ConnectionString, "SELECT 1"));
        if (!OperatingSystem.IsWindows()) Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.GetDirectoryName(socket)!));
    }

    [Fact]
    public async Task The_serving_login_can_make_nothing_and_become_nobody()
    {
        await using var directory = await DataDirectory.WithClusterAsync();
        await using var postgres = await directory.StartAsync();
        foreach (var forbidden in new[] { "CREATE TABLE mine (x int)", "CREATE TEMP TABLE mine (x int)", "CREATE SCHEMA mine", "SET ROLE ledger_owner" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => DataDirectory.AskAsync(postgres.ConnectionString, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await DataDirectory.AskAsync(postgres.OwnerConnectionString, "SET ROLE ledger_owner; CREATE TABLE ours (x int)");
    }
}
