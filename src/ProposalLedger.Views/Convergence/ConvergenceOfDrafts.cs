using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Convergence;

/// <summary>How far the drafts and the parties have come together, as far as that is reported.</summary>
public sealed record ConvergenceOfDrafts
{
    /// <summary>By occurred, then position.</summary>
    public required IReadOnlyList<DraftConvergence> Drafts { get; init; }

    /// <summary>Pairs of parties of which something can be compared, most first: at most 500, and as many as have 20,000 things between them.</summary>
    public required IReadOnlyList<PairConvergence> Pairs { get; init; }

    /// <summary>Pairs of which nothing can be: no subject on which both have spoken, no point reported as agreed between them.</summary>
    public required long SilentPairs { get; init; }

    /// <summary>Further pairs of which something can be compared, or may be: of more than 300 parties that have spoken, the 300 that have on the most things are compared. Absent where all are listed.</summary>
    public long? PairsNotListed { get; init; }

    /// <summary>With fewer comparable things than this no share is given.</summary>
    public required int Threshold { get; init; }
    public required int LeftOut { get; init; }
}

/// <summary>The points of a draft by their state.</summary>
public sealed record DraftConvergence
{
    /// <summary><c>p/d</c></summary>
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string Title { get; init; }
    public required Edtf Occurred { get; init; }
    public required TextExtent Text { get; init; }

    /// <summary>How many points sources say that it has.</summary>
    public required IReadOnlyList<int> ReportedCounts { get; init; }

    /// <summary>The draft whose points are counted: itself, or, where none of its points is known, the nearest draft before it whose points are.</summary>
    public required string CountedOn { get; init; }

    /// <summary>Points of the first level that are counted, each once: the sum of <see cref="Counts"/>.</summary>
    public required int Points { get; init; }

    /// <summary>Of the draft's own points, at how many numbers no text was seen.</summary>
    public required int TextNotSeen { get; init; }

    /// <summary>Of the draft's own points those that only say that the earlier draft's point of the same label is dropped.</summary>
    public required int StruckOut { get; init; }

    /// <summary>Points of which anything is reported.</summary>
    public required int Reported { get; init; }

    /// <summary>Of these the points whose status somebody reports. That a point was kept or dropped does not say whether it was agreed.</summary>
    public required int WithStatus { get; init; }

    /// <summary>Too few statuses are reported to say how far the draft is agreed.</summary>
    public required bool Thin { get; init; }

    /// <summary>Of all points that are counted, whole percent; null where <see cref="Thin"/>.</summary>
    public int? AgreedPercent { get; init; }

    /// <summary>Every state, also those that no point has.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Of <see cref="Counts"/>, how many go by inference alone: every state that has any.</summary>
    public required IReadOnlyDictionary<string, int> Inferred { get; init; }

    /// <summary>Points that are reported as agreed, by pairs of those between whom.</summary>
    public required IReadOnlyList<AgreedBetween> AgreedBetween { get; init; }

    /// <summary>Points that are reported as agreed without saying between whom.</summary>
    public required int AgreedBetweenNotSaid { get; init; }

    /// <summary>The same counts after each date of a status report, of more than 100 the latest; empty where there is one date or none.</summary>
    public required IReadOnlyList<ConvergenceStep> Steps { get; init; }

    /// <summary>What became of the points of the draft before it, counted for itself; null where those are the points that are counted anyway, or there are none.</summary>
    public BaseConvergence? OfBase { get; init; }
    public required IReadOnlyList<PointConvergence> States { get; init; }
}

/// <summary>Points that are reported as agreed between two parties.</summary>
public sealed record AgreedBetween(IReadOnlyList<string> Parties, int Points);

/// <summary>A draft's points by their state, as reported up to a date.</summary>
public sealed record ConvergenceStep(Edtf UpTo, IReadOnlyDictionary<string, int> Counts);

/// <summary>The points of an earlier draft by what lineage says of them.</summary>
public sealed record BaseConvergence([property: Shows(EntryKind.Draft)] string Draft, int Points, IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Inferred);

/// <summary>What two parties have said by their own word on the same things.</summary>
public sealed record PairConvergence
{
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>Things on which both take a side: the sum of the three that follow.</summary>
    public required int Compared { get; init; }
    public required int BothFor { get; init; }
    public required int BothAgainst { get; init; }
    public required int Opposed { get; init; }

    /// <summary>Of <see cref="BothFor"/>, where one or both are for it on a condition.</summary>
    public required int OnCondition { get; init; }

    /// <summary>Things on which both have spoken and one or both take no side.</summary>
    public required int NoSide { get; init; }

    /// <summary>Points of drafts that are reported as agreed between the two.</summary>
    public required int Agreed { get; init; }

    /// <summary>Too few things are compared to give a share.</summary>
    public required bool Thin { get; init; }

    /// <summary>Of those compared, on the same side, whole percent; null where <see cref="Thin"/>.</summary>
    public int? SameSidePercent { get; init; }
    public required IReadOnlyList<SubjectOfPair> On { get; init; }
}

/// <summary>How two parties stand to each other on one thing.</summary>
public enum PairStand { BothFor, BothAgainst, Opposed, NoSide }

/// <summary>One thing that both have spoken of, with the stance of each, in the order of the pair.</summary>
public sealed record SubjectOfPair(Subject About, PairStand Stand, IReadOnlyList<Stance> Stances);
