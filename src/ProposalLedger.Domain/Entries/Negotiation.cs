using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

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

/// <summary>What opens a negotiation: the entry, and who may read it from its first event on, which is no part of the entry.</summary>
public sealed record Opening
{
    /// <inheritdoc cref="Entry.Id"/>
    [Slug]
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string? Summary { get; init; }

    /// <summary>Absent where nothing is said of it: then it is public. Not null, which could be meant either way.</summary>
    [DisallowNull]
    public Visibility? Visibility { get; init; }

    [JsonIgnore]
    public Negotiation Negotiation => new() { Id = Id, Title = Title, Summary = Summary };
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
