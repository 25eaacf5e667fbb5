namespace ProposalLedger.Views.Histories;

/// <summary>The part of the record that is read. Nothing given: all of it.</summary>
public sealed record Cut
{
    public static Cut Now { get; } = new();

    /// <summary>What happened up to the end of this date.</summary>
    public Edtf? AsOf { get; init; }

    /// <summary>What was published up to the end of this date.</summary>
    public Edtf? KnownBy { get; init; }

    /// <summary>What was recorded up to and with this ledger position.</summary>
    public long? At { get; init; }
}
