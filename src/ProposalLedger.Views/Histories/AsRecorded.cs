namespace ProposalLedger.Views.Histories;

/// <summary>An entry as the record holds it at the cut, with what is said of its recording. In JSON one object.</summary>
public sealed record AsRecorded<T> where T : Entry
{
    [Flattened]
    public required T Entry { get; init; }

    /// <summary>Ledger position of the event that first recorded it.</summary>
    public required long Position { get; init; }

    /// <summary>When the ledger first learned it, UTC.</summary>
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>Who first recorded it. An entry may have an actor of its own: an action is some party's.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>When it happened, as the cuts take it; null where it has no date.</summary>
    public Edtf? Dated { get; init; }

    /// <summary>When the public could know it, as the cuts take it: its own date, or its earliest dated source's, or when it was recorded.</summary>
    public Edtf? PublicSince { get; init; }

    /// <summary>Position of the latest correction that is in force.</summary>
    public long? Corrected { get; init; }

    /// <summary>Position of the retraction that is in force. Retracted entries are shown only where one asks for them by id.</summary>
    public long? Retracted { get; init; }
}
