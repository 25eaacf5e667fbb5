using System.Text.Json;
using System.Text.Json.Serialization;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views.Json;

namespace ProposalLedger.Server.Hub;

/// <summary>What a watch sends: the view's state, or a heartbeat that says how far it still holds.</summary>
[JsonConverter(typeof(WatchMessageConverter))]
public sealed record WatchMessage(ViewBody View, long Head, Freshness Freshness, bool WithBody);

/// <summary>Puts the canonical bytes, which all watchers share, into the message.</summary>
internal sealed class WatchMessageConverter : JsonConverter<WatchMessage>
{
    public override WatchMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, WatchMessage value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", value.WithBody ? "state" : "heartbeat");
        writer.WriteNumber("position", value.View.Position);
        writer.WriteNumber("head", value.Head);
        writer.WriteString("freshness", value.Freshness.Word());
        if (value.View.Stopped.Count > 0)
        {
            writer.WritePropertyName("stopped");
            JsonSerializer.Serialize(writer, value.View.Stopped, ViewJson.Options);
        }

        writer.WriteString("etag", value.View.ETag);
        if (value.WithBody)
        {
            writer.WritePropertyName("body");
            writer.WriteRawValue(value.View.Body.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
