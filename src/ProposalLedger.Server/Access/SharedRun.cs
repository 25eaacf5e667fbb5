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
        lock (starting) return (running.IsCompleted ? running = Task.Run(work, CancellationToken.None) : running).WaitAsync(ct);
    }

    /// <summary>Waits for a run that began after this was asked.</summary>
    public Task RunAsync(CancellationToken ct)
    {
        lock (starting) return (running.IsCompleted ? running = Task.Run(work, CancellationToken.None) : next ??= AfterAsync(running)).WaitAsync(ct);
    }

    // Where the run before fails, they are told at once: one of their own would most likely keep them as long again, and fail.
    private async Task AfterAsync(Task before)
    {
        try
        {
            await before;
        }
        finally
        {
            lock (starting)
            {
                next = null;
                if (running == before && before.IsCompletedSuccessfully) running = Task.Run(work, CancellationToken.None);
                before = running;
            }
        }

        await before;
    }
}
