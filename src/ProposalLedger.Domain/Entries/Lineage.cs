namespace ProposalLedger.Domain.Entries;

public enum Fate
{
    Carried, Reworded, Renumbered, Moved, Split, Joined, Inserted, Dropped, Reinstated, SetAside, MovedToAnotherTrack, Unknown,
}

/// <summary>A suggestion is never shown as an assertion (P13).</summary>
public enum LinkMode { Asserted, Suggested }

public enum Confidence { Reported, Inferred, Unknown }

/// <summary>What became of points of one draft in another. Points are <c>proposal/draft/point</c>.</summary>
public sealed record Link : Entry
{
    public required Fate Fate { get; init; }

    [RefersToPoint]
    public required Values<string> From { get; init; }

    [RefersToPoint]
    public required Values<string> To { get; init; }

    /// <summary>The base of an insertion, or of a likeness of whole drafts, as <c>proposal/draft</c>.</summary>
    [RefersTo(EntryKind.Draft)]
    public string? FromDraft { get; init; }

    /// <summary>The target where it has no point to name: its text is not full, or the point is gone from it.</summary>
    [RefersTo(EntryKind.Draft)]
    public string? ToDraft { get; init; }
    public required LinkMode Mode { get; init; }
    public required Confidence Confidence { get; init; }

    /// <summary>For whom or for which track a point was set aside or moved.</summary>
    public string? For { get; init; }

    [RefersTo(EntryKind.Source)]
    public Values<string> Sources { get; init; } = [];
    public string? Note { get; init; }
    public override EntryKind EntryKind => EntryKind.Link;
    public override IEnumerable<string> SourceIds => Sources;
}
