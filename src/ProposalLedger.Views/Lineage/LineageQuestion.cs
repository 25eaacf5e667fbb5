using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Lineage;

internal static class LineageQuestion
{
    public static Answer Ask(Snapshot snapshot, Query query)
    {
        if (query["from"] is null && query["to"] is null) return Catalogues.AskList(snapshot, "links", query)!;
        var (from, to) = (query.Required("from"), query.Required("to"));
        if (from is not null && from == to) query.Refusals.Add(new("bad-drafts", "/to", "A lineage leads from one draft to another: name two."));
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        if (snapshot.FindDraft(from!) is not { } earlier) return Missing.Draft(snapshot, from!);
        if (snapshot.FindDraft(to!) is not { } later) return Missing.Draft(snapshot, to!);
        if (LineOfDrafts.Read(snapshot, query, earlier.Entry, later.Entry, out var missing) is not { } line)
            return missing is null ? new Answer.Refused(query.Refusals) : Missing.Draft(snapshot, missing);
        return new Answer.Body(Of(snapshot, line));
    }

    private static LineageOfDrafts Of(Snapshot snapshot, IReadOnlyList<Draft> line)
    {
        var (earlier, later) = (line[0], line[^1]);
        var links = Between(snapshot, earlier, later);
        var whole = Step(snapshot, earlier, later, new(0, line.Count - 1, true));
        var steps = LineOfDrafts.Steps(line, (a, b) => Between(snapshot, a, b).Count > 0, (a, b) => Accounting.Before(snapshot, b)?.Key == a.Key)
            .OrderBy(s => s.To - s.From).ThenBy(s => s.To).ToList();
        return new LineageOfDrafts
        {
            From = earlier.Key,
            To = later.Key,
            Links = links,
            Concordance = whole.Concordance,
            Unaccounted = whole.Unaccounted,
            ReportedUnknown = whole.ReportedUnknown,
            Points = whole.Points,
            WithParent = whole.WithParent,
            Counts = whole.Counts,
            Columns = [.. line.Select(d => Column(snapshot, d))],
            Steps = [.. steps.Select(s => Step(snapshot, line[s.From], line[s.To], s))],
            LeftOut = snapshot.LeftOut<Link>(l => steps.Append(new(0, line.Count - 1, true)).Any(s => Ancestry.IsBetween(l, line[s.From].Key, line[s.To].Key))),
        };
    }

    private static List<AsRecorded<Link>> Between(Snapshot snapshot, Draft earlier, Draft later) =>
        [.. snapshot.All<Link>().Where(l => Ancestry.IsBetween(l.Entry, earlier.Key, later.Key))];

    private static LineageStep Step(Snapshot snapshot, Draft earlier, Draft later, LineOfDrafts.Stride stride)
    {
        var links = Between(snapshot, earlier, later);
        var accounting = stride.Accounts ? Accounting.Of(snapshot, earlier, later.Key) : Accounting.Nothing;
        var points = PointFates.Of(snapshot, earlier, links, accounting);
        return new LineageStep(stride.From, stride.To, Concordance(snapshot, earlier, later, links), accounting.Unaccounted, accounting.ReportedUnknown,
            Counts.Of(links.Where(l => l.Entry.Mode == LinkMode.Asserted).Select(l => l.Entry.Fate)), points, PointFates.WithParents(points));
    }

    private static LineageColumn Column(Snapshot snapshot, Draft draft)
    {
        var ancestry = Ancestry.Of(snapshot);
        return new LineageColumn
        {
            Draft = draft.Key,
            Title = draft.Title,
            By = snapshot.Find<Proposal>(EntryKind.Proposal, draft.Proposal)?.Entry.By ?? [],
            Text = draft.Text,
            Occurred = draft.Occurred,
            PublicSince = snapshot.FindDraft(draft.Key)?.PublicSince,
            Points = [.. draft.Points.SelectMany(p => Nested(p, 0))],
        };

        IEnumerable<ColumnPoint> Nested(Point point, int depth) => point.Points.SelectMany(p => Nested(p, depth + 1)).Prepend(new ColumnPoint
        {
            Ref = PointRef.Of(draft, point),
            Label = point.Label,
            Depth = depth,
            TextKind = point.TextKind,
            Length = point.Text.Length,
            Issue = point.Issue is { } issue ? snapshot.Find<Issue>(EntryKind.Issue, issue)?.Entry.Title : null,
            Titled = point.Issue is { } titled ? new(EntryKind.Issue, titled) : null,
            Beginning = Brief.Of(point.Text),
            Provision = ancestry.ProvisionOf(PointRef.Of(draft, point)),
        });
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
