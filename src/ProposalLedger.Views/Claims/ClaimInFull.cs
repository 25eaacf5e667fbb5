namespace ProposalLedger.Views.Claims;

/// <summary>One claim, also a retracted one, with everything that was recorded of it. In JSON one object.</summary>
public sealed record ClaimInFull
{
    [Flattened]
    public required AsRecorded<Claim> Claim { get; init; }
    public required IReadOnlyList<ChangeShown> Changes { get; init; }
    public required IReadOnlyList<ConflictShown> Conflicts { get; init; }

    /// <summary>Of these conflicts the resolved ones, and what they were resolved in favour of.</summary>
    public required IReadOnlyList<ResolvedConflict> Resolved { get; init; }

    /// <summary>Who gave the credibility that it has; null where nobody graded it.</summary>
    public string? GradedBy { get; init; }

    /// <summary>The publishers of its sources, each once. Where there is one, the claim rests on one outlet alone.</summary>
    public required IReadOnlyList<string> Outlets { get; init; }

    /// <summary>The claims about this claim.</summary>
    public required IReadOnlyList<AsRecorded<Claim>> Replies { get; init; }

    /// <summary>Replies, conflicts and resolutions that straddle the cut.</summary>
    public required int LeftOut { get; init; }
}

/// <summary>One event of an entry's history, as it was recorded.</summary>
public sealed record ChangeShown
{
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public required string Type { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }

    /// <summary>What it says: the entry, whole; null for a retraction. Its runtime type is that of the entry.</summary>
    public object? Entry { get; init; }
}

/// <summary>In JSON the conflict with its resolutions beside it.</summary>
public sealed record ConflictShown
{
    [Flattened]
    public required AsRecorded<Conflict> Conflict { get; init; }

    /// <summary>By position; the last one is in force.</summary>
    public required IReadOnlyList<AsRecorded<Resolution>> Resolutions { get; init; }

    /// <summary>The last resolution chose a side that still holds. One that chose <c>none</c> leaves the conflict open.</summary>
    public required bool Resolved { get; init; }

    /// <summary>Too few of its sides hold at the cut for a conflict: the others were retracted, or are not within it. Neither resolved nor lapsed is open.</summary>
    public required bool Lapsed { get; init; }

    /// <summary>The claims that it names, in the order of time, as far as they hold at the cut.</summary>
    public required IReadOnlyList<AsRecorded<Claim>> Rivals { get; init; }

    /// <summary>Ids of those among them whose sources are all of one publisher.</summary>
    public required IReadOnlyList<string> OneOutlet { get; init; }
}

/// <summary>One conflict, also a retracted one, with everything that was recorded of it. In JSON one object.</summary>
public sealed record ConflictInFull
{
    [Flattened]
    public required ConflictShown Conflict { get; init; }
    public required IReadOnlyList<ChangeShown> Changes { get; init; }

    /// <summary>Resolutions and rivals that straddle the cut.</summary>
    public required int LeftOut { get; init; }
}

/// <summary>A conflict that an editor has resolved.</summary>
/// <param name="Conflict">Its id.</param>
/// <param name="Chosen">The id of the claim or link that is taken to hold.</param>
public sealed record ResolvedConflict(string Conflict, string Chosen);
