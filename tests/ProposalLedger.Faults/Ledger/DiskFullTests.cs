using System.Globalization;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class DiskFullTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<DiskFullTests>("disk full, and freed again");

    [Fact(Timeout = Limit)]
    public async Task P1_P14_What_a_full_disk_refuses_says_so_and_what_was_acknowledged_is_there()
    {
        var repetitions = Stand.Full ? 10 : 2;
        var other = await stand.OtherAsync(Ct);
        await using var run = await LedgerRun.BeginAsync(await Scene.OpenAsync([other.Node], other.Admin, "disk", Ct));
        var ended = 0;
        for (var i = 0; i < repetitions; i++)
        {
            await run.Writers.MoreAsync(50, Ct);
            await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(other.Admin) { Pooling = false }.ConnectionString);
            await session.OpenAsync(Ct);
            await FillAsync(other, run.Writers, refusals: 8);
            await BeginAnewAsync(other, session);
            await RefusedAsync(other, run.Writers, 8);
            ended += await FreeAsync(other, run.Writers);
        }
        await run.Writers.MoreAsync(50, Ct); // it goes on by itself
        var found = await run.EndAsync();
        Assert.True(run.Writers.Refused.Keys.All(status => status == 503), $"{string.Join(", ", run.Writers.Refused)}\n{other.Node.Said}");
        Row.Set(repetitions, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture,
            $"{run.Writers.Refused.Values.Sum():N0} writes refused with 503, none otherwise; PostgreSQL itself ended {ended} times"));
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_function_that_acknowledges_what_a_full_disk_refused_is_found()
    {
        var other = await stand.OtherAsync(Ct);
        var scene = await Scene.OpenAsync([other.Node], other.Admin, "disk", Ct);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, (@"(?s)(OUT results .*)end \$function\$", """
            $1
            exception when disk_full then
                results := array_fill('appended'::varchar, array[cardinality(p_streams)]); versions := array_fill(1::bigint, array[cardinality(p_streams)]);
                firsts := array_fill(v_start + 1, array[cardinality(p_streams)]); lasts := firsts; details := array_fill(null::varchar, array[cardinality(p_streams)]); others := details;
            end $$function$$
            """));
        await using var run = await LedgerRun.BeginAsync(scene, tolerant: true);
        await run.Writers.MoreAsync(20, Ct);
        other.Disk.Fill(left: 0);
        await GoOnAsync(other, run.Writers.MoreAsync(200, Ct));
        await FreeAsync(other, run.Writers);
        var found = await run.EndAsync();
        Assert.True(found.Lost > 0, $"{found}");
        Row.Broken.Add($"a function that catches the error and answers as if it had appended: {found.Lost} of {run.Writers.Acknowledged.Count} lost");
    }

    /// <summary>Fills it until writes are refused: what was reserved before may still be written to.</summary>
    private static async Task FillAsync(OtherStand other, Writers writers, int refusals)
    {
        other.Disk.Fill(left: Random.Shared.Next(256 * 1024));
        await RefusedAsync(other, writers, refusals);
    }

    // PostgreSQL gives some back now and then.
    private static Task RefusedAsync(OtherStand other, Writers writers, int more) => writers.MoreRefusedAsync(more, Ct, () => other.Disk.Fill(left: 0));

    /// <summary>Ends the node's sessions, and takes away what new ones would find prepared: they cannot write it anew, and PostgreSQL refuses them with a fault of its own.</summary>
    private static async Task BeginAnewAsync(OtherStand other, NpgsqlConnection session)
    {
        foreach (var prepared in Directory.EnumerateFiles(other.Disk.Folder, "pg_internal.init", SearchOption.AllDirectories).ToList()) File.Delete(prepared);
        await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'", session);
        try
        {
            await end.ExecuteNonQueryAsync(Ct);
        }
        catch (NpgsqlException)
        {
            // PostgreSQL has ended every session by itself, for want of room.
        }
    }

    /// <summary>Frees it and sees that writing goes on; how often PostgreSQL had to be started again.</summary>
    private static Task<int> FreeAsync(OtherStand other, Writers writers)
    {
        other.Disk.Free();
        return GoOnAsync(other, writers.MoreAsync(1, Ct));
    }

    /// <summary>Until that is done, PostgreSQL is started again when it has ended of what it met, as an operator would: with room.</summary>
    private static async Task<int> GoOnAsync(OtherStand other, Task done)
    {
        var ended = 0;
        for (; !done.IsCompleted; await Task.WhenAny(done, Task.Delay(20, Ct)))
        {
            if (other.Cluster.IsRunning) continue;
            ended++;
            other.Disk.Free();
            await other.Cluster.LeaveAsync();
            await other.StartClusterAsync();
        }
        await done;
        return ended;
    }
}
