namespace ProposalLedger.Server.Events;

/// <summary>When a subscription's next heartbeat is due.</summary>
internal sealed class Pulse(TimeSpan period, TimeProvider time)
{
    private long last = time.GetTimestamp();

    public bool IsDue => time.GetElapsedTime(last) >= period;

    public void Sent() => last = time.GetTimestamp();
}
