namespace ProposalLedger.Domain.Entries;

public enum ClaimKind { Position, Occurrence, Value, Constraint, Assessment, Intention, Warning, Denial }

public enum Stance { Proposes, Supports, Demands, SupportsIf, Mixed, Silent, Declines, Reserves, Opposes }

public enum Basis { FirstHand, Attributed, OutletReported, Observer }

public sealed record Speaker
{
    public required string Name { get; init; }

    [RefersTo(EntryKind.Party)]
    public string? Party { get; init; }

    [RefersTo(EntryKind.Person)]
    public string? Person { get; init; }
}

/// <summary>What a claim is about: exactly one of these.</summary>
public sealed record Subject
{
    [RefersTo(EntryKind.Proposition)]
    public string? Proposition { get; init; }

    [RefersToPoint]
    public string? Point { get; init; }

    [RefersTo(EntryKind.Draft)]
    public string? Draft { get; init; }

    [RefersTo(EntryKind.Session)]
    public string? Session { get; init; }

    [RefersTo(EntryKind.Action)]
    public string? Action { get; init; }

    [RefersTo(EntryKind.Claim)]
    public string? Claim { get; init; }
}

/// <summary>One sourced assertion: who said it, whose view or act it is about, who relays it.</summary>
public sealed record Claim : Entry
{
    public required ClaimKind Kind { get; init; }

    [RefersTo(EntryKind.Party)]
    public string? Holder { get; init; }
    public required Speaker Speaker { get; init; }
    public Values<string> Via { get; init; } = [];
    public required Subject About { get; init; }
    public Stance? Stance { get; init; }
    public string? Condition { get; init; }
    public required Basis Basis { get; init; }
    public bool Hedged { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }

    /// <summary>When what the claim says holds, where that is another time than that of its saying.</summary>
    public Edtf? Period { get; init; }
    public required string Text { get; init; }
    public Values<Term> Terms { get; init; } = [];

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }

    /// <summary>1 to 6, given by a named editor (the actor of the event).</summary>
    [Structure]
    public int? Credibility { get; init; }
    public string? Note { get; init; }
    public override EntryKind EntryKind => EntryKind.Claim;
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds => Sources;
}
