namespace ProposalLedger.Domain.Negotiations;

/// <summary>A conflict is between things; a resolution chooses among them.</summary>
internal static class ConflictRules
{
    private const string NoneOfThem = "none";

    public static IEnumerable<Refusal> Check(Conflict conflict)
    {
        var things = conflict.Claims.Distinct().Count() + conflict.Links.Distinct().Count() + conflict.Sessions.Distinct().Count()
            + conflict.Drafts.Distinct().Count() + conflict.Points.Distinct().Count();
        // One record may be at odds with how a source renders it; a contradiction takes two.
        if (things < 2 && conflict.Kind is (ConflictKind.Contradiction or ConflictKind.TwoVoices))
            yield return new Refusal("conflict-needs-two", "", "Name two or more claims, links, sessions, drafts or points that cannot all hold.");
    }

    public static IEnumerable<Refusal> Check(Resolution resolution, Register register)
    {
        if (register.Find(EntryKind.Conflict, resolution.Conflict)?.Entry is Conflict conflict && resolution.Chosen != NoneOfThem
            && !conflict.Claims.Contains(resolution.Chosen) && !conflict.Links.Contains(resolution.Chosen))
            yield return new Refusal("not-in-conflict", "/chosen", "Choose one of the conflict's claims or links, or 'none'.");
    }
}
