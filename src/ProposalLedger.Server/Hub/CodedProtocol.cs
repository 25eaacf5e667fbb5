using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// The hub's protocol, but that what it refuses has a code. SignalR itself tells a caller nothing of a message that it cannot read, as the
/// exception might say too much; what is thrown as a <see cref="HubException"/> it passes on, in a completion or as it closes.
/// </summary>
internal sealed class CodedProtocol(SharedBytesProtocol protocol) : IHubProtocol
{
    /// <summary>In bytes, what ends a message included.</summary>
    public const int LargestMessage = 32 * 1024;

    private static readonly string[] Methods = [nameof(LedgerHub.Tail), nameof(LedgerHub.Watch)];

    public string Name => protocol.Name;

    public int Version => protocol.Version;

    public TransferFormat TransferFormat => protocol.TransferFormat;

    public bool IsVersionSupported(int version) => protocol.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => protocol.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => protocol.WriteMessage(Coded(message), output);

    // The one refusal of SignalR's own that reaches a caller, and has no code.
    private static HubMessage Coded(HubMessage message) => message is CompletionMessage { Error: { } error, InvocationId: { } id } && error.EndsWith("is already in use.", StringComparison.Ordinal)
        ? CompletionMessage.WithError(id, $"HubException: {new Problem("duplicate-invocation", $"A call with the id '{id}' runs already.").ToHubException().Message}") : message;

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var there = input.Length;
        try
        {
            if (!protocol.TryParseMessage(ref input, binder, out message))
            {
                // Of an unknown type: SignalR would neither answer it nor get past it.
                if (input.Length < there) throw Malformed();
                // It hands over no more than the largest message, and gives up where that holds none.
                return there < LargestMessage ? false : throw Refused("message-too-large", $"A message has at most {LargestMessage} bytes. The connection ends here: what follows cannot be told apart.");
            }
        }
        catch (InvalidDataException)
        {
            throw Malformed();
        }

        message = message switch
        {
            InvocationBindingFailureMessage failed => Failure(failed, Methods.Contains(failed.Target)
                ? Refused("wrong-arguments", $"{failed.Target} takes one argument, an object.")
                : Refused("unknown-method", $"There is no such method; there are {string.Join(" and ", Methods)}.")),
            StreamInvocationMessage { StreamIds.Length: > 0 } called => Failure(called, Refused("wrong-arguments", $"{called.Target} takes no streams of the caller's.")),
            // The call of a stream is not of this type.
            InvocationMessage called => Failure(called, Refused("not-a-stream", $"{called.Target} answers with a stream: call it by `stream`, not by `invoke` or `send`.")),
            _ => message,
        };
        return true;
    }

    private static HubException Malformed() => Refused("malformed-message", "This is no message of SignalR's JSON protocol. The connection ends here.");

    private static HubException Refused(string code, string detail) => new Problem(code, detail).ToHubException();

    private static InvocationBindingFailureMessage Failure(HubMethodInvocationMessage called, HubException why) => new(called.InvocationId, called.Target, ExceptionDispatchInfo.Capture(why));

    private static InvocationBindingFailureMessage Failure(InvocationBindingFailureMessage called, HubException why) => new(called.InvocationId, called.Target, ExceptionDispatchInfo.Capture(why));
}
