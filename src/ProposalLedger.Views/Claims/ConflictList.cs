namespace ProposalLedger.Views.Claims;

/// <summary>Conflicts by kind, within a kind by position.</summary>
public sealed record ConflictList : Page<ConflictShown>
{
    /// <summary>All that the cut holds, whatever the filters: every kind, also those of which there is none.</summary>
    public required IReadOnlyList<ConflictsOfKind> Kinds { get; init; }
}

/// <summary>How many conflicts there are of a kind, and how they stand.</summary>
public sealed record ConflictsOfKind(ConflictKind Kind, int Total, int Open, int Resolved, int Lapsed);
