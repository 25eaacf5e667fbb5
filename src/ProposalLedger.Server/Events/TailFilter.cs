namespace ProposalLedger.Server.Events;

/// <summary>Which events a subscriber wants. Whatever it is, what it says of an event never changes: so a cursor may resume anywhere.</summary>
public sealed record TailFilter
{
    /// <summary>Every event.</summary>
    public static TailFilter None { get; } = new();

    /// <summary>Only this one's events; null for all.</summary>
    public string? Negotiation { get; init; }

    /// <summary>Whether an event is to be sent.</summary>
    public bool Wants(EventMessage message) => Negotiation is null || message.Negotiation == Negotiation;
}
