using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Provisions;

internal static class Quantities
{
    public static IEnumerable<Term> TermsOf(Point point) => point.WithNested().SelectMany(p => p.Terms);

    /// <summary>
    /// Each quantity in each text, in each claim; and where the point was linked to a draft that has no point for it, the fate that is told there:
    /// between 600,000 and 800,000 stands "dropped", or "reworded", and by whom.
    /// </summary>
    public static IReadOnlyList<QuantityInTime> Of(IReadOnlyList<ProvisionWording> wordings, IReadOnlyList<AsRecorded<Link>> links, IReadOnlyList<AsRecorded<Claim>> claims)
    {
        var names = wordings.SelectMany(w => TermsOf(w.Point)).Select(t => t.Name).Distinct(StringComparer.Ordinal).ToList();
        var found = new List<(Chronology When, QuantityInTime Quantity)>();
        foreach (var name in names)
        {
            foreach (var wording in wordings)
                foreach (var term in TermsOf(wording.Point).Where(t => t.Name == name))
                    found.Add((Chronology.Of(wording.Occurred, wording.Position), new()
                    {
                        Name = name, Term = term, Occurred = wording.Occurred, PublicSince = wording.PublicSince, Kind = AccountKind.Wording, Key = wording.Ref,
                        Draft = wording.Draft, Sources = wording.Point.Sources,
                    }));
            foreach (var claim in claims)
                foreach (var term in claim.Entry.Terms.Where(t => t.Name == name))
                    found.Add((Chronology.Of(claim), new()
                    {
                        Name = name, Term = term, Occurred = claim.Entry.Occurred, PublicSince = claim.PublicSince, Kind = AccountKind.Claim, Key = claim.Entry.Id,
                        Draft = claim.Entry.About.Draft ?? (claim.Entry.About.Point is { } point ? PointRef.DraftOf(point) : null), Sources = claim.Entry.Sources,
                    }));
            foreach (var link in links.Where(l => l.Entry is { Mode: LinkMode.Asserted, To.Count: 0, ToDraft: not null }
                && l.Entry.From.Any(p => wordings.Any(w => w.Ref == p && TermsOf(w.Point).Any(t => t.Name == name)))))
                found.Add((Chronology.Of(link), new()
                {
                    Name = name, Fate = link.Entry.Fate, Occurred = link.Dated, PublicSince = link.PublicSince, Kind = AccountKind.Link, Key = link.Entry.Id,
                    Draft = link.Entry.ToDraft, Sources = link.Entry.Sources,
                }));
        }
        return [.. found.OrderBy(f => names.IndexOf(f.Quantity.Name)).ThenBy(f => f.When).Select(f => f.Quantity)];
    }
}
