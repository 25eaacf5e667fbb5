using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Redactions;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Events;

/// <summary>
/// An event as every reader gets it (a CloudEvent 1.0 with the ledger's own attributes), written once: the API's lists, the hub and SSE send
/// these bytes.
/// </summary>
/// <param name="Position">Its ledger position.</param>
/// <param name="Scope">The negotiation that it belongs to; of what happens to tokens and roles, its stream.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Json">One JSON object in UTF-8, without line breaks.</param>
public sealed record EventMessage(long Position, string Scope, string Type, ReadOnlyMemory<byte> Json)
{
    private int dataLength;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The key of the stream that it was written to.</summary>
    public required string Stream { get; init; }

    /// <summary>Its body: the end of the object, but for the brace.</summary>
    public ReadOnlyMemory<byte> Data => Json[^(dataLength + 1)..^1];

    /// <summary>The position of the event whose text it took away; null for every event but a redaction.</summary>
    public long? Redacts => RedactionTarget.Of(Type, Data);

    /// <summary>Writes it.</summary>
    public static EventMessage Of(StoredEvent e)
    {
        var output = new ArrayBufferWriter<byte>(512 + e.Data.Length);
        using var json = new Utf8JsonWriter(output, Relaxed);
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", e.Id);
        var negotiation = StreamKey.IsAccess(e.Scope, out var audited) ? audited : e.Scope;
        json.WriteString("source", negotiation is null ? "/api" : $"/api/negotiations/{negotiation}");
        json.WriteString("type", e.Type);
        json.WriteString("subject", e.Stream);
        json.WriteString("time", e.Recorded.UtcDateTime);
        json.WriteNumber("position", e.Position);
        json.WriteNumber("version", e.Version);
        WriteIfGiven(json, "negotiation", negotiation);
        json.WriteString("stream", e.Stream);
        json.WriteString("actor", e.Metadata.Actor);
        WriteIfGiven(json, "reason", e.Metadata.Reason);
        WriteIfGiven(json, "occurred", e.Metadata.Occurred);
        WriteIfGiven(json, "published", e.Metadata.Published);
        if (e.Metadata.Sources is { Count: > 0 } sources)
        {
            json.WriteStartArray("sources");
            foreach (var source in sources) json.WriteStringValue(source);
            json.WriteEndArray();
        }
        if (e.RedactedBy is { } redactedBy) json.WriteNumber("redactedBy", redactedBy);
        json.WritePropertyName("data");
        json.WriteRawValue(e.Data.Span, skipInputValidation: true); // jsonb's own text: one line, and valid
        json.WriteEndObject();
        json.Flush();
        return new EventMessage(e.Position, e.Scope, e.Type, output.WrittenMemory) { Stream = e.Stream, dataLength = e.Data.Length };
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
