using System.Text.Json.Serialization;

namespace ProposalLedger.EventStore;

/// <summary>What is said about an event: stored in the headers column, correlation and causation in their own.</summary>
public sealed record EventMetadata
{
    /// <summary>Who did it, from the authenticated caller.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>When it happened: EDTF, may be vague, UTC.</summary>
    public string? Occurred { get; init; }

    /// <summary>When the public could know it: EDTF, UTC.</summary>
    public string? Published { get; init; }

    /// <summary>Ids of the sources that it rests on.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The command that it came of, as <see cref="CommandId.Digest"/> names it; null where the caller gave it no key.</summary>
    public string? Command { get; init; }

    /// <summary>Ties together the events of one request.</summary>
    [JsonIgnore]
    public string? CorrelationId { get; init; }

    /// <summary>The id of what caused this event.</summary>
    [JsonIgnore]
    public string? CausationId { get; init; }
}
