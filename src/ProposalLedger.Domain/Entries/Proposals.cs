namespace ProposalLedger.Domain.Entries;

public enum ProposalStatus { Floated, Tabled, Withdrawn, Adopted }

/// <summary>An offer of text by one or more parties.</summary>
public sealed record Proposal : Entry
{
    public required string Title { get; init; }

    [RefersTo(EntryKind.Party), AtLeastOne]
    public required Values<string> By { get; init; }
    public ProposalStatus? Status { get; init; }
    public Edtf? Occurred { get; init; }

    [RefersTo(EntryKind.Source)]
    public Values<string> Sources { get; init; } = [];
    public override EntryKind EntryKind => EntryKind.Proposal;
    public override Edtf? HappenedOn => Occurred;
    public override IEnumerable<string> SourceIds => Sources;
}
