namespace ProposalLedger.Views.Negotiations;

/// <summary>The negotiations that the caller may read, and beside them those that are listed.</summary>
public sealed record NegotiationList : Page<NegotiationSummary>
{
    /// <summary>Those of which the caller may know that they are there and what they are called; absent where there are none.</summary>
    public IReadOnlyList<ListedNegotiation>? Listed { get; init; }
}

/// <param name="Id">The first part of its addresses.</param>
/// <param name="Title">As the cut has it.</param>
public sealed record ListedNegotiation(string Id, string Title);
