namespace ProposalLedger.Domain.Entries;

public enum PartyKind { Party, ThirdParty, ExternalBody, Observer, Population }

/// <summary>A name that some use, and who does.</summary>
public sealed record Alias
{
    public required string Name { get; init; }

    [RefersTo(EntryKind.Source)]
    public Values<string> Sources { get; init; } = [];
}

/// <summary>A state or group. Parties and third parties are rows of the position matrix; the other kinds may speak or be spoken of.</summary>
public sealed record Party : Entry
{
    public required string Name { get; init; }
    public required PartyKind Kind { get; init; }
    public Values<string> Members { get; init; } = [];
    public Values<Alias> Aliases { get; init; } = [];
    public override EntryKind EntryKind => EntryKind.Party;
    public override IEnumerable<string> SourceIds => Aliases.SelectMany(a => a.Sources);
}

public sealed record Person : Entry
{
    public required string Name { get; init; }
    public Values<Alias> Aliases { get; init; } = [];
    public override EntryKind EntryKind => EntryKind.Person;
    public override IEnumerable<string> SourceIds => Aliases.SelectMany(a => a.Sources);
}

/// <summary>Who speaks for a party, in which role, from when to when. A changed brief is a new mandate.</summary>
public sealed record Mandate : Entry
{
    [RefersTo(EntryKind.Person)]
    public required string Person { get; init; }

    [RefersTo(EntryKind.Party)]
    public required string Party { get; init; }
    public string? Role { get; init; }
    public Edtf? From { get; init; }
    public Edtf? To { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public override EntryKind EntryKind => EntryKind.Mandate;
    public override Edtf? HappenedOn => From;
    public override IEnumerable<string> SourceIds => Sources;
}
