using System.Text.RegularExpressions;
using Npgsql;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>The SQL of docs/security.md for an operator with a PostgreSQL of his own, run as it stands there on a cluster that knows nothing of ledgers.</summary>
public sealed partial class DatabaseRolesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P15_The_documented_roles_run_a_ledger_and_may_do_nothing_else()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await RunAsync(cluster.AdminIn("postgres"), "drop database ledger; drop role ledger_app, ledger_migrator, ledger_serving, ledger_owner");
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "security.md"), Ct);
        string Said(string name) => Blocks().Matches(page).Single(block => block.Groups["name"].Value == name).Groups["sql"].Value;
        await RunAsync(cluster.AdminIn("postgres"), Said("database"));
        await RunAsync(cluster.AdminIn("ledger"), await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "ProposalLedger.EventStore", "Schema", "Bootstrap.sql"), Ct));
        await RunAsync(cluster.AdminIn("ledger"), Said("roles"));

        await using (var server = await LedgerServer.StartAsync(null, cluster.Settings))
        {
            (await server.Writer.PostAsync("/api/negotiations", """{"id":"n","title":"N"}""")).Must(System.Net.HttpStatusCode.Created);
            (await server.Reader.ReadAsync("/n")).Must(System.Net.HttpStatusCode.OK);
        }

        // The check finds nothing, and finds each of these.
        Assert.Empty(await AskAsync(cluster.AdminIn("ledger"), Said("check")));
        foreach (var (done, undone) in new[]
        {
            ("grant update on mt_events to ledger_app", "revoke update on mt_events from ledger_app"), ("grant insert on pl_tokens to ledger_serving", "revoke insert on pl_tokens from ledger_serving"), ("alter role ledger_app createrole", "alter role ledger_app nocreaterole"),
            ("grant ledger_owner to ledger_app", "revoke ledger_owner from ledger_app"), ("grant connect on database ledger to public", "revoke connect on database ledger from public"), ("grant create on schema public to ledger_serving", "revoke create on schema public from ledger_serving"),
            ("grant execute on function pl_end_session to public", "revoke execute on function pl_end_session from public"), ("alter table pl_tokens owner to ledger_app", "alter table pl_tokens owner to ledger_owner"),
        })
        {
            await RunAsync(cluster.AdminIn("ledger"), done);
            Assert.True((await AskAsync(cluster.AdminIn("ledger"), Said("check"))).Count > 0, done);
            await RunAsync(cluster.AdminIn("ledger"), undone);
        }
        Assert.Empty(await AskAsync(cluster.AdminIn("ledger"), Said("check")));

        // What a server is refused; and what the two others are.
        foreach (var sql in new[] { "update mt_events set data = '{}'", "delete from mt_events", "truncate mt_events", "insert into pl_tokens (id, name, hash) values ('x', 'x', 'x')", "create table x ()", "create temporary table x ()", "alter table mt_events disable trigger all", "set role ledger_owner", "set session_replication_role = replica" })
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(cluster.ConnectionString, sql))).SqlState);
        Task<List<string>> AsAsync(string login, string sql) => AskAsync(cluster.AdminIn("ledger"), $"set session authorization {login}; {sql}");
        Assert.NotEmpty(await AsAsync("ledger_backup", "select id from mt_streams"));
        foreach (var sql in new[] { "insert into pl_tokens (id, name, hash) values ('x', 'x', 'x')", "select pl_revoke_token('first')" })
            Assert.Contains((await Assert.ThrowsAsync<PostgresException>(() => AsAsync("ledger_backup", sql))).SqlState, new[] { "42501", "25006" });
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => AsAsync("ledger_monitor", "select * from public.mt_events"))).SqlState);
        await AsAsync("ledger_monitor", "select pid from pg_stat_activity");
    }

    private static async Task RunAsync(string connectionString, string sql) => await AskAsync(connectionString, sql);

    private static async Task<List<string>> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var said = new List<string>();
        do while (await rows.ReadAsync(Ct)) said.Add(rows.GetValue(0).ToString()!);
        while (await rows.NextResultAsync(Ct));
        return said;
    }

    [GeneratedRegex("^<!-- sql: (?<name>[a-z]+) -->\n```sql\n(?<sql>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
