using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Convergence;

/// <summary>How a point stands at a draft. Every point has exactly one.</summary>
public enum PointState
{
    Agreed,
    Open,
    Bracketed,
    SetAside,
    MovedToAnotherTrack,
    Dropped,

    /// <summary>Somebody reports that it is not known.</summary>
    Unknown,

    /// <summary>What is reported gives it more than one state.</summary>
    ReportsDiffer,

    /// <summary>By lineage it lives on, in the same or other words. Whether anybody agreed to it is not reported.</summary>
    KeptOrReworded,

    /// <summary>Nothing is reported. That is neither open nor agreed nor unknown (P13).</summary>
    NotReported,
}

/// <summary>What a state rests on.</summary>
public enum StateGround { Nothing, Status, PartsStatus, Text, Lineage }

/// <summary>One point at one draft, with what its state rests on.</summary>
public sealed record PointConvergence
{
    /// <summary><c>p/d/pt</c></summary>
    public required string Point { get; init; }
    public required string Label { get; init; }
    public required PointState State { get; init; }
    public required StateGround Ground { get; init; }

    /// <summary>Between whom, two by two, as the reports say; empty where they do not say.</summary>
    public IReadOnlyList<PartyPair> Pairs { get; init; } = [];

    /// <summary>The status reports that decide: the latest, and those of which nobody can tell that they are earlier.</summary>
    public IReadOnlyList<AsRecorded<StatusReport>> Reports { get; init; } = [];

    /// <summary>It goes by links that are all inferred: nobody reports what became of it.</summary>
    public bool Inferred { get; init; }

    /// <summary>Ids of the asserted links that decide.</summary>
    [Shows(EntryKind.Link)]
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>Two parties, whichever is named first.</summary>
public sealed record PartyPair
{
    public PartyPair(string one, string other) => (First, Second) = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);

    public string First { get; }
    public string Second { get; }

    /// <summary>So many may be named together: what is agreed among more is said by the report itself, and not two by two.</summary>
    public const int MostTogether = 20;

    /// <summary>All pairs of those named together in one report. Two reports that each name two parties make no pair across.</summary>
    public static IEnumerable<PartyPair> Of(IReadOnlyList<string> together) =>
        together.Count > MostTogether ? [] : together.SelectMany((one, place) => together.Skip(place + 1).Where(other => other != one).Select(other => new PartyPair(one, other)));
}
