namespace ProposalLedger.Domain.Entries;

public enum ConflictKind { Contradiction, Rendering, CutQuotation, TwoVoices, SourceError }

/// <summary>Things that cannot all hold. A later change of mind is movement, never a conflict.</summary>
public sealed record Conflict : Entry
{
    public required ConflictKind Kind { get; init; }

    [RefersTo(EntryKind.Claim)]
    public Values<string> Claims { get; init; } = [];

    [RefersTo(EntryKind.Link)]
    public Values<string> Links { get; init; } = [];

    [RefersTo(EntryKind.Session)]
    public Values<string> Sessions { get; init; } = [];

    [RefersTo(EntryKind.Draft)]
    public Values<string> Drafts { get; init; } = [];

    [RefersToPoint]
    public Values<string> Points { get; init; } = [];
    public required string Text { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public override EntryKind EntryKind => EntryKind.Conflict;
    public override IEnumerable<string> SourceIds => Sources;
}

/// <summary>An editor's public, reversible choice between the sides of a conflict.</summary>
public sealed record Resolution : Entry
{
    [RefersTo(EntryKind.Conflict)]
    public required string Conflict { get; init; }

    /// <summary>The id of the claim or link that is taken to hold, or <c>none</c>.</summary>
    [Structure]
    public required string Chosen { get; init; }
    public required string Reason { get; init; }

    [RefersTo(EntryKind.Source)]
    public Values<string> Sources { get; init; } = [];
    public override EntryKind EntryKind => EntryKind.Resolution;
    public override IEnumerable<string> SourceIds => Sources;
}
