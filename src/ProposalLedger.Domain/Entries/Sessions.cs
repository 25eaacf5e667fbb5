namespace ProposalLedger.Domain.Entries;

public enum SessionKind { Meeting, Call }

public enum SessionStatus { Announced, Held, NotHeld }

public enum ReportedAspect { Place, Duration, Outcome, Participants, Date, Count, Other }

/// <summary>What one or more sources say of one aspect of a session. Reports of the same aspect may differ.</summary>
public sealed record SessionReport
{
    public required ReportedAspect What { get; init; }
    public required string Text { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
}

public sealed record Participants
{
    [RefersTo(EntryKind.Party)]
    public string? Party { get; init; }
    public required Values<string> Names { get; init; }
}

public sealed record Session : Entry
{
    public string? Title { get; init; }
    public required SessionKind Kind { get; init; }
    public required SessionStatus Status { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }
    public required Values<Participants> Participants { get; init; }
    public string? Interpreters { get; init; }
    public required Values<SessionReport> Reports { get; init; }
    public override EntryKind EntryKind => EntryKind.Session;
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds => Reports.SelectMany(r => r.Sources);
}

/// <summary>An action: a dated act outside the table. Its motive and its legality are claims about it.</summary>
public sealed record OutsideAction : Entry
{
    [RefersTo(EntryKind.Party)]
    public required string Actor { get; init; }

    [RefersTo(EntryKind.Party)]
    public string? Target { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }
    public required string Text { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public override EntryKind EntryKind => EntryKind.Action;
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds => Sources;
}
