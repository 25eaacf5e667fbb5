namespace ProposalLedger.Server.Edge;

/// <summary>
/// Lets in what can be done in time. So many requests are worked on as were lately finished in a tenth of a second, and so many wait as were
/// finished in 0.7: what comes then would wait for longer than it may, and is refused at once. What waits all the same for longer than that is refused, too.
/// </summary>
/// <remarks>How much can be done is measured: what was finished in a second that was busy throughout, and the most of any other.</remarks>
internal sealed class Gate(TimeProvider time)
{
    public const int FirstGuess = 1_000;
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Working = TimeSpan.FromMilliseconds(100);
    private const int FewestAtWork = 32;
    private const int Slices = 10; // of a second

    private readonly Lock gate = new();
    private readonly Queue<Waiter> queue = new();
    private readonly int[] finished = new int[Slices];
    private long slice = time.GetUtcNow().Ticks / (TimeSpan.TicksPerSecond / Slices);
    private int atWork, busySlices;
    private double perSecond = FirstGuess;

    /// <summary>How many requests a second are thought possible.</summary>
    public double PerSecond => perSecond;

    /// <summary>Whether the request may go on, now or after a wait; who may, leaves by <see cref="Leave"/>.</summary>
    public ValueTask<bool> EnterAsync()
    {
        lock (gate)
        {
            Turn();
            if (queue.Count == 0 && atWork < MostAtWork)
            {
                atWork++;
                return new(true);
            }

            if (queue.Count >= perSecond * LongestWait.TotalSeconds) return new(false);
            var waiter = new Waiter(time.GetTimestamp());
            queue.Enqueue(waiter);
            return new(waiter.Admitted.Task);
        }
    }

    /// <summary>The request is done with; the next may begin.</summary>
    public void Leave()
    {
        lock (gate)
        {
            Turn();
            atWork--;
            finished[slice % Slices]++;
            Admit();
        }
    }

    /// <summary>Refuses who has waited for too long. Called now and then, so that nobody waits for ever where nothing is finished.</summary>
    public void Tick()
    {
        lock (gate)
        {
            Turn();
            Admit();
        }
    }

    private int MostAtWork => AtWorkFor(perSecond);

    private static int AtWorkFor(double perSecond) => (int)Math.Max(FewestAtWork, perSecond * Working.TotalSeconds);

    private void Admit()
    {
        while (queue.TryPeek(out var next))
        {
            var late = time.GetElapsedTime(next.Came) > LongestWait;
            if (!late && atWork >= MostAtWork) return;
            queue.Dequeue();
            if (!late) atWork++;
            next.Admitted.SetResult(!late);
        }
    }

    // A slice is over: what was finished in the last ten of them is what was possible, if there was always somebody who waited.
    private void Turn()
    {
        var now = time.GetUtcNow().Ticks / (TimeSpan.TicksPerSecond / Slices);
        if (now == slice) return;
        var second = finished.Sum();
        busySlices = queue.Count > 0 || atWork >= AtWorkFor(second) ? busySlices + 1 : 0;
        if (busySlices >= Slices) perSecond = (perSecond + second) / 2;
        else if (second > perSecond) perSecond = second;
        for (var next = Math.Max(slice + 1, now - Slices + 1); next <= now; next++) finished[next % Slices] = 0;
        slice = now;
    }

    private sealed record Waiter(long Came)
    {
        public TaskCompletionSource<bool> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
