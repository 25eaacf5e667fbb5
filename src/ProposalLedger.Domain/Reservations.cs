namespace ProposalLedger.Domain;

/// <summary>
/// The ids that an event takes for good, as <c>negotiation/kind/id</c>. Streams of one negotiation are written side by side,
/// so the store checks these under its lock.
/// </summary>
public static class Reservations
{
    public static IReadOnlyList<string> Of(string negotiation, Entry entry) =>
        [$"{negotiation}/{EventNames.Noun(entry.EntryKind)}/{entry.Id}"];

    /// <summary>Only a first recording takes an id; corrections and retractions speak of one that is taken.</summary>
    public static IReadOnlyList<string> Of(string negotiation, LedgerEvent e) =>
        e is LedgerEvent.Recorded(var entry) ? Of(negotiation, entry) : [];
}
