namespace ProposalLedger.Server.Access;

/// <summary>
/// Work that many ask for at a time and that is done once for all of them. It belongs to none of them: who leaves ends only his own waiting.
/// </summary>
internal sealed class SharedRun(Func<Task> work)
{
    private readonly Lock starting = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>Waits for the run that is under way, or for one of its own.</summary>
    public Task JoinAsync(CancellationToken ct)
    {
        lock (starting) return (running.IsCompleted ? Begin() : running).WaitAsync(ct);
    }

    /// <summary>Waits for a run that began after this was asked.</summary>
    public Task RunAsync(CancellationToken ct)
    {
        lock (starting) return (running.IsCompleted ? Begin() : next ??= AfterAsync(running)).WaitAsync(ct);
    }

    // Who asks from now on asks after it began: none of those who wait already is the next to him.
    private Task Begin()
    {
        next = null;
        return running = Task.Run(work, CancellationToken.None);
    }

    // Where the run before fails, they are told at once: one of their own would most likely keep them as long again, and fail.
    private async Task AfterAsync(Task before)
    {
        // Never at once, however soon that one has ended: whoever asked is to have noted first that this is the next.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        Task theirs;
        lock (starting)
        {
            if (running == before)
            {
                if (before.IsCompletedSuccessfully) Begin();
                else next = null;
            }

            theirs = running; // where somebody else began it, he did so after they had asked
        }

        await theirs;
    }
}
