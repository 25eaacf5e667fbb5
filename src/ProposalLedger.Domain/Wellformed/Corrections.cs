namespace ProposalLedger.Domain.Wellformed;

/// <summary>What a correction may not do, beyond what holds for any entry.</summary>
internal static class Corrections
{
    public static IEnumerable<Refusal> Check(Entry held, Entry corrected, Register register) => (held, corrected) switch
    {
        (Draft before, Draft after) => PointsStay(before, after),
        (_, Claim claim) => NoCircle(claim, register),
        _ => [],
    };

    /// <summary>Links, claims and statuses name points without a lock, so a point that was there stays.</summary>
    private static IEnumerable<Refusal> PointsStay(Draft before, Draft after)
    {
        var there = after.AllPoints.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return before.AllPoints.Where(p => !there.Contains(p.Id)).Select(p =>
            new Refusal("point-removed", "/points", $"The correction leaves out point '{p.Id}'. A transcription may be corrected and completed; its points stay."));
    }

    private static IEnumerable<Refusal> NoCircle(Claim claim, Register register)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var about = claim.About.Claim; about is not null && seen.Add(about); about = (register.Find(EntryKind.Claim, about)?.Entry as Claim)?.About.Claim)
        {
            if (about != claim.Id) continue;
            yield return new Refusal("about-itself", "/about/claim", "A claim cannot be about itself, nor about a claim that is about it.");
            yield break;
        }
    }
}
