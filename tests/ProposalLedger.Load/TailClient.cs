using System.Net;
using System.Text;

namespace ProposalLedger.Load;

/// <summary>
/// Follows a ledger that has one negotiation, so that every event is to come, and checks each: the next position, the right
/// <c>previous</c>, none twice. It keeps its position over its connections.
/// </summary>
internal sealed class TailClient(IPEndPoint node, string negotiation, long after, Arrivals arrivals) : HubClient(node)
{
    /// <summary>The last position that it has.</summary>
    public long Position { get; private set; } = after;

    public long Events { get; private set; }

    public long Lost { get; private set; }

    public long Repeated { get; private set; }

    /// <summary>Messages whose <c>previous</c> was not the position before.</summary>
    public long OutOfOrder { get; private set; }

    /// <inheritdoc/>
    protected override string Invocation =>
        $$"""{"type":4,"invocationId":"1","target":"Tail","arguments":[{"after":{{Position}},"negotiation":"{{negotiation}}"}]}""";

    /// <inheritdoc/>
    protected override void Message(ReadOnlySpan<byte> message, long now)
    {
        if (!message.StartsWith("{\"type\":2,"u8))
        {
            if (message.StartsWith("{\"type\":3,"u8) || message.StartsWith("{\"type\":7,"u8)) Ended = Encoding.UTF8.GetString(message);
            return;
        }

        var isEvent = message.IndexOf("\"kind\":\"event\""u8) >= 0;
        var (position, previous) = (Number(message, "\"position\":"u8), Number(message, "\"previous\":"u8));
        if (previous != Position) OutOfOrder++;
        if (isEvent)
        {
            Events++;
            if (position <= Position) Repeated++;
            else Lost += position - Position - 1;
            arrivals.Arrived(position, message, now);
        }
        else
        {
            Lost += Math.Max(0, position - Position);
        }

        Position = Math.Max(Position, position);
        Flows = true;
    }
}
