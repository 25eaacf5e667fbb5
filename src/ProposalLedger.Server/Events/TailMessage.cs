using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProposalLedger.Server.Events;

/// <summary>What a tail sends: an event, or a heartbeat when there is none.</summary>
/// <param name="Position">Everything up to it is done: sent, or left out by the filter. For an event: its own.</param>
/// <param name="Head">The ledger's last position.</param>
/// <param name="Previous">The position of the message before this one in the subscription; at first, where it began.</param>
/// <param name="Freshness">Null for an event.</param>
/// <param name="Event">Null in a heartbeat.</param>
[JsonConverter(typeof(TailMessageConverter))]
public sealed record TailMessage(long Position, long Head, long Previous, Freshness? Freshness, EventMessage? Event);

/// <summary>Puts the event's own bytes, which all subscribers share, into the message.</summary>
internal sealed class TailMessageConverter : JsonConverter<TailMessage>
{
    public override TailMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, TailMessage value, JsonSerializerOptions options)
    {
        if (value.Event is { } happened)
        {
            var start = System.Text.Encoding.ASCII.GetBytes($"{{\"kind\":\"event\",\"head\":{value.Head},\"previous\":{value.Previous},");
            // The event is an object with members: without its brace they follow those of the message.
            writer.WriteRawValue((byte[])[.. start, .. happened.Json.Span[1..]], skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("kind", "heartbeat");
        writer.WriteNumber("position", value.Position);
        writer.WriteNumber("head", value.Head);
        writer.WriteNumber("previous", value.Previous);
        writer.WriteString("freshness", value.Freshness!.Value.Word());
        writer.WriteEndObject();
    }
}
