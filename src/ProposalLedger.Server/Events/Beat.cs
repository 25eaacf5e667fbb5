using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Server.Events;

/// <summary>
/// What a node knows of the log at one moment: how far every view is, and the events before it. Replaced by the next one, never changed in
/// what readers go by, so that any number of them look without a lock.
/// </summary>
public sealed class Beat
{
    private readonly TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Progress progress;
    private volatile bool awaited;

    internal Beat(Progress progress, long before, EventMessage[] events) => (this.progress, Before, Events) = (progress, before, events);

    /// <summary>How far. The views' position and the connection are those of this beat; the head may get on during it, for nobody waits for that.</summary>
    public Progress Progress
    {
        get => progress;
        internal set => progress = value;
    }

    /// <summary>The position before the recent events.</summary>
    internal long Before { get; }

    /// <summary>Positions are gapless, so an event's place in it is known.</summary>
    internal EventMessage[] Events { get; }

    /// <summary>The last position that is among the recent events.</summary>
    internal long Last => Before + Events.Length;

    /// <summary>Whether anybody waits for what comes after it.</summary>
    internal bool IsAwaited => awaited;

    /// <summary>Waits for the next one: the views have got on, or some time has passed.</summary>
    public Task NextAsync(CancellationToken ct)
    {
        awaited = true;
        return next.Task.WaitAsync(ct);
    }

    internal void End() => next.SetResult();
}
