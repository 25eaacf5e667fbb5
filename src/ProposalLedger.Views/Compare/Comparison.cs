using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Drafts;

namespace ProposalLedger.Views.Compare;

/// <summary>Two or three drafts side by side, their points aligned by asserted lineage.</summary>
public sealed record Comparison
{
    public required IReadOnlyList<ComparedDraft> Drafts { get; init; }

    /// <summary>
    /// One from each draft to the next; of three also from the first to the last, where nobody knows the text between, or where links join the
    /// last to the first and none joins it to the one between: that is a rival text.
    /// </summary>
    public required IReadOnlyList<ComparisonStep> Steps { get; init; }

    /// <summary>The kinds of change that were asked for; empty where all are shown. Counts are of all.</summary>
    public required IReadOnlyList<ComparedAs> Kinds { get; init; }

    /// <summary>All, or those that hold a change of the kinds that were asked for.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>
    /// Of three drafts without a link between the last two: what both made of the same points of the first. That is read side by side; it does
    /// not say that one took anything from the other. Empty otherwise.
    /// </summary>
    public required IReadOnlyList<ParallelFates> Parallels { get; init; }
    public required int LeftOut { get; init; }
}

/// <summary>A column. A draft whose text is not known is shown as such, with what is reported of it.</summary>
public sealed record ComparedDraft
{
    /// <summary><c>p/d</c></summary>
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string Title { get; init; }
    public required TextExtent Text { get; init; }
    public required Edtf Occurred { get; init; }

    /// <summary>Points of the first level.</summary>
    public required int Points { get; init; }
    public required IReadOnlyList<Reported> Reported { get; init; }
}

/// <param name="From">Index of the earlier draft in <see cref="Comparison.Drafts"/>.</param>
/// <param name="To">Index of the later one.</param>
/// <param name="Counts">
/// Points of the first level of the earlier draft by what became of them, each once, in the order of <see cref="ComparedAs"/>: they add up to it.
/// Kinds that do not occur are left out.
/// </param>
/// <param name="Parts">Its sub-points likewise, each once.</param>
/// <param name="Added">Points of the later draft that come from none of the earlier, by what is said of their origin.</param>
/// <param name="Inferred">How many of <paramref name="Counts"/> nobody reported: they are inferred.</param>
public sealed record ComparisonStep(
    int From, int To, IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Parts, IReadOnlyDictionary<string, int> Added,
    IReadOnlyDictionary<string, int> Inferred)
{
    private static readonly Dictionary<string, int> Nothing = [];

    /// <summary>Of two texts of which nobody said that the one was made from the other.</summary>
    internal static ComparisonStep Silent(int from, int to) => new(from, to, Nothing, Nothing, Nothing, Nothing);
}

/// <summary>What belongs together along asserted links.</summary>
public sealed record ComparisonRow
{
    /// <summary>For each draft its points in this row, in its order.</summary>
    public required IReadOnlyList<IReadOnlyList<PointAsTabled>> Cells { get; init; }
    public required IReadOnlyList<PointComparison> Changes { get; init; }
}

public enum ComparedAs
{
    /// <summary>Carried over, and verbatim texts say that not a word changed.</summary>
    Unchanged,

    /// <summary>Reported or inferred to be carried over; the texts cannot be compared word by word.</summary>
    Carried,
    Reworded, Renumbered, Moved, Split, Joined, Inserted, Dropped, Reinstated, SetAside, MovedToAnotherTrack, Unknown,

    /// <summary>The earlier draft has it and no asserted link says what became of it.</summary>
    Unaccounted,

    /// <summary>The later draft has it and no asserted link says where it comes from.</summary>
    Unlinked,

    /// <summary>Of points: asserted links give it several fates, and no resolution chose. Each of the changes has its own fate, and is a rival.</summary>
    ReportsDiffer,

    /// <summary>The earlier draft has it, nothing is asserted of it, and something is suggested.</summary>
    Suggested,

    /// <summary>The later draft has it, no asserted link says where it comes from, and a suggested one does.</summary>
    OriginSuggested,

    /// <summary>Of points: nothing is said of it as a whole, and something of its sub-points.</summary>
    InParts,

    /// <summary>Of sub-points: nothing is said of it apart from the point that it stands in.</summary>
    WithParent,

    /// <summary>Of points: nothing is said of it, and nothing has to be.</summary>
    Unspoken,
}

/// <summary>One change from a draft to the next.</summary>
public sealed record PointComparison
{
    /// <summary>Index in <see cref="Comparison.Steps"/>.</summary>
    public required int Step { get; init; }
    public required ComparedAs Kind { get; init; }
    public required IReadOnlyList<string> From { get; init; }
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Id of the link that says so; null for what no link speaks of.</summary>
    [Shows(EntryKind.Link)]
    public string? Link { get; init; }
    public Confidence? Confidence { get; init; }
    public required bool Conflict { get; init; }

    /// <summary>Another change gives one of its points another fate: the point counts as <see cref="ComparedAs.ReportsDiffer"/>.</summary>
    public bool Rival { get; init; }

    /// <summary>Ids of suggested links that speak of it where nothing is asserted.</summary>
    [Shows(EntryKind.Link)]
    public IReadOnlyList<string> Suggested { get; init; } = [];

    /// <summary>The texts are not both verbatim and of one language: no words are marked, they are the ledger's.</summary>
    public required bool ComparedByMeaning { get; init; }

    /// <summary>Empty where compared by meaning, or where there is nothing on one side.</summary>
    public required IReadOnlyList<WordSegment> Words { get; init; }
    public required IReadOnlyList<TermChange> Terms { get; init; }
    public string? For { get; init; }
    public string? Note { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }
}

public enum WordMark { Same, Deleted, Inserted }

/// <summary>What two drafts that no link joins made of the same points of an earlier one.</summary>
public sealed record ParallelFates
{
    /// <summary>Points of the first draft, as <c>p/d/pt</c>.</summary>
    public required IReadOnlyList<string> From { get; init; }
    public required IReadOnlyList<ComparedAs> Second { get; init; }
    public required IReadOnlyList<ComparedAs> Third { get; init; }

    /// <summary>Quantities that the first draft does not have, and the other two have alike.</summary>
    public required IReadOnlyList<Term> SameTerms { get; init; }
}

public sealed record WordSegment(WordMark Mark, string Text)
{
    /// <summary>What one text has that the other has not, word by word, in reading order.</summary>
    public static IReadOnlyList<WordSegment> Between(string earlier, string later) => Words.Compare(earlier, later);
}

/// <summary>A quantity that differs: 600000 becomes 800000. Null on the side that does not have it.</summary>
public sealed record TermChange
{
    public required string Name { get; init; }
    public Term? From { get; init; }
    public Term? To { get; init; }

    /// <summary>How much more it is, where both sides have one value of one unit.</summary>
    public decimal? Difference => (From, To) is ({ Value: { } before, Unit: var unit }, { Value: { } after, Unit: var same }) && unit == same ? after - before : null;
}
