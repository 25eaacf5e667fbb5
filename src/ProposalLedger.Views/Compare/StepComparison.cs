using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Compare;

/// <summary>What became of one draft's points in another: what links say, then what they leave unsaid.</summary>
internal sealed class StepComparison(
    Snapshot snapshot, int step, Draft earlier, Draft later, IReadOnlyList<AsRecorded<Link>> links, IReadOnlyList<string> before, IReadOnlyList<string> after)
{
    private readonly Disputes disputes = snapshot.Derive(s => new Disputes(s));
    private readonly Accounting accounting = Accounting.Of(snapshot, earlier, later.Key);
    private readonly List<AsRecorded<Link>> suggested = [.. snapshot.All<Link>().Where(l => l.Entry.Mode == LinkMode.Suggested && Ancestry.IsBetween(l.Entry, earlier.Key, later.Key))];
    private List<PointComparison>? changes;

    public IReadOnlyList<PointComparison> Changes => changes ??= [.. Found()];

    /// <summary>Each point once, by the rule that lineage and overview have.</summary>
    public ComparisonStep Counted(int from, int to)
    {
        var fates = PointFates.Of(snapshot, earlier, [.. links, .. suggested], accounting);
        var first = fates.Where(f => !f.IsPart).ToList();
        return new ComparisonStep(from, to, Counts.Of(first.Select(Kind)), Counts.Of(fates.Where(f => f.IsPart).Select(Kind)),
            Counts.Of(Changes.Where(c => c.From.Count == 0).SelectMany(c => c.To.Select(point => (point, c.Kind))).Distinct().Select(p => p.Kind)),
            Counts.Of(first.Where(f => f.Inferred).Select(Kind)));

        ComparedAs Kind(PointFate fate) => fate.Standing switch
        {
            // Texts may say more than the link: of what was carried, whether a word changed.
            PointStanding.Told => Changes.Where(c => c.Link is not null && c.From.Contains(fate.Point)).Select(c => c.Kind).DefaultIfEmpty(ComparedAs.Unknown).Max(),
            PointStanding.ReportsDiffer => ComparedAs.ReportsDiffer,
            PointStanding.Suggested => ComparedAs.Suggested,
            PointStanding.Unaccounted => ComparedAs.Unaccounted,
            PointStanding.WithParent => ComparedAs.WithParent,
            PointStanding.InParts => ComparedAs.InParts,
            _ => ComparedAs.Unspoken,
        };
    }

    private IEnumerable<PointComparison> Found()
    {
        var rivals = links.SelectMany(l => l.Entry.From.Select(point => (point, l.Entry.Fate))).Distinct().CountBy(p => p.point).Where(p => p.Value > 1).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var spoken = links.Select(l => l.Entry).Where(l => l.From.Count + l.To.Count > 0);
        foreach (var link in spoken) yield return Of(link) with { Rival = link.From.Any(rivals.Contains) };
        var linked = links.SelectMany(l => l.Entry.To).ToHashSet(StringComparer.Ordinal);
        foreach (var point in accounting.Unaccounted) yield return Silent(ComparedAs.Unaccounted, ComparedAs.Suggested, [point], [], l => l.From.Contains(point));
        // Where nobody knows the earlier text, nobody can say that a point of the later one was not in it.
        if (earlier.Text == TextExtent.Unknown) yield break;
        foreach (var point in after.Where(p => !linked.Contains(p) && !IsPartOfLinked(p))) yield return Silent(ComparedAs.Unlinked, ComparedAs.OriginSuggested, [], [point], l => l.To.Contains(point));

        bool IsPartOfLinked(string reference) =>
            later.AllPoints.Any(p => linked.Contains(PointRef.Of(later, p)) && p.WithNested().Any(n => PointRef.Of(later, n) == reference));
    }

    private PointComparison Of(Link link)
    {
        var (from, to) = (PointsOf(earlier, link.From), PointsOf(later, link.To));
        var comparable = from.Count > 0 && to.Count > 0;
        var verbatim = comparable && AreVerbatim(from.Concat(to));
        var words = verbatim ? Words.Compare(Text(earlier, from, before), Text(later, to, after)) : [];
        return new PointComparison
        {
            Step = step,
            Kind = Kind(link.Fate, verbatim, words),
            From = link.From,
            To = link.To,
            Link = link.Id,
            Confidence = link.Confidence,
            Conflict = disputes.IsOpen(EntryKind.Link, link.Id),
            ComparedByMeaning = comparable && !verbatim,
            Words = words,
            Terms = comparable ? Terms(from, to) : [],
            For = link.For,
            Note = link.Note,
            Sources = link.Sources,
        };
    }

    /// <summary>Nothing is asserted of it: it is of the one kind where nothing is suggested either, else of the other.</summary>
    private PointComparison Silent(ComparedAs nothing, ComparedAs hinted, IReadOnlyList<string> from, IReadOnlyList<string> to, Func<Link, bool> speaks)
    {
        List<string> hints = [.. suggested.Where(l => speaks(l.Entry)).Select(l => l.Entry.Id)];
        return new()
        {
            Step = step, Kind = hints.Count > 0 ? hinted : nothing, From = from, To = to, Suggested = hints,
            Conflict = false, ComparedByMeaning = false, Words = [], Terms = [], Sources = [],
        };
    }

    private static ComparedAs Kind(Fate fate, bool verbatim, IReadOnlyList<WordSegment> words) => fate switch
    {
        Fate.Carried when verbatim => words.All(w => w.Mark == WordMark.Same) ? ComparedAs.Unchanged : ComparedAs.Reworded,
        Fate.Carried => ComparedAs.Carried,
        Fate.Reworded => ComparedAs.Reworded,
        Fate.Renumbered => ComparedAs.Renumbered,
        Fate.Moved => ComparedAs.Moved,
        Fate.Split => ComparedAs.Split,
        Fate.Joined => ComparedAs.Joined,
        Fate.Inserted => ComparedAs.Inserted,
        Fate.Dropped => ComparedAs.Dropped,
        Fate.Reinstated => ComparedAs.Reinstated,
        Fate.SetAside => ComparedAs.SetAside,
        Fate.MovedToAnotherTrack => ComparedAs.MovedToAnotherTrack,
        _ => ComparedAs.Unknown,
    };

    private static List<Point> PointsOf(Draft draft, IEnumerable<string> references) =>
        [.. references.Select(r => draft.AllPoints.FirstOrDefault(p => PointRef.Of(draft, p) == r)).OfType<Point>()];

    /// <summary>Words are compared between verbatim texts of one language that is known; else they are the ledger's.</summary>
    private static bool AreVerbatim(IEnumerable<Point> points)
    {
        var all = points.SelectMany(p => p.WithNested()).ToList();
        return all.All(p => p.TextKind == TextKind.Verbatim) && all.Select(p => p.Language).Distinct().Count() == 1 && all[0].Language is not null;
    }

    /// <summary>A point's words, with those of its parts that have no row of their own.</summary>
    private static string Text(Draft draft, IEnumerable<Point> points, IReadOnlyList<string> units) => string.Join('\n', points
        .SelectMany(p => p.WithNested().Where(n => n == p || !units.Contains(PointRef.Of(draft, n)))).Select(p => p.Text));

    /// <summary>Quantities go together by name; where a point has several of one name, by their scope.</summary>
    private static IReadOnlyList<TermChange> Terms(IReadOnlyList<Point> from, IReadOnlyList<Point> to)
    {
        var (old, now) = (Of(from), Of(to));
        return [.. old.Concat(now).Select(group => group.Key).Distinct(StringComparer.Ordinal).SelectMany(name =>
            old[name].Count() < 2 && now[name].Count() < 2
                ? [new TermChange { Name = name, From = old[name].SingleOrDefault(), To = now[name].SingleOrDefault() }]
                : old[name].Concat(now[name]).Select(t => t.Scope).Distinct(StringComparer.Ordinal).Select(scope => new TermChange
                {
                    Name = name, From = old[name].FirstOrDefault(t => t.Scope == scope), To = now[name].FirstOrDefault(t => t.Scope == scope),
                })).Where(change => change.From != change.To)];

        static ILookup<string, Term> Of(IEnumerable<Point> points) =>
            points.SelectMany(p => p.WithNested()).SelectMany(p => p.Terms).ToLookup(t => t.Name, StringComparer.Ordinal);
    }
}
