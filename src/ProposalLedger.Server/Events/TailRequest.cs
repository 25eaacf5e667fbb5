namespace ProposalLedger.Server.Events;

/// <summary>Where a subscription to the log begins, and what it wants.</summary>
/// <param name="After">The position that the subscriber has; 0 for the whole log.</param>
/// <param name="Negotiation">Only this one's events; null for all.</param>
public sealed record TailRequest(long After, string? Negotiation);
