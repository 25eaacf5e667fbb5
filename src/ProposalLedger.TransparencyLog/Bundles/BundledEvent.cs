using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Entries;

namespace ProposalLedger.TransparencyLog.Bundles;

/// <summary>One event of a bundle, as the database has it now. Nothing of it is checked yet.</summary>
/// <param name="Position">Ledger position.</param>
public sealed record BundledEvent(long Position)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>When it was recorded, as the database says.</summary>
    public string? Recorded { get; init; }

    /// <summary>Null where the reader may not have it.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The salt of the commitment to the metadata; null where a redaction took a reason away.</summary>
    public byte[]? MetadataSalt { get; init; }

    /// <summary>Null where the reader may not have it; a tombstone where it was redacted.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The salt of the commitment to the data; null where it was redacted.</summary>
    public byte[]? DataSalt { get; init; }

    /// <summary>The position of the event that redacted this one's data.</summary>
    public long? RedactedBy { get; init; }

    /// <summary>With all that there is to say of an event.</summary>
    public static BundledEvent Of(LoggedEvent happened) => new(happened.Position)
    {
        Recorded = LogEntry.Text(happened.Recorded),
        Metadata = Element(happened.Metadata),
        MetadataSalt = happened.MetadataSalt?.ToArray(),
        Data = Element(happened.Data),
        DataSalt = happened.DataSalt?.ToArray(),
        RedactedBy = happened.RedactedBy,
    };

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BundledEvent Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<BundledEvent>(line, Options) ?? throw new FormatException("An event is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"An event cannot be read: {Place.Of(e)}", e);
        }
    }

    /// <summary>One line.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Options);

    /// <summary>A text of the metadata.</summary>
    public string? Said(string name) => Text(Metadata, name);

    /// <summary>A text of the metadata's headers.</summary>
    public string? Header(string name) => Metadata is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("headers", out var headers) ? Text(headers, name) : null;

    /// <summary>The commitment that these metadata make; null where they are not disclosed.</summary>
    [JsonIgnore]
    public string? CommittedMetadata => Committed(Metadata, MetadataSalt);

    /// <summary>The commitment that these data make; null where they are not disclosed.</summary>
    [JsonIgnore]
    public string? CommittedData => Committed(Data, DataSalt);

    private static string? Committed(JsonElement? value, byte[]? salt) => value is { } json && salt is not null ? Commitment.To(salt, Canonical.Bytes(json)) : null;

    private static string? Text(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static JsonElement Element(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
