using ProposalLedger.Server.Edge;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>Whom the door lets in, on a clock that the test sets.</summary>
public sealed class GateTests
{
    private readonly Clock clock = new();
    private readonly Gate gate;

    public GateTests() => gate = new Gate(clock);

    [Fact]
    public void Who_would_wait_for_too_long_is_refused_at_once_and_who_has_waited_too_long_later()
    {
        var first = Enter(2_000);
        // Of a thousand a second a tenth of a second's are at work, and 0.7 s' wait.
        Assert.Equal((100, 700, 1_200), (Count(first, true), first.Count(t => !t.IsCompleted), Count(first, false)));
        clock.Pass(Gate.LongestWait + TimeSpan.FromMilliseconds(1));
        gate.Tick();
        Assert.Equal((100, 0, 1_900), (Count(first, true), first.Count(t => !t.IsCompleted), Count(first, false)));
    }

    [Fact]
    public void The_next_in_turn_comes_in_when_somebody_leaves()
    {
        var all = Enter(102);
        Assert.Equal([true, false], [all[99].IsCompleted, all[100].IsCompleted]);
        gate.Leave();
        Assert.Equal([true, false], [all[100].IsCompleted, all[101].IsCompleted]);
    }

    [Fact]
    public void How_much_can_be_done_is_measured_where_some_wait_and_found_again_when_it_is_more()
    {
        Assert.InRange(Serve(perSecond: 100, seconds: 3, offered: 800), 80, 130);
        var burst = Enter(1_000);
        Assert.InRange(Count(burst, false), 700, 1_000);
        clock.Pass(TimeSpan.FromSeconds(1));
        gate.Tick();
        for (var admitted = Count(burst, true); admitted > 0; admitted--) gate.Leave();
        Assert.InRange(Serve(perSecond: 900, seconds: 3, offered: 2_000), 800, 1_000);
    }

    [Fact]
    public void A_rest_or_few_who_ask_do_not_make_it_think_less_of_what_can_be_done()
    {
        Serve(perSecond: 900, seconds: 1, offered: 50);
        clock.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(Gate.FirstGuess, gate.PerSecond);
        Assert.Equal(0, Count(Enter(300), false));
    }

    // So many ask, and at most so many are answered, in each hundredth of a second; what is thought possible at the end.
    private double Serve(int perSecond, int seconds, int offered)
    {
        var (working, given) = (new List<Task<bool>>(), 0.0);
        for (var hundredth = 0; hundredth < seconds * 100; hundredth++)
        {
            clock.Pass(TimeSpan.FromMilliseconds(10));
            for (var i = 0; i < offered * (hundredth + 1) / 100 - offered * hundredth / 100; i++) working.Add(gate.EnterAsync().AsTask());
            gate.Tick();
            for (given = Math.Min(given + perSecond / 100.0, perSecond / 10.0); given >= 1 && working.Find(t => t.IsCompleted && t.Result) is { } done; given--)
            {
                working.Remove(done);
                gate.Leave();
            }
        }

        var thought = gate.PerSecond;
        foreach (var left in working.Where(t => t.IsCompleted && t.Result)) gate.Leave();
        clock.Pass(TimeSpan.FromSeconds(1));
        gate.Tick();
        return thought;
    }

    private List<Task<bool>> Enter(int count) => [.. Enumerable.Range(0, count).Select(_ => gate.EnterAsync().AsTask())];

    private static int Count(List<Task<bool>> tasks, bool admitted)
    {
        // Whoever is told so is told on another thread.
        SpinWait.SpinUntil(() => false, 1);
        return tasks.Count(t => t.IsCompleted && t.Result == admitted);
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => passed += time;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero) + passed;

        public override long GetTimestamp() => passed.Ticks;
    }
}
