namespace ProposalLedger.EventStore;

/// <summary>What became of an append. Everything but <see cref="Appended"/> and <see cref="Unchanged"/> left the ledger as it was.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome() { }

    /// <summary>The events are stored durably, at these positions.</summary>
    public sealed record Appended(string Stream, long Version, long FirstPosition, long LastPosition) : AppendOutcome;

    /// <summary>There were no events to store; the command is remembered, and its position says what already holds.</summary>
    public sealed record Unchanged(string Stream, long Version, long Position) : AppendOutcome;

    /// <summary>The same command was done before; this was its result (<c>Position</c>: of its last event).</summary>
    public sealed record Replayed(string Stream, long Version, long Position, bool HadEvents) : AppendOutcome;

    /// <summary>The stream has another version than the expected one (0: it does not exist).</summary>
    public sealed record VersionConflict(long CurrentVersion) : AppendOutcome;

    /// <summary>The command's key was used before for another body.</summary>
    public sealed record CommandReused : AppendOutcome;

    /// <summary>A reserved id belongs to an earlier append, of this stream or of another.</summary>
    public sealed record IdTaken(string Id, string Stream) : AppendOutcome;

    /// <summary>The stream is archived and takes no more events.</summary>
    public sealed record Archived : AppendOutcome;
}

/// <summary>What became of an all-or-nothing append of many.</summary>
public abstract record AppendAllOutcome
{
    private AppendAllOutcome() { }

    /// <summary>Everything is stored durably, at consecutive positions (both 0 where there was no event at all).</summary>
    public sealed record Appended(long FirstPosition, long LastPosition) : AppendAllOutcome;

    /// <summary>The same command was done before; its last position.</summary>
    public sealed record Replayed(long Position, bool HadEvents) : AppendAllOutcome;

    /// <summary>The command's key was used before for another body.</summary>
    public sealed record CommandReused : AppendAllOutcome;

    /// <summary>One append could not be done (the first such by its index), so nothing was written.</summary>
    public sealed record Refused(int Index, AppendOutcome Outcome) : AppendAllOutcome;
}
