namespace ProposalLedger.Views.Rebuilding;

/// <summary>An event is not of its type's form: the ledger records none like it.</summary>
/// <param name="position">Of the event.</param>
/// <param name="why">What reading it came to.</param>
public sealed class UnreadableEventException(long position, Exception why) : Exception($"The event at position {position} is not of its type's form.", why)
{
    /// <summary>Of the event.</summary>
    public long Position { get; } = position;
}
