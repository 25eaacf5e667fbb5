using System.Text.Json.Serialization;
using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views.Positions;

/// <summary>Who holds what: parties and third parties, by propositions or by the points of one draft. No cell means that no position is known.</summary>
public sealed record PositionMatrix
{
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>As <c>sort</c> asks. By default grouped by issue; issues and their propositions in the order of recording. A draft's points in its order.</summary>
    public required IReadOnlyList<PositionColumn> Columns { get; init; }
    public required IReadOnlyList<PositionCell> Cells { get; init; }

    /// <summary>What a party has said, or is said to hold, on the subject of a point and not of the point itself. It is no cell: nobody said that it holds of the point (P13).</summary>
    public required IReadOnlyList<RelatedPositions> Related { get; init; }

    /// <summary>What is known of each party over all columns, also beyond this part.</summary>
    public required IReadOnlyList<PartyCoverage> Coverage { get; init; }

    /// <summary>Changes of first-hand stances on these columns, in time. One may mean new allies or a new speaker, and need not be a new view.</summary>
    public required IReadOnlyList<Movement> Movements { get; init; }

    /// <summary>The seven days before the end of the cut's <c>asOf</c>, or of the latest position where none is given; null where there is no position.</summary>
    public ShownWeek? Week { get; init; }
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

    /// <summary><see cref="OpposedPairs"/> and <see cref="OpenConflicts"/> together.</summary>
    public int Contention { get; init; }

    /// <summary>Pairs of parties of whom one is for it and the other against, both by their own word.</summary>
    public int OpposedPairs { get; init; }

    /// <summary>Conflicts that nobody has resolved, and that name a claim about it.</summary>
    public int OpenConflicts { get; init; }

    /// <summary>When the latest of its cells became what it is.</summary>
    public Edtf? Changed { get; init; }

    /// <summary>Of a point: the status that is reported of it at its draft; null where nothing is reported, which is not <c>open</c>.</summary>
    public AsRecorded<StatusReport>? Status { get; init; }

    /// <summary>Of a point: its one state at the draft, as <c>convergence</c> has it.</summary>
    public PointState? State { get; init; }
}

/// <summary>How much of a party's own view the columns hold. A position on the draft as a whole is none on its points.</summary>
public sealed record PartyCoverage
{
    public required string Party { get; init; }

    /// <summary>Columns of which it has itself spoken; then those where only others speak of it; then those where no position is known.</summary>
    public required int FirstHand { get; init; }
    public required int ByOthersOnly { get; init; }
    public required int Unknown { get; init; }

    /// <summary>Its stance on the draft as a whole.</summary>
    public Stance? WholeDraft { get; init; }
}

/// <summary>Claims of position under the point's issue: <c>claims?issue=&amp;holder=&amp;kind=position</c>, without those about the point itself.</summary>
/// <param name="FirstHand">Of <paramref name="Total"/> those by the party's own word.</param>
public sealed record RelatedPositions(string Party, [property: Shows(EntryKind.Draft)] string Point, string Issue, int Total, int FirstHand);

/// <summary>After the first moment and up to the second.</summary>
public sealed record ShownWeek(DateTimeOffset From, DateTimeOffset To);

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

    /// <summary>When the stance became this one: the first claim of the latest run of equal first-hand stances; where there is none, the claim that gives the stance.</summary>
    public required Edtf Changed { get; init; }

    /// <summary>The party held another stance before, by its own word.</summary>
    public required bool Moved { get; init; }

    /// <summary>It became what it is within the shown week. A date that is vaguer than the week does not count.</summary>
    public required bool InWeek { get; init; }

    /// <summary>The party's own stances in time; equal ones that follow each other are one. Empty where it has not been heard itself.</summary>
    public required IReadOnlyList<StanceRun> History { get; init; }

    /// <summary>One of its claims stands in an open conflict with another position on the same thing.</summary>
    public required bool Conflict { get; init; }

    /// <summary>One of its claims is named in an open conflict over something else: how many points there are, what a report says. That sets no position against another.</summary>
    public required bool ConflictElsewhere { get; init; }

    /// <summary>The resolved conflicts that name one of its claims. A resolution changes no stance: the claims are what was said, and the latest stands.</summary>
    public required IReadOnlyList<ResolvedConflict> Resolved { get; init; }
    public required int Total { get; init; }

    /// <summary>The latest 20, latest first; the rest is in <c>claims</c>.</summary>
    public required IReadOnlyList<AsRecorded<Claim>> Claims { get; init; }
}

/// <summary>A stance that a party held by its own word from one claim on.</summary>
public sealed record StanceRun
{
    public required Stance Stance { get; init; }
    public string? Condition { get; init; }

    /// <summary>When the first claim of it was made, which one that is, who said it, and how many there are.</summary>
    public required Edtf Since { get; init; }
    [Shows(EntryKind.Claim)]
    public required string Claim { get; init; }
    public required string Speaker { get; init; }
    public required int Claims { get; init; }
}
