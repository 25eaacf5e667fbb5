namespace ProposalLedger.Views.Histories;

/// <summary>One event in the history of an entry.</summary>
public sealed record Change
{
    public required long Position { get; init; }
    public required Guid Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Recorded { get; init; }
    public Edtf? Occurred { get; init; }
    public Edtf? Published { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }
    public required string Stream { get; init; }
    public required long Version { get; init; }

    /// <summary>The stored name.</summary>
    public required string Type { get; init; }
    public required LedgerEvent Event { get; init; }

    /// <summary>What took its text away; null where it stands as it was recorded.</summary>
    public Redaction? Redacted { get; init; }

    /// <summary>The key of the entry that it is about.</summary>
    public string Key => Event switch
    {
        LedgerEvent.Recorded(var entry) => entry.Key,
        LedgerEvent.Corrected(var entry) => entry.Key,
        LedgerEvent.Retracted retracted => retracted.Key,
        _ => throw new NotSupportedException(Type),
    };
}

/// <summary>The event by which the text of another one went.</summary>
/// <param name="Position">Its ledger position.</param>
/// <param name="Recorded">UTC.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Reason">Why.</param>
public sealed record Redaction(long Position, DateTimeOffset Recorded, string Actor, string Reason)
{
    public static Redaction By(EventStore.StoredEvent e) => new(e.Position, e.Recorded, e.Metadata.Actor, e.Metadata.Reason ?? "");
}
