using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Provisions;

/// <summary>What belongs to a provision's story without being of its points.</summary>
internal static class Relatives
{
    private static readonly bool[] Sides = [true, false];

    /// <summary>The points of other provisions on either side of its links: halves of a split, what was joined, what is only suggested.</summary>
    public static IReadOnlyList<RelatedPoint> Of(Snapshot snapshot, Ancestry ancestry, IReadOnlyList<string> points, IReadOnlyList<AsRecorded<Link>> links) =>
    [
        .. from link in links
           from isEarlier in Sides
           from point in isEarlier ? link.Entry.From : link.Entry.To
           where !points.Contains(point)
           let draft = snapshot.FindDraft(PointRef.DraftOf(point))?.Entry
           let found = draft?.AllPoints.FirstOrDefault(p => PointRef.Of(draft, p) == point)
           where found is not null
           select new RelatedPoint
           {
               Ref = point,
               Draft = draft!.Key,
               DraftTitle = draft.Title,
               Label = found.Label,
               Provision = ancestry.ProvisionOf(point),
               Beginning = Brief.Of(found.Text),
               Link = link.Entry.Id,
               Fate = link.Entry.Fate,
               Mode = link.Entry.Mode,
               Earlier = isEarlier,
           },
    ];

    /// <summary>Claims about a related point; and those with a quantity of its own that are about a draft of its story, or a proposition of its issue.</summary>
    public static IEnumerable<AsRecorded<Claim>> Claims(
        Snapshot snapshot, IReadOnlyList<ProvisionWording> wordings, IReadOnlyList<AsRecorded<Link>> links, IReadOnlyList<RelatedPoint> related)
    {
        var names = wordings.SelectMany(w => Quantities.TermsOf(w.Point)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var issues = wordings.Select(w => w.Point.Issue).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var drafts = wordings.Select(w => w.Draft).Concat(links.SelectMany(l => Ancestry.DraftsOf(l.Entry))).ToHashSet(StringComparer.Ordinal);
        var relatives = related.Select(r => r.Ref).ToHashSet(StringComparer.Ordinal);
        return snapshot.InTime<Claim>().Where(c => (c.Entry.About.Point is { } point && relatives.Contains(point))
            || (c.Entry.Terms.Any(t => names.Contains(t.Name)) && IsNear(c.Entry.About)));

        bool IsNear(Subject about) => (about.Draft is { } draft && drafts.Contains(draft))
            || (about.Proposition is { } id && snapshot.Find<Proposition>(EntryKind.Proposition, id) is { } proposition && issues.Contains(proposition.Entry.Issue));
    }
}
