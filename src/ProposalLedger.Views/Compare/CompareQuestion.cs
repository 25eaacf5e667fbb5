using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Compare;

internal static class CompareQuestion
{
    public static Answer Ask(Snapshot snapshot, Query query)
    {
        var names = query.Required("drafts")?.Split(',', StringSplitOptions.TrimEntries);
        if (names is not null && (names.Length is < 2 or > 3 || names.Distinct(StringComparer.Ordinal).Count() < names.Length))
            query.Refusals.Add(new("bad-drafts", "/drafts", "Name two or three different drafts, as p/d,p/d."));
        var kinds = query.AnyOf<ComparedAs>("kind");
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        foreach (var name in names!)
            if (snapshot.FindDraft(name) is null) return Missing.Draft(snapshot, name);
        return new Answer.Body(Of(snapshot, [.. names.Select(n => snapshot.FindDraft(n)!.Entry)], kinds));
    }

    public static Comparison Of(Snapshot snapshot, IReadOnlyList<Draft> drafts, IReadOnlySet<ComparedAs>? kinds = null)
    {
        var asserted = Ancestry.Of(snapshot).Links;
        bool AreLinked(int from, int to) => asserted.Any(l => Ancestry.IsBetween(l.Entry, drafts[from].Key, drafts[to].Key));
        var steps = Steps(drafts, AreLinked).Select(s => (s.From, s.To,
            Links: asserted.Where(l => Ancestry.IsBetween(l.Entry, drafts[s.From].Key, drafts[s.To].Key)).ToList())).ToList();
        var alignment = new Alignment(drafts, [.. steps.SelectMany(s => s.Links).Select(l => l.Entry)]);
        // Beside a rival text nothing is unaccounted for: nobody said that the one was made from the other.
        var areRivals = steps.Count == 3 && drafts[1].Text != TextExtent.Unknown;
        var compared = steps.Select((s, i) => areRivals && i == 1 ? null
            : new StepComparison(snapshot, i, drafts[s.From], drafts[s.To], s.Links, alignment.Units[s.From], alignment.Units[s.To])).ToList();
        var changes = compared.SelectMany(c => c?.Changes ?? []).ToList();
        var points = drafts.Select(d => DraftQuestion.Points(snapshot, d).SelectMany(Nested).ToDictionary(p => p.Ref, StringComparer.Ordinal)).ToList();
        var rowOf = alignment.Rows.SelectMany((row, i) => row.Select(point => (point, i))).ToDictionary(p => p.point, p => p.i, StringComparer.Ordinal);
        var byRow = changes.ToLookup(c => c.From.Concat(c.To).Where(rowOf.ContainsKey).Select(p => rowOf[p]).FirstOrDefault(-1));
        var rows = alignment.Rows.Select((row, i) => new ComparisonRow
        {
            Cells = [.. points.Select(p => (IReadOnlyList<PointAsTabled>)[.. row.Where(p.ContainsKey).Select(r => p[r])])],
            Changes = [.. byRow[i]],
        }).ToList();
        return new Comparison
        {
            Drafts = [.. drafts.Select(d => new ComparedDraft
            {
                Draft = d.Key, Title = d.Title, Text = d.Text, Occurred = d.Occurred, Points = d.Points.Count, Reported = d.Reported,
            })],
            Steps = [.. steps.Select((s, i) => compared[i]?.Counted(s.From, s.To) ?? ComparisonStep.Silent(s.From, s.To))],
            Kinds = [.. (kinds ?? new HashSet<ComparedAs>()).Order()],
            Rows = kinds is null ? rows : [.. rows.Select(r => r with { Changes = [.. r.Changes.Where(c => kinds.Contains(c.Kind) || (c.Rival && kinds.Contains(ComparedAs.ReportsDiffer)))] }).Where(r => r.Changes.Count > 0)],
            Parallels = areRivals ? [.. rows.Select(r => Parallels.Of(drafts, r)).OfType<ParallelFates>()] : [],
            LeftOut = steps.Sum(s => snapshot.LeftOut<Link>(l => Ancestry.IsBetween(l, drafts[s.From].Key, drafts[s.To].Key)))
                + snapshot.LeftOut<StatusReport>(s => drafts.Any(d => d.Key == s.Draft)) + snapshot.PartsLeftOut<Draft>(d => drafts.Any(c => c.Key == d.Key)),
        };
    }

    private static IEnumerable<(int From, int To)> Steps(IReadOnlyList<Draft> drafts, Func<int, int, bool> areLinked)
    {
        yield return (0, 1);
        if (drafts.Count < 3) yield break;
        yield return (1, 2);
        if (drafts[1].Text == TextExtent.Unknown || (areLinked(0, 2) && !areLinked(1, 2))) yield return (0, 2);
    }

    private static IEnumerable<PointAsTabled> Nested(PointAsTabled point) => point.Points.SelectMany(Nested).Prepend(point);
}
