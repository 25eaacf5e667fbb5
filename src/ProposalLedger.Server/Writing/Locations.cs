using ProposalLedger.Domain.Entries;

namespace ProposalLedger.Server.Writing;

internal static class Locations
{
    /// <summary>Where what was recorded can be read: at its own address, or, where it has none, as the event that recorded it.</summary>
    public static string Of(Done done)
    {
        var negotiation = $"/api/negotiations/{done.Negotiation}";
        return done.Kind switch
        {
            EntryKind.Negotiation when done.Key.StartsWith('/') => $"/api/events/{done.Receipt.Position}", // a redaction
            EntryKind.Negotiation => negotiation,
            EntryKind.Party => $"{negotiation}/parties/{done.Key}",
            EntryKind.Link => $"{negotiation}/lineage/{done.Key}",
            // The address of a proposal is that of its current draft, and it may have none yet.
            EntryKind.Proposal or EntryKind.Rendering or EntryKind.Amendment or EntryKind.Status => $"/api/events/{done.Receipt.Position}",
            var kind => $"{negotiation}/{kind.ToString().ToLowerInvariant()}s/{done.Key}",
        };
    }

    /// <summary>What shows that a command is in the log, for whoever wants to keep it (RFC 8288).</summary>
    public static string ReceiptOf(long position) => $"</api/events/{position}/receipt>; rel=\"receipt\"";
}
