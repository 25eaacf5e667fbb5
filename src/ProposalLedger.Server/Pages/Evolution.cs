using System.Globalization;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Server.Pages;

/// <summary>Points of one draft that share a fate in another.</summary>
/// <param name="Word">The fate in words.</param>
/// <param name="Class">Its name in the stylesheet.</param>
/// <param name="Points">As <c>p/d/pt</c>.</param>
public sealed record FateGroup(string Word, string Class, IReadOnlyList<string> Points);

/// <summary>What became of the points of one draft in a later one.</summary>
/// <param name="Between">Drafts between the two that have no known points to follow.</param>
/// <param name="Groups">Every point of the first level of the earlier draft, each once.</param>
/// <param name="Parts">Points within points, as far as something is said of them for themselves.</param>
/// <param name="New">Points of the later draft that come from none of the earlier: inserted, mostly.</param>
public sealed record Step(
    DraftSummary Earlier, DraftSummary Later, IReadOnlyList<DraftSummary> Between,
    IReadOnlyList<FateGroup> Groups, IReadOnlyList<FateGroup> Parts, IReadOnlyList<FateGroup> New)
{
    /// <summary>The counts as sentences. Those of the first one add up to the points of the earlier draft.</summary>
    public string Told() => Told(Earlier.Points, Groups, Parts, New);

    /// <summary>The same of a step of a lineage.</summary>
    public static string Told(Draft earlier, LineageStep step)
    {
        string Ref(Point point) => $"{earlier.Key}/{point.Id}";
        var first = earlier.Points.Select(Ref).ToList();
        return Told(first.Count, Evolution.Groups(step.Concordance, step.Unaccounted, first, wholly: true),
            Evolution.Groups(step.Concordance, step.Unaccounted, earlier.AllPoints.Select(Ref).Except(first), wholly: false), Evolution.Added(step.Concordance));
    }

    private static string Told(int points, IReadOnlyList<FateGroup> groups, IReadOnlyList<FateGroup> parts, IReadOnlyList<FateGroup> added) =>
        (points == 0 ? "" : $"Of {Words.Say.Count(points, "point")}: {Listed(groups)}.")
        + (parts.Count == 0 ? "" : $" Besides, {Words.Say.Count(parts.Sum(g => g.Points.Count), "sub-point")}: {Listed(parts)}.")
        + string.Concat(added.Select(g => $" {Words.Say.Capital(Words.Say.Count(g.Points.Count, "point"))} of the later draft {g.Word}."));

    private static string Listed(IEnumerable<FateGroup> groups) => Words.Say.List(groups.Select(g => $"{g.Points.Count} {g.Word}"));
}

/// <summary>How the drafts follow from each other, told from what the overview and the concordances hold.</summary>
public sealed class Evolution
{
    private readonly Here here;
    private readonly Dictionary<string, DraftSummary> byRef;
    private readonly ILookup<string?, DraftSummary> successors;

    public Evolution(Here here, IReadOnlyList<DraftSummary> drafts)
    {
        this.here = here;
        byRef = drafts.ToDictionary(d => d.Draft, StringComparer.Ordinal);
        successors = drafts.ToLookup(d => d.BasedOn is { } origin && byRef.ContainsKey(origin) && origin != d.Draft ? origin : null, StringComparer.Ordinal);
        // The family with most drafts is what a reader comes for; the first of equals.
        var first = successors[null].Select(Family).Where(f => f.Count > 1).MaxBy(f => f.Count) ?? [];
        Line = first.Count == 0 ? [] : Longest(first[0]);
        Steps = [.. first.Skip(1).OrderBy(d => Line.Contains(d) ? 0 : 1).Select(StepTo).OfType<Step>()];
        Others = [.. drafts.Except(first)];
    }

    /// <summary>The longest line of drafts, each based on the one before.</summary>
    public IReadOnlyList<DraftSummary> Line { get; }

    /// <summary>Along the line first, then to the drafts beside it.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Drafts of no or of another family.</summary>
    public IReadOnlyList<DraftSummary> Others { get; }

    /// <summary>How many points a draft has; where its text is not all known, as many as are reported first. Null: nobody knows.</summary>
    public static int? PointsOf(DraftSummary draft) =>
        draft.Text != TextExtent.Full && draft.ReportedCounts.Count > 0 ? draft.ReportedCounts[0] : draft.Points > 0 ? draft.Points : null;

    /// <summary>28 points, then 19 (as reported; others count 22 and 27), then 20.</summary>
    public string Headline() => string.Join(", then ", Line.Select((draft, place) => (PointsOf(draft) is { } count
        ? count.ToString(CultureInfo.InvariantCulture) : "an unknown number") + (place > 0 ? "" : PointsOf(draft) == 1 ? " point" : " points") + OnWhatGround(draft)));

    /// <summary>A count that the ledger cannot make itself is said to be one; so are its rivals.</summary>
    private static string OnWhatGround(DraftSummary draft)
    {
        if (draft.Text == TextExtent.Full || draft.ReportedCounts.Count == 0) return "";
        var others = draft.ReportedCounts.Skip(1).Select(c => c.ToString(CultureInfo.InvariantCulture)).ToList();
        if (others.Count > 0) return $" (as reported; others count {Words.Say.List(others)})";
        return draft.ReportedCounts[0] == draft.Points ? "" : " (as reported)";
    }

    private List<DraftSummary> Family(DraftSummary root) => [root, .. successors[root.Draft].SelectMany(Family)];

    private List<DraftSummary> Longest(DraftSummary root) =>
        [root, .. successors[root.Draft].Select(Longest).OrderByDescending(l => l.Count).ThenBy(l => l[0].Proposal == root.Proposal ? 0 : 1).FirstOrDefault() ?? []];

    private Step? StepTo(DraftSummary later)
    {
        var between = new List<DraftSummary>();
        var earlier = byRef[later.BasedOn!];
        while (earlier.Points == 0 && earlier.BasedOn is { } origin && byRef.TryGetValue(origin, out var before) && !between.Contains(earlier))
        {
            between.Insert(0, earlier);
            earlier = before;
        }
        if (earlier.Points == 0 || here.Draft(earlier.Draft) is not { } draft || here.Lineage(earlier.Draft, later.Draft) is not { } lineage) return null;
        string Ref(Point point) => $"{draft.Key}/{point.Id}";
        var first = draft.Points.Select(Ref).ToList();
        return new Step(earlier, later, between,
            Groups(lineage.Concordance, lineage.Unaccounted, first, wholly: true),
            Groups(lineage.Concordance, lineage.Unaccounted, draft.AllPoints.Select(Ref).Except(first), wholly: false), Added(lineage.Concordance));
    }

    /// <summary>Each point once: rival fates are one group of their own, a suggestion counts only where nothing is asserted.</summary>
    /// <param name="concordance">Of the step.</param>
    /// <param name="unaccounted">Points that nothing asserted accounts for.</param>
    /// <param name="points">Of the earlier draft.</param>
    /// <param name="wholly">Also those of which nothing is said.</param>
    internal static List<FateGroup> Groups(IReadOnlyList<ConcordanceRow> concordance, IReadOnlyList<string> unaccounted, IEnumerable<string> points, bool wholly)
    {
        var rows = concordance.SelectMany(r => r.From.Select(point => (point, r))).ToLookup(p => p.point, p => p.r, StringComparer.Ordinal);
        var missing = unaccounted.ToHashSet(StringComparer.Ordinal);
        return [.. points.Select(point => (point, Fate: FateOf(point))).Where(p => p.Fate.Word.Length > 0)
            .GroupBy(p => p.Fate, p => p.point).OrderBy(g => g.Key.Order).ThenBy(g => g.Key.Word, StringComparer.Ordinal)
            .Select(g => new FateGroup(g.Key.Word, g.Key.Class, [.. g]))];

        (int Order, string Word, string Class) FateOf(string point)
        {
            List<Fate> Fates(LinkMode mode) => [.. rows[point].Where(r => r.Mode == mode).Select(r => r.Fate).Distinct().Order()];
            string Either(List<Fate> fates) => string.Join(" or ", fates.Select(Words.Say.Fate));
            return (Fates(LinkMode.Asserted), Fates(LinkMode.Suggested)) switch
            {
                ([var one], _) => ((int)one, Words.Say.Fate(one), Words.Say.Slug(one)),
                ({ Count: > 1 } rivals, _) => (100, $"{Either(rivals)} (reports differ)", "differ"),
                (_, { Count: > 0 } suggested) => (200, $"suggested as {Either(suggested)}", "suggested"),
                _ when missing.Contains(point) => (300, "not accounted for", "unaccounted"),
                _ => wholly ? (400, "accounted for in parts", "parts") : (500, "", ""),
            };
        }
    }

    internal static List<FateGroup> Added(IReadOnlyList<ConcordanceRow> concordance) => [.. concordance
        .Where(r => r.Mode == LinkMode.Asserted && r.From.Count == 0 && r.To.Count > 0).GroupBy(r => r.Fate).OrderBy(g => g.Key)
        .Select(g => new FateGroup(Words.Say.Fate(g.Key), Words.Say.Slug(g.Key), [.. g.SelectMany(r => r.To).Distinct()]))];
}
