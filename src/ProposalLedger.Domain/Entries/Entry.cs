using System.Text.Json.Serialization;

namespace ProposalLedger.Domain.Entries;

/// <summary>
/// One thing that a negotiation's record holds. The same shape is the body of a POST, an entry of a case file, the data
/// of the event that recorded it, and the content that views show: there is nothing to map between them.
/// </summary>
public abstract record Entry
{
    /// <summary>A slug, unique within the negotiation and the kind.</summary>
    [Slug]
    public required string Id { get; init; }

    [JsonIgnore]
    public abstract EntryKind EntryKind { get; }

    /// <summary>What others refer to it by: the id, or for a draft <c>proposal/draft</c>.</summary>
    [JsonIgnore]
    public virtual string Key => Id;

    /// <summary>When it happened or was said; null where the thing has no date of its own.</summary>
    [JsonIgnore]
    public virtual Edtf? HappenedOn => null;

    /// <summary>When the public could know it, where the entry says so itself.</summary>
    [JsonIgnore]
    public virtual Edtf? PublishedOn => null;

    /// <summary>Ids of the sources that it rests on, those of its parts included.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> SourceIds => [];
}

public enum EntryKind
{
    Negotiation, Party, Person, Mandate, Issue, Proposition, Source, Session, Action,
    Proposal, Draft, Rendering, Amendment, Status,
    Link, Claim, Conflict, Resolution,
}
