using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Server.Events;

/// <summary>When a subscription's next heartbeat is due.</summary>
internal sealed class Pulse(TimeSpan period, TimeProvider time)
{
    private long last = time.GetTimestamp();

    public bool IsDue => Remaining <= TimeSpan.Zero;

    private TimeSpan Remaining => period - time.GetElapsedTime(last);

    public void Sent() => last = time.GetTimestamp();

    /// <summary>Waits for progress, but not beyond the next heartbeat.</summary>
    public async Task WaitAsync(Follower follower, Progress seen, CancellationToken ct)
    {
        var remaining = Remaining;
        if (remaining <= TimeSpan.Zero) return;
        using var limit = new CancellationTokenSource(remaining, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await follower.WaitForChangeAsync(seen, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The heartbeat is due.
        }
    }
}
