using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Negotiations;

/// <summary>A row of the list of negotiations. In JSON the negotiation with these beside it.</summary>
public sealed record NegotiationSummary
{
    [Flattened]
    public required AsRecorded<Negotiation> Negotiation { get; init; }

    /// <summary>How many of each kind are on record, by the kind's word in routes: <c>parties</c>, <c>claims</c>.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>By occurred, then position: so that a reader begins with 28 becoming 19.</summary>
    public required IReadOnlyList<DraftSummary> Drafts { get; init; }
    public required LatestChange LatestChange { get; init; }
}

/// <summary>A negotiation's first page. In JSON the summary with these beside it.</summary>
public sealed record NegotiationOverview
{
    [Flattened]
    public required NegotiationSummary Summary { get; init; }

    /// <summary>The last ten events, latest first.</summary>
    public required IReadOnlyList<LatestChange> Latest { get; init; }

    /// <summary>Ids of the conflicts that nobody has resolved.</summary>
    public required IReadOnlyList<string> OpenConflicts { get; init; }
    public required int LeftOut { get; init; }
}

public sealed record DraftSummary
{
    /// <summary><c>p/d</c></summary>
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string Proposal { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<string> By { get; init; }
    public string? BasedOn { get; init; }
    public required TextExtent Text { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? PublicSince { get; init; }

    /// <summary>Points of the first level; 0 where the text is unknown.</summary>
    public required int Points { get; init; }

    /// <summary>How many points sources say that it has, each number once, in the order of the draft's reports.</summary>
    public required IReadOnlyList<int> ReportedCounts { get; init; }

    /// <summary>The draft whose points are accounted for, as <c>p/d</c>: its base, or the nearest draft before it whose points are known.</summary>
    public string? AccountsFor { get; init; }

    /// <summary>Points of that draft that nothing accounts for.</summary>
    public required int Unaccounted { get; init; }

    /// <summary>Points by latest reported status, e.g. <c>agreed</c>; those of which none is reported are left out.</summary>
    public required IReadOnlyDictionary<string, int> Statuses { get; init; }
    public required bool Current { get; init; }
}

public sealed record LatestChange
{
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public required string Type { get; init; }
    public required EntryKind Kind { get; init; }
    public required string Key { get; init; }
    public required string Actor { get; init; }
    public Edtf? Occurred { get; init; }
}
