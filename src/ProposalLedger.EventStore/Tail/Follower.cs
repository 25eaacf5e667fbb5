namespace ProposalLedger.EventStore.Tail;

/// <summary>Follows the log for a whole node: one connection that listens, polls and holds the projector's lease.</summary>
public sealed class Follower(FollowerOptions options) : IAsyncDisposable
{
    private readonly FollowerOptions options = options;

    /// <summary>The latest that is known.</summary>
    public Progress Progress => throw new NotSupportedException("Follows.");

    /// <summary>Begins to follow, until it is disposed. Returns at once; a database that is down is tried again for ever.</summary>
    public void Start() => throw new NotSupportedException("Follows.");

    /// <summary>Waits for a progress other than the given one (head, projected, lease or connection changed) and returns it.</summary>
    public Task<Progress> WaitForChangeAsync(Progress seen, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Waits until every view that is not stopped has the position; false when the time ran out before.</summary>
    public Task<bool> WaitForProjectedAsync(long position, TimeSpan timeout, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}

/// <summary>What a follower needs.</summary>
public sealed record FollowerOptions
{
    /// <summary>How to reach the ledger as the serving role.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Called when this node holds the lease and a live view that is not stopped is behind the head: applies one bounded range of events and
    /// returns. Called again at once while it is still behind. Null: this node never projects.
    /// </summary>
    public Func<Progress, CancellationToken, Task>? Project { get; init; }

    /// <summary>Told about faults (a lost connection, an exception of <see cref="Project"/>); the follower goes on by itself.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>How long to wait for a notification before looking anyway.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
