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

    /// <summary>Asserted rows by fate.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
    public required int LeftOut { get; init; }
}

public sealed record ConcordanceRow
{
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
