using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class PostgresKilledTests(LedgerStand stand)
{
    private const int Limit = 15 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<PostgresKilledTests>("PostgreSQL killed with -9 while writers append");

    [Fact(Timeout = Limit)]
    public async Task P1_P4_PostgreSQL_is_killed_while_writers_append()
    {
        var (kills, each) = Stand.Full ? (20, 1_000) : (2, 100);
        await using var run = await LedgerRun.BeginAsync(await stand.WholeAsync(Ct), writers: 16);
        for (var i = 0; i < kills; i++)
        {
            await run.Writers.MoreAsync(each, Ct);
            await Task.Delay(Random.Shared.Next(100), Ct); // at any moment
            await stand.Cluster.KillAsync();
            await stand.Cluster.StartAgainAsync();
        }
        await run.Writers.MoreAsync(10, Ct);
        var found = await run.EndAsync();
        Row.Set(kills, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture, $"16 writers; {run.Writers.Retries:N0} writes sent again"));
        Assert.All(run.Writers.Refused.Keys, status => Assert.Equal(503, status));
    }

    [Fact(Timeout = Limit)]
    public async Task P1_An_answer_before_the_commit_is_on_disk_is_found_when_PostgreSQL_is_killed()
    {
        var scene = await stand.BrokenAsync(Ct);
        await SetAsync("alter role ledger_app in database broken set synchronous_commit = off", "alter system set wal_writer_delay = '10s'");
        await using var run = await LedgerRun.BeginAsync(scene, tolerant: true);
        // Whatever else flushes in that moment saves the answers before it: some kills lose nothing.
        for (var (kills, isLost) = (0, false); kills < 20 && !isLost; kills++)
        {
            await run.Writers.MoreAsync(100, Ct);
            await stand.Cluster.KillAsync();
            await stand.Cluster.StartAgainAsync();
            var acknowledged = run.Writers.Acknowledged.ToArray();
            var held = (await Log.ReadAsync(scene.Admin)).Select(e => (e.Id, e.Position)).ToHashSet();
            isLost = acknowledged.Any(claim => !held.Contains((claim.Key, claim.Value)));
        }
        var found = await run.EndAsync();
        await SetAsync("alter role ledger_app in database broken reset synchronous_commit", "alter system reset wal_writer_delay");
        // What the nodes believe of this ledger is more than it holds.
        foreach (var node in scene.Nodes) await node.KillAsync();
        Assert.True(found.Lost > 0, $"{found}");
        Row.Broken.Add($"`synchronous_commit` off: {found.Lost} of {run.Writers.Acknowledged.Count} lost");

        async Task SetAsync(string role, string system)
        {
            await Log.RunAsync(stand.Cluster.AdminIn("postgres"), role);
            await Log.RunAsync(stand.Cluster.AdminIn("postgres"), system);
            await Log.RunAsync(stand.Cluster.AdminIn("postgres"), "select pg_reload_conf()");
            // Connections that are open keep what they began with.
            await Log.RunAsync(stand.Cluster.AdminIn("postgres"), "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ledger_app' and datname = 'broken'");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task P4_Positions_taken_without_the_lock_are_found_by_who_reads_the_log_meanwhile()
    {
        var scene = await stand.BrokenAsync(Ct);
        // As stores do it that number events from a sequence: each transaction takes its number early and commits when it likes.
        await Log.RunAsync(scene.Admin, "create sequence if not exists pl_loose; grant usage on sequence pl_loose to ledger_owner; select setval('pl_loose', (select greatest(max(seq_id), 1) from mt_events))");
        await using var broken = await Broken.FunctionsAsync(scene.Admin,
            [(@"(into strict v_start, v_time from pl_counter( c)?) for update;", "$1; v_start := nextval('pl_loose') - 1; perform pg_sleep(random() * 0.02);"), (@"update pl_counter set last_position = v_last", "update pl_counter set last_position = greatest(last_position, v_last)")]);
        await using var run = await LedgerRun.BeginAsync(scene, writers: 4, tolerant: true);
        await run.Writers.MoreAsync(40, Ct);
        var found = await run.EndAsync();
        Assert.True(found.OutOfOrder > 0, $"{found}");
        Row.Broken.Add($"positions from a sequence, without the lock: {found.OutOfOrder} gaps, steps back, and events that a reader of the log missed");
        foreach (var node in scene.Nodes) await node.KillAsync();
    }
}
