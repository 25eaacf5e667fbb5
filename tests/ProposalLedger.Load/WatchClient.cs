using System.Net;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Load;

/// <summary>Watches one view and checks that its states never go back.</summary>
internal sealed class WatchClient(IPEndPoint node, string negotiation, string view, string query) : HubClient(node)
{
    /// <summary>Everything up to it is in what the client has.</summary>
    public long Position { get; private set; }

    /// <summary>The tag of the last state that came.</summary>
    public string? ETag { get; private set; }

    public long States { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Messages that were older than the one before.</summary>
    public long BackInTime { get; private set; }

    /// <inheritdoc/>
    protected override string Invocation =>
        $$"""{"type":4,"invocationId":"1","target":"Watch","arguments":[{"negotiation":"{{negotiation}}","view":"{{view}}","query":"{{query}}"}]}""";

    /// <inheritdoc/>
    protected override void Message(ReadOnlySpan<byte> message, long now)
    {
        if (!message.StartsWith("{\"type\":2,"u8))
        {
            if (message.StartsWith("{\"type\":3,"u8) || message.StartsWith("{\"type\":7,"u8)) Ended = Encoding.UTF8.GetString(message);
            return;
        }

        Bytes += message.Length;
        var position = Number(message, "\"position\":"u8);
        if (position < Position) BackInTime++;
        Position = position;
        if (message.IndexOf("\"kind\":\"state\""u8) >= 0)
        {
            States++;
            var tag = new Utf8JsonReader(message[(message.IndexOf("\"etag\":"u8) + 7)..]);
            tag.Read();
            ETag = tag.GetString();
        }

        Flows = true;
    }
}
