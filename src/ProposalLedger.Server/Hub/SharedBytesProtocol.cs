using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Events;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// SignalR's JSON protocol, with one short way: an event that a tail sends is copied from the bytes that all its subscribers share straight
/// into the connection, where the serializer would write it anew for each of them.
/// </summary>
internal sealed class SharedBytesProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private const int MostDigits = 8;
    private const int LongestStart = 128;
    private readonly JsonHubProtocol json = new(options);

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        json.TryParseMessage(ref input, binder, out message);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteMessage(message, output);
        return output.WrittenMemory;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is StreamItemMessage { Headers: null, InvocationId: { Length: > 0 and <= MostDigits } id, Item: TailMessage { Event: { } happened } tail } && id.All(char.IsAsciiDigit)
            && Utf8.TryWrite(output.GetSpan(LongestStart), CultureInfo.InvariantCulture,
                $"{{\"type\":2,\"invocationId\":\"{id}\",\"item\":{{\"kind\":\"event\",\"head\":{tail.Head},\"previous\":{tail.Previous},", out var written))
        {
            output.Advance(written);
            output.Write(happened.Json.Span[1..]); // an object with members: without its brace they follow those of the message
            output.Write("}\u001e"u8);
            return;
        }

        json.WriteMessage(message, output);
    }
}
