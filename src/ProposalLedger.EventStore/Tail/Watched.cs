namespace ProposalLedger.EventStore.Tail;

/// <summary>The latest progress, and whoever waits for another: any number of waiters, woken at once, none of them lost.</summary>
internal sealed class Watched(Progress first)
{
    private volatile State state = new(first);

    public Progress Now => state.Progress;

    /// <summary>Called by the one loop that follows.</summary>
    public void Set(Progress next)
    {
        var old = state;
        if (next.SameAs(old.Progress))
        {
            old.Progress = next; // only read later: nobody waits for that
            return;
        }

        state = new State(next);
        old.Changed.SetResult();
    }

    public async Task<Progress> WaitAsync(Func<Progress, bool> until, CancellationToken ct)
    {
        while (true)
        {
            var seen = state;
            var progress = seen.Progress;
            if (until(progress)) return progress;
            await seen.Changed.Task.WaitAsync(ct);
        }
    }

    private sealed class State(Progress progress)
    {
        private volatile Progress progress = progress;

        public Progress Progress
        {
            get => progress;
            set => progress = value;
        }

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
