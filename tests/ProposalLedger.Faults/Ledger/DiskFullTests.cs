using System.Globalization;
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
            await FillAsync(other, run.Writers, refusals: 8);
            other.Disk.Free();
            if (!other.Cluster.IsRunning)
            {
                ended++;
                await other.Cluster.LeaveAsync();
                await other.StartClusterAsync();
            }
        }
        await run.Writers.MoreAsync(50, Ct); // it goes on by itself
        var found = await run.EndAsync();
        Row.Set(repetitions, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture,
            $"{run.Writers.Refused.Values.Sum():N0} writes refused with 503, none otherwise; PostgreSQL itself ended {ended} times"));
        Assert.Equal([503], run.Writers.Refused.Keys);
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
        await run.Writers.MoreAsync(200, Ct);
        other.Disk.Free();
        var found = await run.EndAsync();
        Assert.True(found.Lost > 0, $"{found}");
        Row.Broken.Add($"a function that catches the error and answers as if it had appended: {found.Lost} of {run.Writers.Acknowledged.Count} lost");
    }

    /// <summary>Fills it until writes are refused: what was reserved before may still be written to.</summary>
    private static async Task FillAsync(OtherStand other, Writers writers, int refusals)
    {
        var goal = writers.Refused.Values.Sum() + refusals;
        other.Disk.Fill(left: Random.Shared.Next(256 * 1024));
        for (var looks = 0; writers.Refused.Values.Sum() < goal; looks++, await Task.Delay(20, Ct))
            if (looks % 10 == 9) other.Disk.Fill(left: 0); // PostgreSQL gave some back
    }
}
