using System.Text.Json.Serialization;
using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Lineage;

/// <summary>What became of the points of one draft in another.</summary>
public sealed record LineageOfDrafts
{
    [Shows(EntryKind.Draft)]
    public required string From { get; init; }
    [Shows(EntryKind.Draft)]
    public required string To { get; init; }
    public required IReadOnlyList<AsRecorded<Link>> Links { get; init; }

    /// <summary>One row a link, in the order of the earlier draft, then what was inserted, in the order of the later one.</summary>
    public required IReadOnlyList<ConcordanceRow> Concordance { get; init; }

    /// <summary>Points of the earlier draft that no asserted link accounts for.</summary>
    public required IReadOnlyList<string> Unaccounted { get; init; }
    public required IReadOnlyList<string> ReportedUnknown { get; init; }

    /// <summary>Every point of the earlier draft, each once, in its order: by these points are counted.</summary>
    public required IReadOnlyList<PointFate> Points { get; init; }

    /// <summary>Sub-points of the earlier draft of which nothing is said apart from their point.</summary>
    public required IReadOnlyList<WithParent> WithParent { get; init; }

    /// <summary>Asserted rows by fate.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>The drafts that the lineage leads through, from the first to the last: what each is based on, or those that the reader named.</summary>
    public required IReadOnlyList<LineageColumn> Columns { get; init; }

    /// <summary>From each column to the next, and across those whose text nobody knows.</summary>
    public required IReadOnlyList<LineageStep> Steps { get; init; }
    public required int LeftOut { get; init; }
}

/// <summary>A draft as a column of points.</summary>
public sealed record LineageColumn
{
    /// <summary><c>p/d</c></summary>
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string Title { get; init; }

    /// <summary>Who offers it: the parties of the proposal.</summary>
    public required IReadOnlyList<string> By { get; init; }
    public required TextExtent Text { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? PublicSince { get; init; }

    /// <summary>In its order, a part after the point that it stands in. None where the text is unknown.</summary>
    public required IReadOnlyList<ColumnPoint> Points { get; init; }
}

public sealed record ColumnPoint
{
    /// <summary><c>p/d/pt</c></summary>
    public required string Ref { get; init; }

    /// <summary>What is printed in front of it.</summary>
    public required string Label { get; init; }

    /// <summary>0 on the first level.</summary>
    public required int Depth { get; init; }
    public required TextKind TextKind { get; init; }

    /// <summary>Characters of its own text, without that of its parts.</summary>
    public required int Length { get; init; }

    /// <summary>The title of its issue.</summary>
    public string? Issue { get; init; }

    [JsonIgnore]
    public ShownEntry? Titled { get; init; }

    /// <summary>The first words of its text.</summary>
    public required string Beginning { get; init; }
    public required string Provision { get; init; }
}

/// <param name="From">Index of the earlier draft in <see cref="LineageOfDrafts.Columns"/>.</param>
/// <param name="To">Index of the later one; further than the next where the step leads across drafts between.</param>
/// <param name="Concordance">As <see cref="LineageOfDrafts.Concordance"/>, of these two drafts.</param>
/// <param name="Unaccounted">Points of the earlier draft that no asserted link to the later one accounts for.</param>
/// <param name="ReportedUnknown">Points of the earlier draft of which it is on record that nobody knows.</param>
/// <param name="Counts">Asserted rows by fate.</param>
/// <param name="Points">Every point of the earlier draft, each once, in its order.</param>
/// <param name="WithParent">Sub-points of the earlier draft of which nothing is said apart from their point.</param>
public sealed record LineageStep(
    int From, int To, IReadOnlyList<ConcordanceRow> Concordance, IReadOnlyList<string> Unaccounted, IReadOnlyList<string> ReportedUnknown,
    IReadOnlyDictionary<string, int> Counts, IReadOnlyList<PointFate> Points, IReadOnlyList<WithParent> WithParent);

public sealed record ConcordanceRow
{
    [Shows(EntryKind.Link)]
    public required string Link { get; init; }
    public required IReadOnlyList<string> From { get; init; }
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>The printed labels, in the order of <see cref="From"/> and <see cref="To"/>.</summary>
    public required IReadOnlyList<string> FromLabels { get; init; }
    public required IReadOnlyList<string> ToLabels { get; init; }
    public string? FromDraft { get; init; }
    public string? ToDraft { get; init; }
    public required Fate Fate { get; init; }
    public required LinkMode Mode { get; init; }
    public required Confidence Confidence { get; init; }

    /// <summary>It stands in a conflict that nobody has resolved.</summary>
    public required bool Conflict { get; init; }

    /// <summary>Another row gives one of its points another fate.</summary>
    public required bool Rival { get; init; }
    public string? For { get; init; }
    public string? Note { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Who recorded the link, and at which ledger position.</summary>
    public required string RecordedBy { get; init; }
    public required long Position { get; init; }

    /// <summary>Position of the latest correction that is in force.</summary>
    public long? Corrected { get; init; }
}
