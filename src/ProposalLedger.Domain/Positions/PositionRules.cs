using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Positions;

/// <summary>What a holder's stream of positions takes.</summary>
internal static class PositionRules
{
    public static IEnumerable<Refusal> Check(Claim claim, Register register) =>
    [
        .. Subjects.Check(claim),
        .. Stances.Check(claim),
        .. Voices.Check(claim, register),
        .. Periods.CheckPublished(claim.Occurred, claim.Published),
        .. Terms.Check(claim.Terms, ""),
        .. claim.Credibility is < 1 or > 6 ? new[] { new Refusal("number-out-of-range", "/credibility", "Credibility goes from 1 to 6.") } : [],
    ];
}
