namespace ProposalLedger.EventStore.Tail;

/// <summary>What a follower needs.</summary>
public sealed record FollowerOptions
{
    /// <summary>How to reach the ledger as the serving role, with LISTEN possible (no transaction pooler in between).</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Called when this node holds the lease and a live view that is not stopped is behind the head: applies one bounded range of events and
    /// returns true; called again at once while still behind. False: there was nothing that it could do just now; called again after
    /// <see cref="Poll"/>. Null: this node never projects.
    /// </summary>
    public Func<Progress, CancellationToken, Task<bool>>? Project { get; init; }

    /// <summary>
    /// The views that this program knows: others, which an older or a newer release left in the ledger, hold nothing up. Null: all there are.
    /// </summary>
    public IReadOnlyCollection<string>? Views { get; init; }

    /// <summary>Told about faults (a lost connection, an exception of <see cref="Project"/>); the follower goes on by itself.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>How long to wait for a notification before looking anyway.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
