using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace ProposalLedger.Load;

/// <summary>
/// One connection to a node over a bare socket: HTTP/1.1, one request after the other, as far as Kestrel's answers need it. A library's client
/// costs as much of the processors as the node, which are the same ones here.
/// </summary>
internal sealed class BareHttp : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[4096];
    private int length;

    public ValueTask ConnectAsync(EndPoint node, CancellationToken ct) => socket.ConnectAsync(node, ct);

    /// <summary>Sends a request, and takes its whole answer.</summary>
    /// <exception cref="SocketException">The connection has failed, or was ended.</exception>
    public async Task<Answer> AskAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        for (length = 0; !request.IsEmpty;) request = request[await socket.SendAsync(request, ct)..];
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (count == 0) throw new SocketException((int)SocketError.ConnectionReset);
            length += count;
            if (Whole() is { } answer) return answer;
        }
    }

    /// <summary>The number after a name, at its first place; null where the name is not there.</summary>
    public static int? Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(text[(at + name.Length)..], out int number, out _) ? number : null;

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private Answer? Whole()
    {
        var all = buffer.AsSpan(0, length);
        var end = all.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = all[..(end + 2)];
        var body = all[(end + 4)..];
        if (Number(head, "\r\nContent-Length: "u8) is { } bytes ? body.Length < bytes : !IsWhole(body)) return null;
        return new Answer((int)Number(head, "HTTP/1.1 "u8)!, Number(head, "\r\nRetry-After: "u8) is not null, head.IndexOf("\r\nConnection: close\r\n"u8) < 0, buffer.AsMemory(end + 4, body.Length));
    }

    // In chunks, the last of which is empty.
    private static bool IsWhole(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf("\r\n"u8) is >= 0 and var line)
        {
            if (!Utf8Parser.TryParse(body[..line], out int size, out _, 'x')) throw new InvalidDataException("An answer without a length is to come in chunks.");
            if (body.Length < line + size + 4) return false;
            if (size == 0) return true;
            body = body[(line + size + 4)..];
        }

        return false;
    }

    /// <param name="Status">Of HTTP.</param>
    /// <param name="RetryAfter">It says when to come back.</param>
    /// <param name="StaysOpen">Another request may follow.</param>
    /// <param name="Body">As it was sent; until the next request.</param>
    internal sealed record Answer(int Status, bool RetryAfter, bool StaysOpen, ReadOnlyMemory<byte> Body);
}
