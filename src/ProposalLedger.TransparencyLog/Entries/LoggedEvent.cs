using System.Text.Json.Nodes;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Entries;

/// <summary>An event as the log commits to it: two RFC 8785 texts, each with its salt. Who has them can make its entry anew, and so check the leaf.</summary>
/// <param name="Position">Ledger position.</param>
/// <param name="Recorded">UTC, to the microsecond.</param>
/// <param name="Metadata">Made by <see cref="MetadataOf"/>.</param>
/// <param name="MetadataSalt">32 bytes.</param>
/// <param name="Data">What the event says; null once it was redacted.</param>
/// <param name="DataSalt">32 bytes; null with the data.</param>
public sealed record LoggedEvent(
    long Position, DateTimeOffset Recorded, ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte> MetadataSalt, ReadOnlyMemory<byte>? Data, ReadOnlyMemory<byte>? DataSalt)
{
    /// <summary>What the log holds of it; null where the data are gone, so that nothing can be made of them.</summary>
    public LogEntry? Entry => (Data, DataSalt) is ({ } data, { } salt)
        ? new(Position, Recorded, Commitment.To(MetadataSalt.Span, Metadata.Span), Commitment.To(salt.Span, data.Span)) : null;

    /// <summary>The metadata as they are committed to: every column of the event but its position, time and data. What is not there is left out.</summary>
    /// <param name="id">The event's.</param>
    /// <param name="negotiation">Whose event it is.</param>
    /// <param name="stream">The stream's key.</param>
    /// <param name="version">Its number in the stream.</param>
    /// <param name="type">The stored name.</param>
    /// <param name="headers">JSON: actor, reason, the other two clocks, sources, the command.</param>
    /// <param name="correlation">What ties together the events of one request.</param>
    /// <param name="causation">What caused it.</param>
    /// <exception cref="FormatException">The headers are not I-JSON.</exception>
    public static byte[] MetadataOf(
        Guid id, string negotiation, string stream, long version, string type, ReadOnlyMemory<byte>? headers, string? correlation, string? causation)
    {
        var metadata = new JsonObject { ["id"] = id.ToString(), ["negotiation"] = negotiation, ["stream"] = stream, ["version"] = version, ["type"] = type };
        if (headers is { } json) metadata["headers"] = JsonNode.Parse(json.Span);
        if (correlation is not null) metadata["correlation"] = correlation;
        if (causation is not null) metadata["causation"] = causation;
        return Canonical.Bytes(metadata);
    }
}
