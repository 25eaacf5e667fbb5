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

    /// <summary>The key of the entry that it is about.</summary>
    public string Key => Event switch
    {
        LedgerEvent.Recorded(var entry) => entry.Key,
        LedgerEvent.Corrected(var entry) => entry.Key,
        LedgerEvent.Retracted retracted => retracted.Key,
        _ => throw new NotSupportedException(Type),
    };
}
