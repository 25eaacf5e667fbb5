using System.Globalization;
using System.Text.RegularExpressions;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Server.Pages;

/// <summary>Points of one draft that share a fate in another.</summary>
/// <param name="Word">The fate in words.</param>
/// <param name="Class">Its name in the stylesheet.</param>
/// <param name="Points">As <c>p/d/pt</c>; for what was inserted, points of the later draft.</param>
public sealed record FateGroup(string Word, string Class, IReadOnlyList<string> Points);

/// <summary>What became of the points of one draft in a later one.</summary>
/// <param name="Between">Drafts between the two that have no known points to follow.</param>
public sealed record Step(DraftSummary Earlier, DraftSummary Later, IReadOnlyList<DraftSummary> Between, IReadOnlyList<FateGroup> Groups);

/// <summary>How the drafts follow from each other, told from what the overview and the concordances hold.</summary>
public sealed partial class Evolution
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

    /// <summary>How many points a draft has; where its text is not all known, as many as its title says. Null: nobody knows.</summary>
    public static int? PointsOf(DraftSummary draft) =>
        draft.Text != TextExtent.Full && TitledCount().Match(draft.Title) is { Success: true } titled ? int.Parse(titled.Groups["count"].Value, CultureInfo.InvariantCulture)
        : draft.Points > 0 ? draft.Points : null;

    /// <summary>28 points, then 19, then 20.</summary>
    public string Headline()
    {
        var counts = Line.Select(d => PointsOf(d)?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number").ToList();
        return string.Join(", then ", counts.Skip(1).Prepend($"{counts[0]} points"));
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
        return here.Lineage(earlier.Draft, later.Draft) is { } lineage && earlier.Points > 0 ? new Step(earlier, later, between, Groups(lineage)) : null;
    }

    private static List<FateGroup> Groups(LineageOfDrafts lineage)
    {
        var asserted = lineage.Concordance.Where(r => r.Mode == LinkMode.Asserted).ToList();
        var spoken = asserted.SelectMany(r => r.From).ToHashSet(StringComparer.Ordinal);
        var groups = asserted.Where(r => r.From.Count + r.To.Count > 0).GroupBy(r => r.Fate).OrderBy(g => g.Key)
            .Select(g => new FateGroup(Words.Say.Fate(g.Key), Words.Say.Slug(g.Key), [.. g.SelectMany(r => r.From.Count > 0 ? r.From : r.To).Distinct()])).ToList();
        groups.AddRange(lineage.Concordance.Where(r => r.Mode == LinkMode.Suggested && r.From.Count > 0 && !r.From.Any(spoken.Contains)).GroupBy(r => r.Fate).OrderBy(g => g.Key)
            .Select(g => new FateGroup($"suggested as {Words.Say.Fate(g.Key)}", "suggested", [.. g.SelectMany(r => r.From).Distinct()])));
        var suggested = groups.Where(g => g.Class == "suggested").SelectMany(g => g.Points).ToHashSet(StringComparer.Ordinal);
        var unaccounted = lineage.Unaccounted.Where(p => !suggested.Contains(p)).ToList();
        if (unaccounted.Count > 0) groups.Add(new("not accounted for", "unaccounted", unaccounted));
        return groups;
    }

    [GeneratedRegex(@"\b(?<count>\d{1,4})[- ]points?\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TitledCount();
}
