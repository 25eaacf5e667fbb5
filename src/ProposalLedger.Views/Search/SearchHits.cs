using ProposalLedger.Views.Citing;
using System.Text.Json.Serialization;

namespace ProposalLedger.Views.Search;

/// <summary>The kinds of what a search finds: a point of a draft is found by itself.</summary>
public enum SearchKind
{
    Point, Claim, Source, Draft, Proposition, Session, Action, Proposal, Amendment, Status, Link, Conflict, Resolution, Issue, Party, Person, Mandate, Rendering,
}

/// <summary>What a search found, best first: a page of a list.</summary>
public sealed record SearchHits
{
    /// <summary>What was searched for, as it was given.</summary>
    public required string Q { get; init; }

    /// <summary>How many were found of each kind, whichever kinds are listed.</summary>
    public required IReadOnlyDictionary<string, int> Kinds { get; init; }
    public required IReadOnlyList<SearchHit> Items { get; init; }
    public required int Total { get; init; }

    /// <summary>How many are left out because their date straddles the cut.</summary>
    public required int LeftOut { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>True where more has the words than a search looks through: only the best were weighed against the cut, so that there may be more than are counted.</summary>
    public bool? Bounded { get; init; }

    /// <summary>Why nothing could be found, where that lies with what was asked.</summary>
    public string? Explained { get; init; }
}

public sealed record SearchHit
{
    public required SearchKind Kind { get; init; }

    /// <summary>The entry's id; a draft's <c>p/d</c>; a point's <c>p/d/pt</c>.</summary>
    [ShowsEntry]
    public required string Key { get; init; }

    /// <summary>Of the event that first recorded it.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public Edtf? Dated { get; init; }
    public Edtf? PublicSince { get; init; }
    public long? Corrected { get; init; }

    /// <summary>Of a point: what is printed in front of it.</summary>
    public string? Label { get; init; }

    /// <summary>Of a claim: whose word it is, of whom, and how directly.</summary>
    public Speaker? Speaker { get; init; }
    public string? Holder { get; init; }
    public Basis? Basis { get; init; }

    /// <summary>The entry, or the draft that the point is in: for the notice of what was corrected since.</summary>
    [JsonIgnore]
    public Entry? Entry { get; init; }

    /// <summary>The texts in which something was found.</summary>
    public required IReadOnlyList<FoundText> Found { get; init; }
}
