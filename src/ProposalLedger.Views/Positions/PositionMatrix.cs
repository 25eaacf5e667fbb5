using System.Text.Json.Serialization;
using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Positions;

/// <summary>Who holds what: parties and third parties, by propositions or by the points of one draft. No cell means that no position is known.</summary>
public sealed record PositionMatrix
{
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>Grouped by issue; issues and their propositions in the order of recording. A draft's points in its order.</summary>
    public required IReadOnlyList<PositionColumn> Columns { get; init; }
    public required IReadOnlyList<PositionCell> Cells { get; init; }
    public required int LeftOut { get; init; }

    /// <summary>Opaque: gives the columns after these; null at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}

/// <summary>Either a proposition, or a point, or (first, where a claim is about it) the draft as a whole.</summary>
public sealed record PositionColumn
{
    [Shows(EntryKind.Proposition)]
    public string? Proposition { get; init; }
    public string? Issue { get; init; }
    public string? Text { get; init; }

    /// <summary><c>p/d/pt</c></summary>
    [Shows(EntryKind.Draft)]
    public string? Point { get; init; }
    [Shows(EntryKind.Draft)]
    public string? Draft { get; init; }
    public string? Label { get; init; }
}

public sealed record PositionCell
{
    public required string Party { get; init; }
    public string? Proposition { get; init; }
    public string? Point { get; init; }
    public string? Draft { get; init; }

    /// <summary>Of the latest first-hand claim, by occurred then position; without one, of the latest other.</summary>
    public required Stance Stance { get; init; }

    /// <summary>Of the claim that gives the stance, where it is <c>supports-if</c>.</summary>
    public string? Condition { get; init; }

    /// <summary>When that claim was made.</summary>
    public required Edtf Occurred { get; init; }
    public required bool FirstHand { get; init; }

    /// <summary>One of its claims stands in an open conflict.</summary>
    public required bool Conflict { get; init; }

    /// <summary>The resolved conflicts that name one of its claims. A resolution changes no stance: the claims are what was said, and the latest stands.</summary>
    public required IReadOnlyList<ResolvedConflict> Resolved { get; init; }
    public required int Total { get; init; }

    /// <summary>The latest 20, latest first; the rest is in <c>claims</c>.</summary>
    public required IReadOnlyList<AsRecorded<Claim>> Claims { get; init; }
}
