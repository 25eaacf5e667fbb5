using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Negotiations;

/// <summary>What a negotiation's own stream takes: who takes part, what it is about, where it is known from, what was made of it.</summary>
internal static class NegotiationRules
{
    public static IEnumerable<Refusal> Check(Entry entry, Register register) => entry switch
    {
        Negotiation negotiation => Openings.Check(negotiation, register),
        Party party => party.Id == StreamKey.NoHolder ? [ReservedIds.Refusal(party.Id)] : [],
        Mandate mandate => Periods.Check(mandate.From, mandate.To, "/to"),
        Link link => LinkRules.Check(link, register),
        Conflict conflict => ConflictRules.Check(conflict),
        Resolution resolution => ConflictRules.Check(resolution, register),
        _ => [],
    };
}
