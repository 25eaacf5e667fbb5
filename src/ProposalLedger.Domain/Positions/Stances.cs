namespace ProposalLedger.Domain.Positions;

internal static class Stances
{
    public static IEnumerable<Refusal> Check(Claim claim)
    {
        if (claim.Kind == ClaimKind.Position && claim.Stance is null)
            yield return new Refusal("stance-required", "/stance", "A position has a stance; where none is known, record no position.");
        if (claim.Kind != ClaimKind.Position && claim.Stance is not null)
            yield return new Refusal("stance-not-allowed", "/stance", "Only a claim of kind position has a stance.");
        if (claim.Kind == ClaimKind.Position && claim.About is { Proposition: null, Point: null, Draft: null } and not { Session: null, Action: null, Claim: null })
            yield return new Refusal("stance-needs-a-text", "/about", "A stance is taken on a proposition, a point or a draft.");
        if (claim is { Stance: Stance.SupportsIf, Condition: null })
            yield return new Refusal("condition-required", "/condition", "Say on what condition it is supported.");
    }
}
