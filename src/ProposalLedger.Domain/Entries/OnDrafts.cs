namespace ProposalLedger.Domain.Entries;

/// <summary>One file, leak or translation of a draft, with its own numbering.</summary>
public sealed record Rendering : Entry
{
    /// <summary>The draft, as <c>proposal/draft</c>; given by the route or by the place in the case file.</summary>
    [RefersTo(EntryKind.Draft)]
    public string Draft { get; init; } = "";
    public string? Title { get; init; }

    /// <summary>Printed label by point id.</summary>
    [AtLeastOne]
    public required ValueMap Labels { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public string? Note { get; init; }
    public override EntryKind EntryKind => EntryKind.Rendering;
    public override IEnumerable<string> SourceIds => Sources;
}

public enum ChangeKind { Replace, Delete, Insert }

public sealed record PointChange
{
    [Structure]
    public string? Point { get; init; }
    public required ChangeKind Kind { get; init; }
    public string? Text { get; init; }
}

/// <summary>A proposal to change named points of a named draft.</summary>
public sealed record Amendment : Entry
{
    [RefersTo(EntryKind.Draft)]
    public string Draft { get; init; } = "";

    [RefersTo(EntryKind.Party), AtLeastOne]
    public required Values<string> By { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }
    public required Values<PointChange> Changes { get; init; }
    public string? Text { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public override EntryKind EntryKind => EntryKind.Amendment;
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds => Sources;
}

public enum PointStatus { Open, Bracketed, Agreed, SetAside, Dropped, Unknown }

/// <summary>What a source says of the state of one point, and between whom.</summary>
public sealed record StatusReport : Entry
{
    [RefersTo(EntryKind.Draft)]
    public string Draft { get; init; } = "";

    [Structure]
    public required string Point { get; init; }
    public required PointStatus Status { get; init; }

    [RefersTo(EntryKind.Party)]
    public Values<string> Between { get; init; } = [];
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public required string Reason { get; init; }
    public override EntryKind EntryKind => EntryKind.Status;
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds => Sources;
}
