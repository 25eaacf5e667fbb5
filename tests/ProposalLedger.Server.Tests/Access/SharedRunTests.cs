using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>What who may read, and what commands are decided on, rest on: an answer of a run that began after it was asked for.</summary>
public sealed class SharedRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task P15_Who_asks_is_answered_by_a_run_that_began_later_however_many_ask_at_once()
    {
        const int Callers = 8, Calls = 40_000;
        var (begun, ended) = (0L, 0L);
        var run = new SharedRun(() =>
        {
            var mine = Interlocked.Increment(ref begun);
            Volatile.Write(ref ended, mine); // runs follow one another
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Calls; i++)
            {
                var asked = Interlocked.Read(ref begun);
                await run.RunAsync(Ct);
                Assert.True(Volatile.Read(ref ended) > asked, $"Asked after {asked} had begun, answered by {ended}.");
            }
        }, Ct)));
        Assert.True(begun < Callers * Calls, "Nobody shared a run.");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_fails_is_told_to_who_waited_for_it_and_to_nobody_later()
    {
        var (first, fails) = (new TaskCompletionSource(), true);
        var run = new SharedRun(async () =>
        {
            await first.Task;
            if (fails) throw new TimeoutException();
        });
        Task[] waiting = [run.RunAsync(Ct), run.RunAsync(Ct), run.RunAsync(Ct)];
        first.SetResult();
        foreach (var one in waiting) await Assert.ThrowsAsync<TimeoutException>(() => one);
        fails = false;
        await run.RunAsync(Ct);
        await Task.WhenAll(run.RunAsync(Ct), run.RunAsync(Ct));
    }
}
