using System.Globalization;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class PoolExhaustedTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;
    private const int Pool = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<PoolExhaustedTests>("connections exhausted");

    [Fact(Timeout = Limit)]
    public async Task P1_P14_Without_a_connection_to_be_had_writes_are_refused_with_503_and_go_on_after()
    {
        var repetitions = Stand.Full ? 20 : 2;
        var whole = await stand.WholeAsync(Ct);
        await using var node = await StartSmallAsync(whole);
        var scene = whole with { Nodes = [node] };
        await using var run = await LedgerRun.BeginAsync(scene, writers: 16);
        var (ofPool, ofServer) = (0, 0);
        for (var i = 0; i < repetitions; i++)
        {
            await run.Writers.MoreAsync(20, Ct);
            var before = run.Writers.Refused.Values.Sum();
            if (i % 2 == 0)
            {
                // Every connection of the node's pool waits for one that is held up; the other callers wait for a connection.
                await using var holder = await HoldAsync(scene.Admin);
                await run.Writers.MoreRefusedAsync(16, Ct);
                ofPool += run.Writers.Refused.Values.Sum() - before;
            }
            else
            {
                // PostgreSQL has no slot left, and the node has lost the connections that it had.
                await using var taken = await Slots.TakeAsync(stand.Cluster.AdminIn("postgres"), stand.Admin);
                await run.Writers.MoreRefusedAsync(16, Ct);
                ofServer += run.Writers.Refused.Values.Sum() - before;
            }
        }
        await run.Writers.MoreAsync(20, Ct);
        var found = await run.EndAsync();
        Row.Set(repetitions, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture,
            $"in turn: the {Pool} connections of a node's pool all held up ({ofPool:N0} writes refused with 503), and every slot of PostgreSQL taken ({ofServer:N0})"));
        Assert.Equal([503], run.Writers.Refused.Keys);
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_proxy_that_acknowledges_what_was_refused_for_want_of_a_connection_is_found()
    {
        var whole = await stand.WholeAsync(Ct);
        await using var node = await StartSmallAsync(whole);
        await using var watch = await whole.WatchAsync();
        await using var liar = new ReplyCutter(new Uri(node.Url), answer => answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal)
            ? "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n{\"stream\":\"s\",\"version\":1,\"position\":" + (watch.After + 1) + "}" : answer);
        var acknowledged = new Dictionary<string, long>();
        await using (await HoldAsync(whole.Admin))
        {
            var ids = Enumerable.Range(0, 8).Select(_ => stand.Name("pool")).ToList();
            var replies = await Task.WhenAll(ids.Select((id, i) => Reply.ClaimAsync(liar.Http, whole, id, i, ct: Ct)));
            foreach (var (id, reply) in ids.Zip(replies).Where(pair => pair.Second is { IsSuccess: true })) acknowledged[id] = reply!.Position;
        }
        var found = await watch.EndAsync(acknowledged);
        Assert.True(found.Lost > 0, $"{found}");
        Row.Broken.Add($"a proxy that answers 201 to what was refused with 503: {found.Lost} of {acknowledged.Count} lost");
    }

    private Task<LedgerNode> StartSmallAsync(Scene whole) => LedgerStand.StartNodeAsync(
        new NpgsqlConnectionStringBuilder(stand.Cluster.ConnectionString) { MaxPoolSize = Pool }.ConnectionString, stand.Cluster.OwnerConnectionString, Ct);

    /// <summary>The log in somebody's hand: who reads it waits.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(string admin)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var hold = new NpgsqlCommand("begin; lock table mt_events in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    /// <summary>All connections that PostgreSQL gives to others than superusers.</summary>
    private sealed class Slots : IAsyncDisposable
    {
        private readonly List<NpgsqlConnection> taken = [];

        public static async Task<Slots> TakeAsync(string admin, string ledger)
        {
            var slots = new Slots();
            var settings = new NpgsqlConnectionStringBuilder(admin) { Pooling = false };
            await using var killer = new NpgsqlConnection(settings.ConnectionString);
            await killer.OpenAsync(Ct);
            try
            {
                while (true)
                {
                    var connection = new NpgsqlConnection(settings.ConnectionString);
                    await connection.OpenAsync(Ct);
                    slots.taken.Add(connection);
                    // As soon as there is none left for the nodes, they lose those that they have, and find none.
                    await using var kill = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ledger_app' and datname = 'ledger'", killer);
                    if (slots.taken.Count % 10 == 0) await kill.ExecuteNonQueryAsync(Ct);
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                // All are taken.
            }
            await using var last = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ledger_app' and datname = 'ledger'", killer);
            await last.ExecuteNonQueryAsync(Ct);
            return slots;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in taken) await connection.DisposeAsync();
        }
    }
}
