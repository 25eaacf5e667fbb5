using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class ClockTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;
    private static readonly int[] Minutes = [60, -60, 0, 59, -1, 30, -60, 60, 1, 0];

    // Between two writes of a writer: a quiet machine would fill the stand's small disk before the clock has been set twenty times.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<ClockTests>("clock an hour off and stepping back");

    [Fact(Timeout = Limit)]
    public async Task P4_Recorded_times_follow_the_positions_whatever_the_clocks_do()
    {
        var steps = Stand.Full ? 20 : 3;
        var other = await stand.OtherAsync(Ct);
        await other.FakeClockAsync();
        await using var run = await LedgerRun.BeginAsync(await Scene.OpenAsync([other.Node], other.Admin, "clock", Ct), pause: Pause);
        for (var i = 0; i < steps; i++)
        {
            await StepAsync(other, Minutes[i % Minutes.Length]);
            await run.Writers.MoreAsync(Stand.Full ? 100 : 20, Ct);
        }
        other.Clock.Set(TimeSpan.Zero);
        var found = await run.EndAsync();
        Row.Set(steps, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture,
            $"PostgreSQL's clock, which the recorded times come from, set by up to two hours at once; {run.Writers.Refused.Values.Sum()} writes refused, {run.Writers.Retries} sent again"));
        Assert.All(run.Writers.Refused.Keys, status => Assert.Equal(503, status));
    }

    [Fact(Timeout = Limit)]
    public async Task P4_Times_taken_from_the_clock_alone_are_found_when_it_steps_back()
    {
        var other = await stand.OtherAsync(Ct);
        await other.FakeClockAsync();
        var scene = await Scene.OpenAsync([other.Node], other.Admin, "clock", Ct);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, Broken.BareClock);
        // The second line: else nothing would be appended at all until the clock has caught up.
        await Log.RunAsync(scene.Admin, "alter table pl_counter disable trigger pl_only_forwards; alter table mt_streams disable trigger pl_only_forwards");
        await using var run = await LedgerRun.BeginAsync(scene, pause: Pause, tolerant: true);
        foreach (var minutes in new[] { 0, 60, 0, 60, 0 })
        {
            await StepAsync(other, minutes);
            await run.Writers.MoreAsync(40, Ct);
        }
        var found = await run.EndAsync();
        await Log.RunAsync(scene.Admin, "alter table pl_counter enable trigger pl_only_forwards; alter table mt_streams enable trigger pl_only_forwards");
        Assert.True(found.OutOfOrder > 0, $"{found}");
        Row.Broken.Add($"the time is the clock's alone: {found.OutOfOrder} recorded out of order");
    }

    /// <summary>Sets the clock, and sees that it follows.</summary>
    private static async Task StepAsync(OtherStand other, int minutes)
    {
        other.Clock.Set(TimeSpan.FromMinutes(minutes));
        while (true)
        {
            var off = await Log.AskAsync<DateTime>(other.Admin, "select clock_timestamp()") - TimeProvider.System.GetUtcNow().UtcDateTime;
            if (Math.Abs(off.TotalMinutes - minutes) < 0.5) return;
            await Task.Delay(50, Ct);
        }
    }
}
