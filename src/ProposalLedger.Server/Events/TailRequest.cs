namespace ProposalLedger.Server.Events;

/// <summary>Where a subscription to the log begins, and what it wants.</summary>
/// <param name="After">The position that the subscriber has; 0 for the whole log.</param>
/// <param name="Filter">Which of the events that follow.</param>
public sealed record TailRequest(long After, TailFilter Filter)
{
    /// <summary>The field, parameter or header that says where it begins.</summary>
    public string From { get; init; } = "after";
}
