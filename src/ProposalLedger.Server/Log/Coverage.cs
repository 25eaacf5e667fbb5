namespace ProposalLedger.Server.Log;

/// <summary>What a node has to do with the log's signing.</summary>
public enum LogRole
{
    /// <summary>It has just started, and has not looked yet.</summary>
    Unknown,

    /// <summary>It has the key, and signs.</summary>
    Signing,

    /// <summary>It would sign, and another process holds the key's directory: it takes over when that one ends.</summary>
    Standby,

    /// <summary>Another node signs.</summary>
    Elsewhere,

    /// <summary>Nobody signs: no node was ever set up to.</summary>
    Unsigned,

    /// <summary>It should sign and does not: that would contradict what was signed before, or there is nothing to sign with.</summary>
    Refused,
}

/// <summary>The log as a node knows it.</summary>
/// <param name="Role">What this node has to do with it.</param>
/// <param name="SignedUpTo">The last position that a published checkpoint covers; 0 before the first.</param>
/// <param name="Why">In words, where something is not as it should be.</param>
public sealed record LogState(LogRole Role, long SignedUpTo, string? Why);

/// <summary>
/// How far the history is signed, as this node knows it; what is newer, whoever shows it says, is in no checkpoint yet. The signer's node knows at once,
/// the others within a second: they never take for signed what is not.
/// </summary>
public sealed class Coverage
{
    private readonly Lock gate = new();
    private LogState now = new(LogRole.Unknown, 0, null);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The latest that is known.</summary>
    public LogState Now
    {
        get
        {
            lock (gate) return now;
        }
    }

    /// <summary>The last position that a published checkpoint covers; 0 before the first.</summary>
    public long SignedUpTo => Now.SignedUpTo;

    /// <summary>Waits until a checkpoint covers the position; false when the time ran out before.</summary>
    public async Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            while (true)
            {
                Task next;
                lock (gate)
                {
                    if (now.SignedUpTo >= position) return true;
                    next = changed.Task;
                }

                await next.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Called by the one loop that knows.</summary>
    internal void Set(LogState next)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            if (next == now) return;
            (now, woken, changed) = (next, changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        woken.SetResult();
    }
}
