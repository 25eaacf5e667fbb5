using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProposalLedger.Load;

/// <summary>
/// One connection to the hub over a bare socket: WebSocket frames and SignalR's JSON protocol, as far as one stream needs them. A library's
/// client costs more than what is measured; this one keeps nothing but an incomplete message.
/// </summary>
internal abstract class HubClient(IPEndPoint node) : IDisposable
{
    private const byte Separator = 0x1e;
    private const int Text = 1;
    private const int Ping = 9;
    private const int Pong = 10;
    private readonly byte[] header = new byte[10];
    private byte[] rest = [];
    private int restLength;
    private int headerLength;
    private long payload;
    private bool isText;
    private bool upgraded;

    /// <summary>Replaced by each connection.</summary>
    public Socket Socket { get; private set; } = null!;

    /// <summary>Its first messages have come.</summary>
    public bool Flows { get; protected set; }

    /// <summary>Why it ended; null while it has not.</summary>
    public string? Ended { get; protected set; }

    /// <summary>The stream that is asked for, as SignalR writes it.</summary>
    protected abstract string Invocation { get; }

    /// <summary>What its system takes in without being read, at most, in bytes; null: as much as the system likes, which may be megabytes.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>Connects and asks to speak WebSocket; the rest happens as bytes come.</summary>
    public void Connect()
    {
        (restLength, headerLength, payload, upgraded, Flows, Ended) = (0, 0, 0, false, false, null);
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (ReceiveBuffer is { } bytes) Socket.ReceiveBufferSize = bytes;
        Socket.Connect(node);
        Socket.Blocking = false;
        Send(Encoding.ASCII.GetBytes(
            $"GET /hubs/ledger HTTP/1.1\r\nHost: {node}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\n\r\n"));
    }

    /// <summary>Takes what is there; false once the connection has ended.</summary>
    public bool Receive(Span<byte> buffer, long now)
    {
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return true;
        if (error != SocketError.Success || count == 0) Ended ??= error == SocketError.Success ? "closed" : error.ToString();
        else Take(buffer[..count], now);
        return Ended is null;
    }

    /// <summary>What SignalR wants to hear every now and then.</summary>
    public void SendPing() => SendText("{\"type\":6}");

    /// <inheritdoc/>
    public void Dispose() => Socket?.Dispose();

    /// <summary>One message of the hub, without its separator.</summary>
    protected abstract void Message(ReadOnlySpan<byte> message, long now);

    /// <summary>The number after a name, at its first place: ahead of an event's data or a view's body, where texts may hold anything.</summary>
    protected static long Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var at = message.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(message[(at + name.Length)..], out long number, out _) ? number
            : throw new InvalidDataException($"No {Encoding.UTF8.GetString(name)} in {Encoding.UTF8.GetString(message)}");
    }

    private void Take(ReadOnlySpan<byte> bytes, long now)
    {
        if (!upgraded)
        {
            // The server says nothing beyond the answer before it is spoken to.
            Keep(bytes);
            var answer = Encoding.ASCII.GetString(rest, 0, restLength);
            if (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal)) return;
            (upgraded, restLength) = (true, 0);
            if (answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) SendText("{\"protocol\":\"json\",\"version\":1}\u001e" + Invocation);
            else Ended = answer[..answer.IndexOf('\r', StringComparison.Ordinal)];
            return;
        }

        while (!bytes.IsEmpty)
        {
            if (payload == 0)
            {
                header[headerLength++] = bytes[0];
                bytes = bytes[1..];
                ReadHeader();
                continue;
            }

            var part = bytes[..(int)Math.Min(payload, bytes.Length)];
            bytes = bytes[part.Length..];
            payload -= part.Length;
            if (isText) Split(part, now);
            else if (header[0] == (0x80 | Ping)) SendFrame(Pong, part);
        }
    }

    private void ReadHeader()
    {
        if (headerLength < 2) return;
        var length = header[1] & 0x7f;
        var wanted = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (headerLength < wanted) return;
        headerLength = 0;
        payload = wanted switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), 10 => BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(2)), _ => length };
        var kind = header[0] & 0x0f;
        isText = kind <= Text; // 0 goes on with the frame before
        if (kind == 8) Ended = "closed by the server";
        else if (header[0] == (0x80 | Ping) && payload == 0) SendFrame(Pong, []);
    }

    private void Split(ReadOnlySpan<byte> part, long now)
    {
        while (part.IndexOf(Separator) is >= 0 and var end)
        {
            if (restLength == 0)
            {
                Message(part[..end], now);
            }
            else
            {
                Keep(part[..end]);
                Message(rest.AsSpan(0, restLength), now);
                restLength = 0;
            }

            part = part[(end + 1)..];
        }

        Keep(part);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return;
        if (rest.Length < restLength + part.Length) Array.Resize(ref rest, Math.Max(1024, 2 * (restLength + part.Length)));
        part.CopyTo(rest.AsSpan(restLength));
        restLength += part.Length;
    }

    private void SendText(string message) => SendFrame(Text, Encoding.UTF8.GetBytes(message + "\u001e"));

    // A client has to mask; a mask of zeros leaves the bytes as they are.
    private void SendFrame(int kind, ReadOnlySpan<byte> content)
    {
        byte[] start = content.Length < 126 ? [(byte)(0x80 | kind), (byte)(0x80 | content.Length)]
            : [(byte)(0x80 | kind), 0x80 | 126, (byte)(content.Length >> 8), (byte)content.Length];
        Send([.. start, 0, 0, 0, 0, .. content]);
    }

    // So little that the socket always has room for it, unless it is dead.
    private void Send(byte[] bytes)
    {
        Socket.Send(bytes, SocketFlags.None, out var error);
        if (error != SocketError.Success) Ended ??= error.ToString();
    }
}
