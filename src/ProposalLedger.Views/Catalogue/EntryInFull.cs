using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Views.Catalogue;

/// <summary>One entry, also a retracted one, with everything that was recorded of it. In JSON one object.</summary>
public sealed record EntryInFull<T> where T : Entry
{
    [Flattened]
    public required AsRecorded<T> Entry { get; init; }
    public required IReadOnlyList<ChangeShown> Changes { get; init; }

    /// <summary>How many parts of it are left out because the date of their source straddles the cut; null where there are none.</summary>
    public int? LeftOut { get; init; }
}

/// <summary>In JSON the proposal with its drafts beside it. Its own address is that of its current draft, so its changes are told here.</summary>
public sealed record ProposalShown
{
    [Flattened]
    public required AsRecorded<Proposal> Proposal { get; init; }
    public required IReadOnlyList<ChangeShown> Changes { get; init; }

    /// <summary>By occurred, then position.</summary>
    public required IReadOnlyList<DraftSummary> Drafts { get; init; }
}
