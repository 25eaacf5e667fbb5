using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProposalLedger.EventStore;

/// <summary>Metadata as the headers column holds it. A stranger's headers (Marten's, say) are read as far as they say the same.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventMetadata))]
internal sealed partial class Headers : JsonSerializerContext
{
    public static byte[] Write(EventMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata, Default.EventMetadata);
}

/// <summary>The columns of a row that metadata are made of.</summary>
internal readonly record struct StoredHeaders(byte[]? Json, string? CorrelationId, string? CausationId)
{
    public EventMetadata Read()
    {
        var metadata = Json is null ? new EventMetadata { Actor = "" } : JsonSerializer.Deserialize(Json, Headers.Default.EventMetadata)!;
        return CorrelationId is null && CausationId is null ? metadata : metadata with { CorrelationId = CorrelationId, CausationId = CausationId };
    }
}
