using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Metadata as the headers column holds it. A stranger's headers (Marten's, say) are read as far as they say the same.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventMetadata))]
internal sealed partial class Headers : JsonSerializerContext
{
    public static byte[] Write(EventMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata, Default.EventMetadata);

    /// <summary>Reads headers, correlation and causation from three neighbouring columns.</summary>
    public static EventMetadata Read(NpgsqlDataReader row, int column)
    {
        var metadata = row.IsDBNull(column)
            ? new EventMetadata { Actor = "" }
            : JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(column), Default.EventMetadata)!;
        var correlation = row.IsDBNull(column + 1) ? null : row.GetString(column + 1);
        var causation = row.IsDBNull(column + 2) ? null : row.GetString(column + 2);
        return correlation is null && causation is null
            ? metadata
            : metadata with { CorrelationId = correlation, CausationId = causation };
    }
}
