using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

/// <summary>Two nodes of this release, and the schema of a next one that a migration brings while they run: what a rolling upgrade is for those that are still to be replaced.</summary>
[Collection(nameof(LedgerFaults))]
public sealed class NextReleaseTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<NextReleaseTests>("a schema step forward under running nodes");

    [Fact(Timeout = Limit)]
    public async Task P1_P4_Nodes_go_on_under_a_step_of_the_next_release_without_refusing_a_write()
    {
        var steps = Stand.Full ? 20 : 2;
        var scene = await stand.WholeAsync(Ct);
        var known = await Log.AskAsync<int>(scene.Admin, "select max(step) from pl_schema_steps");
        await using var run = await LedgerRun.BeginAsync(scene);
        for (var i = 1; i <= steps; i++)
        {
            await run.Writers.MoreAsync(50, Ct);
            // What steps have done so far: a table, a column with a default, an index, the append's function anew.
            await StepAsync(scene, known + i, $"""
                create table pl_next_{i} (id int primary key);
                alter table mt_events add column pl_next_{i} int not null default {i};
                create index pl_next_{i}_index on mt_streams (timestamp);
                do $do$ begin execute (select string_agg(pg_get_functiondef(oid), ';') from pg_proc where pronamespace = 'public'::regnamespace and proname = 'pl_append'); end $do$
                """);
        }
        await run.Writers.MoreAsync(50, Ct);
        var found = await run.EndAsync();
        // A node of this release that is started now says that it is too old, and changes nothing.
        await scene.Nodes[1].KillAsync();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => stand.StartAgainAsync(scene.Nodes[1], Ct));
        await scene.Nodes[1].KillAsync();
        await BackAsync(scene, known, steps);
        await stand.StartAgainAsync(scene.Nodes[1], Ct);
        Row.Set(steps, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture,
            $"{run.Writers.Refused.Values.Sum()} writes refused, {run.Writers.Retries} sent again; a node of before that is started after it refuses to serve"));
        Assert.Empty(run.Writers.Refused);
        Assert.Contains("written by a newer program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_step_that_running_nodes_cannot_write_under_is_found()
    {
        var scene = await stand.BrokenAsync(Ct);
        await using var run = await LedgerRun.BeginAsync(scene, tolerant: true);
        await run.Writers.MoreAsync(20, Ct);
        await Log.RunAsync(scene.Admin, "set lock_timeout = '10s'; alter table mt_streams add column pl_owed int; alter table mt_streams add constraint pl_owed check (pl_owed is not null) not valid");
        await run.Writers.MoreRefusedAsync(8, Ct);
        await Log.RunAsync(scene.Admin, "alter table mt_streams drop column pl_owed");
        await run.EndAsync();
        Row.Broken.Add($"a step with a column that the nodes do not fill: {run.Writers.Refused.Values.Sum()} writes refused");
    }

    /// <summary>As the migrator does it: in one transaction, giving way after a second to whom it would hold up.</summary>
    private static async Task StepAsync(Scene scene, int number, string sql)
    {
        while (true)
        {
            try
            {
                await Log.RunAsync(scene.Admin, $"begin; set local role ledger_owner; set local lock_timeout = '1s'; {sql}; insert into pl_schema_steps (step, name) values ({number}, 'next'); commit");
                return;
            }
            catch (Npgsql.PostgresException e) when (e.SqlState is Npgsql.PostgresErrorCodes.LockNotAvailable or Npgsql.PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(100, Ct);
            }
        }
    }

    private static async Task BackAsync(Scene scene, int known, int steps)
    {
        for (var i = 1; i <= steps; i++) await Log.RunAsync(scene.Admin, $"drop table pl_next_{i}; alter table mt_events drop column pl_next_{i}; drop index pl_next_{i}_index");
        await Log.RunAsync(scene.Admin, $"delete from pl_schema_steps where step > {known}");
    }
}
