using System.Text.Json.Nodes;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Entries;

/// <summary>An event as the log commits to it: two RFC 8785 texts, each with its salt. Who has them can make its entry anew, and so check the leaf.</summary>
/// <param name="Position">Ledger position.</param>
/// <param name="Recorded">UTC, to the microsecond.</param>
/// <param name="Metadata">Made by <see cref="MetadataOf"/>.</param>
/// <param name="MetadataSalt">32 bytes; null where a redaction took a reason away.</param>
/// <param name="Data">What the event says; its tombstone once it was redacted.</param>
/// <param name="DataSalt">32 bytes; null once it was redacted.</param>
public sealed record LoggedEvent(
    long Position, DateTimeOffset Recorded, ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte>? MetadataSalt, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte>? DataSalt)
{
    /// <summary>The position of the event that redacted it.</summary>
    public long? RedactedBy { get; init; }

    /// <summary>Of what was redacted: the commitment that was kept of it, as it can no longer be computed.</summary>
    public string? KeptMetadata { get; init; }

    /// <inheritdoc cref="KeptMetadata"/>
    public string? KeptData { get; init; }

    /// <summary>What the log commits to of the metadata; null where the salt is gone and nothing was kept.</summary>
    public string? CommittedMetadata => MetadataSalt is { } salt ? Commitment.To(salt.Span, Metadata.Span) : KeptMetadata;

    /// <summary>The same of the data.</summary>
    public string? CommittedData => DataSalt is { } salt ? Commitment.To(salt.Span, Data.Span) : KeptData;

    /// <summary>What the log holds of it; null where it can no longer be told.</summary>
    public LogEntry? Entry => (CommittedMetadata, CommittedData) is ({ } metadata, { } data) ? new(Position, Recorded, metadata, data) : null;

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
