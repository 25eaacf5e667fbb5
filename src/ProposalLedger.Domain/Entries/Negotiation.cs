namespace ProposalLedger.Domain.Entries;

public sealed record Negotiation : Entry
{
    public required string Title { get; init; }
    public string? Summary { get; init; }
    public override EntryKind EntryKind => EntryKind.Negotiation;
}

/// <summary>Who may read a negotiation. It is no part of what the record says.</summary>
public enum Visibility
{
    /// <summary>Anybody.</summary>
    Public,

    /// <summary>Who has a role there; for everybody else there is none.</summary>
    Private,

    /// <summary>Who has a role there; everybody else finds its id and title in the list of negotiations, and nothing more.</summary>
    Listed,
}

/// <summary>A subject that the parties differ on. It can be neither supported nor opposed: a <see cref="Proposition"/> can.</summary>
public sealed record Issue : Entry
{
    public required string Title { get; init; }
    public override EntryKind EntryKind => EntryKind.Issue;
}

/// <summary>A neutral sentence under an issue that can be supported or opposed.</summary>
public sealed record Proposition : Entry
{
    [RefersTo(EntryKind.Issue)]
    public required string Issue { get; init; }
    public required string Text { get; init; }
    public override EntryKind EntryKind => EntryKind.Proposition;
}
