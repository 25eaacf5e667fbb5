using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Lineage;

internal static class LineageQuestion
{
    public static Answer Ask(Snapshot snapshot, Query query)
    {
        if (query["from"] is null && query["to"] is null) return Catalogues.AskList(snapshot, "links", query)!;
        var (from, to) = (query.Required("from"), query.Required("to"));
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        if (snapshot.FindDraft(from!) is not { } earlier) return Missing.Draft(from!);
        if (snapshot.FindDraft(to!) is not { } later) return Missing.Draft(to!);
        return new Answer.Body(Of(snapshot, earlier.Entry, later.Entry));
    }

    public static LineageOfDrafts Of(Snapshot snapshot, Draft earlier, Draft later)
    {
        var links = snapshot.All<Link>().Where(l => Ancestry.IsBetween(l.Entry, earlier.Key, later.Key)).ToList();
        var accounting = Accounting.Of(snapshot, earlier, later.Key);
        return new LineageOfDrafts
        {
            From = earlier.Key,
            To = later.Key,
            Links = links,
            Concordance = Concordance(snapshot, earlier, later, links),
            Unaccounted = accounting.Unaccounted,
            ReportedUnknown = accounting.ReportedUnknown,
            Counts = Counts.Of(links.Where(l => l.Entry.Mode == LinkMode.Asserted).Select(l => l.Entry.Fate)),
            LeftOut = snapshot.LeftOut<Link>(l => Ancestry.IsBetween(l, earlier.Key, later.Key)),
        };
    }

    private static List<ConcordanceRow> Concordance(Snapshot snapshot, Draft earlier, Draft later, List<AsRecorded<Link>> links)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        var (left, right) = (Order(earlier), Order(later));
        int Place(Dictionary<string, (int Place, string)> order, IEnumerable<string> points) =>
            points.Min(p => order.TryGetValue(p, out var found) ? found.Place : (int?)null) ?? int.MaxValue;
        // Only an assertion can rival an assertion: a suggestion is beside it, never against it (P13).
        var fates = links.Where(l => l.Entry.Mode == LinkMode.Asserted).SelectMany(l => l.Entry.From).CountBy(p => p).ToDictionary();
        return [.. links
            .Select(l => (Link: l, Left: Place(left, l.Entry.From), Right: Place(right, l.Entry.To)))
            .OrderBy(l => l.Left).ThenBy(l => l.Left == int.MaxValue ? l.Right : 0).ThenBy(l => l.Link.Entry.Mode).ThenBy(l => l.Link.Position)
            .Select(l => l.Link)
            .Select(l => new ConcordanceRow
            {
                Link = l.Entry.Id,
                From = l.Entry.From,
                To = l.Entry.To,
                FromLabels = [.. l.Entry.From.Select(p => Label(left, p))],
                ToLabels = [.. l.Entry.To.Select(p => Label(right, p))],
                FromDraft = l.Entry.FromDraft,
                ToDraft = l.Entry.ToDraft,
                Fate = l.Entry.Fate,
                Mode = l.Entry.Mode,
                Confidence = l.Entry.Confidence,
                Conflict = disputes.IsOpen(EntryKind.Link, l.Entry.Id),
                Rival = l.Entry.Mode == LinkMode.Asserted && l.Entry.From.Any(p => fates[p] > 1),
                For = l.Entry.For,
                Note = l.Entry.Note,
                Sources = l.Entry.Sources,
                RecordedBy = l.RecordedBy,
                Position = l.Position,
                Corrected = l.Corrected,
            })];
    }

    private static Dictionary<string, (int Place, string Label)> Order(Draft draft) =>
        draft.AllPoints.Select((point, place) => (point, place)).ToDictionary(p => PointRef.Of(draft, p.point), p => (p.place, p.point.Label));

    private static string Label(Dictionary<string, (int Place, string Label)> order, string point) =>
        order.TryGetValue(point, out var found) ? found.Label : PointRef.PointOf(point);
}
