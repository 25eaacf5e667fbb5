using System.Text.Json;

namespace ProposalLedger.Server.OpenApi;

/// <summary>The shape of an event in the API's description; <see cref="Events.EventMessage"/> writes it.</summary>
internal sealed record RecordedEvent
{
    public required string Specversion { get; init; }
    public required Guid Id { get; init; }
    public required string Source { get; init; }

    /// <summary>The stored name, with its version.</summary>
    public required string Type { get; init; }
    public required string Subject { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Ledger position: 1, 2, 3 ... without gaps.</summary>
    public required long Position { get; init; }

    /// <summary>Its number within the stream.</summary>
    public required long Version { get; init; }

    /// <summary>Absent where it is about the whole ledger, as some events of tokens and roles are.</summary>
    public string? Negotiation { get; init; }
    public required string Stream { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }

    /// <summary>EDTF.</summary>
    public string? Occurred { get; init; }

    /// <summary>EDTF.</summary>
    public string? Published { get; init; }
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>The position of the event that took its text away: `data` are a tombstone.</summary>
    public long? RedactedBy { get; init; }

    /// <summary>The entry, or what a retraction or redaction names.</summary>
    public required JsonElement Data { get; init; }
}

/// <summary>The shape of a part of a stream.</summary>
/// <param name="Stream">Its key.</param>
/// <param name="Version">The version that was read: the stream's, or the one that was asked for.</param>
/// <param name="Events">In order.</param>
/// <param name="Next">Value of <c>next</c> for the part after this one; null at the end.</param>
internal sealed record RecordedStream(string Stream, long Version, IReadOnlyList<RecordedEvent> Events, string? Next);

/// <summary>The shape of a receipt; docs/receipts.md says what each part is for.</summary>
/// <param name="Format">proposal-ledger/receipt@v1.</param>
/// <param name="Event">The event, with its salts.</param>
/// <param name="Entry">The log's entry, RFC 8785 JSON: its bytes are the leaf.</param>
/// <param name="Proof">C2SP tlog-proof, with the signed checkpoint.</param>
internal sealed record WrittenReceipt(string Format, ReceiptEvent Event, string Entry, string Proof);

/// <summary>The event of a receipt.</summary>
internal sealed record ReceiptEvent
{
    public required long Position { get; init; }

    /// <summary>UTC, to the microsecond.</summary>
    public required string Recorded { get; init; }

    /// <summary>Id, negotiation, stream, version, type, headers, correlation, causation.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    /// <summary>32 bytes, base64.</summary>
    public required string MetadataSalt { get; init; }
    public JsonElement? Data { get; init; }
    public string? DataSalt { get; init; }
    public long? RedactedBy { get; init; }
}
