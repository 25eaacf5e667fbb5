namespace ProposalLedger.Domain.Positions;

internal static class Subjects
{
    /// <summary>A claim is about exactly one thing; there is no way to say that it is about a bare issue.</summary>
    public static IEnumerable<Refusal> Check(Claim claim)
    {
        var about = claim.About;
        var named = new[] { about.Proposition, about.Point, about.Draft, about.Session, about.Action, about.Claim }.Count(x => x is not null);
        if (named != 1)
            yield return new Refusal("about-one-thing", "/about", "Name exactly one of proposition, point, draft, session, action, claim.");
    }
}
