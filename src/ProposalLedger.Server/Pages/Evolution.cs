using System.Globalization;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Server.Pages;

/// <summary>Points of one draft that share a fate in another.</summary>
/// <param name="Word">The fate in words.</param>
/// <param name="Class">Its name in the stylesheet.</param>
/// <param name="Points">As <c>p/d/pt</c>.</param>
/// <param name="Inferred">How many of them nobody reported.</param>
public sealed record FateGroup(string Word, string Class, IReadOnlyList<string> Points, int Inferred = 0);

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
        return Told(earlier.Points.Count, Evolution.Groups(step.Points.Where(p => !p.IsPart)), Evolution.Groups(step.Points.Where(p => p.IsPart)), Evolution.Added(step.Concordance), true);
    }

    private static string Told(int points, IReadOnlyList<FateGroup> groups, IReadOnlyList<FateGroup> parts, IReadOnlyList<FateGroup> added, bool sayInferred = false) =>
        (points == 0 ? "" : $"Of {Words.Say.Count(points, "point")}: {Listed(groups, sayInferred)}.")
        + (parts.Count == 0 ? "" : $" Besides, {Words.Say.Count(parts.Sum(g => g.Points.Count), "sub-point")}: {Listed(parts)}.")
        + string.Concat(added.Select(g => $" {Words.Say.Capital(Words.Say.Count(g.Points.Count, "point"))} of the later draft {g.Word}."));

    private static string Listed(IEnumerable<FateGroup> groups, bool sayInferred = false) =>
        Words.Say.List(groups.Select(g => $"{g.Points.Count} {g.Word}{(sayInferred ? Words.Say.Inferred(g.Inferred, g.Points.Count) : "")}"));
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
        if (earlier.Points == 0 || here.Lineage(earlier.Draft, later.Draft) is not { } lineage) return null;
        return new Step(earlier, later, between, Groups(lineage.Points.Where(p => !p.IsPart)), Groups(lineage.Points.Where(p => p.IsPart)), Added(lineage.Concordance));
    }

    /// <summary>Each point once, by what is told of it: rival fates are one group of their own.</summary>
    internal static List<FateGroup> Groups(IEnumerable<PointFate> points)
    {
        return [.. points.GroupBy(Word).OrderBy(g => g.Key.Order).ThenBy(g => g.Key.Word, StringComparer.Ordinal)
            .Select(g => new FateGroup(g.Key.Word, g.Key.Class, [.. g.Select(p => p.Point)], g.Count(p => p.Inferred)))];

        static (int Order, string Word, string Class) Word(PointFate point) => point.Standing switch
        {
            PointStanding.Told => ((int)point.Fates[0], Words.Say.Fate(point.Fates[0]), Words.Say.Slug(point.Fates[0])),
            PointStanding.ReportsDiffer => (100, $"{Either(point)} (reports differ)", "differ"),
            PointStanding.Suggested => (200, $"suggested as {Either(point)}", "suggested"),
            PointStanding.Unaccounted => (300, "not accounted for", "unaccounted"),
            PointStanding.InParts => (400, "accounted for in parts", "parts"),
            PointStanding.WithParent => (500, "not spoken of apart from their point", "with-parent"),
            _ => (600, "not spoken of", "unspoken"),
        };
        static string Either(PointFate point) => string.Join(" or ", point.Fates.Select(Words.Say.Fate));
    }

    internal static List<FateGroup> Added(IReadOnlyList<ConcordanceRow> concordance) => [.. concordance
        .Where(r => r.Mode == LinkMode.Asserted && r.From.Count == 0 && r.To.Count > 0).GroupBy(r => r.Fate).OrderBy(g => g.Key)
        .Select(g => new FateGroup(Words.Say.Fate(g.Key), Words.Say.Slug(g.Key), [.. g.SelectMany(r => r.To).Distinct()]))];
}
