using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hostile;

/// <summary>P14, for what no client of HTTP would send: bytes on a connection.</summary>
public sealed class HostileWireTests(Arena arena) : IClassFixture<Arena>
{
    private const string Post = "POST /api/negotiations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + LedgerServer.Token + "\r\nContent-Type: application/json\r\n";

    public static TheoryData<string> Requests => [.. All.Select(request => request.Name)];

    private static readonly (string Name, string Text)[] All =
    [
        ("nothing but an end", "\r\n\r\n"), ("no HTTP", "hello\r\n\r\n"), ("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003"), ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ("HTTP/0.9", "GET /\r\n"), ("HTTP/9.9", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"), ("no host", "GET / HTTP/1.1\r\n\r\n"), ("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("NUL in the address", "GET /river/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("NUL in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"), ("NUL in a name", "GET / HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n"), ("space before the colon", "GET / HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n"), ("folded header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"), ("header without a colon", "GET / HTTP/1.1\r\nHost: localhost\r\nhello\r\n\r\n"), ("line feeds alone", "GET / HTTP/1.1\nHost: localhost\n\n"), ("space in the address", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("raw bytes in the address", "GET /\u00ff\u00fe HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("asterisk", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("authority", "CONNECT x.example:443 HTTP/1.1\r\nHost: x.example\r\n\r\n"), ("whole address of elsewhere", "GET http://x.example/api/tokens HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("address up and away", "GET /../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("address up and away, encoded", "GET /assets/%2e%2e/%2e%2e/appsettings.json HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("asset up and away, with a backslash", "GET /assets/..%5c..%5cProposalLedger.Server.dll HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("address of 70 KB", "GET /" + new string('a', 70_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("header of 70 KB", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + new string('a', 70_000) + "\r\n\r\n"), ("two thousand headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"X{i}: a\r\n")) + "\r\n"), ("method of a kilobyte", new string('M', 1000) + " / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("length is negative", Post + "Content-Length: -1\r\n\r\n{}"), ("length is no number", Post + "Content-Length: ten\r\n\r\n{}"), ("length is huge", Post + "Content-Length: 99999999999999999999\r\n\r\n{}"), ("length twice, different", Post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), ("length and chunks", Post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), ("length shorter than the body", Post + "Content-Length: 1\r\n\r\n{}GET /api/tokens HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("length of 10 GiB", Post + "Content-Length: 10737418240\r\n\r\n{}"), ("no length", Post + "\r\n"),
        ("chunk of no number", Post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), ("chunk of a huge number", Post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"), ("chunk of a negative number", Post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"), ("chunk longer than said", Post + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"), ("chunk with extensions", Post + "Transfer-Encoding: chunked\r\n\r\n2;a=\"" + new string('x', 20_000) + "\"\r\n{}\r\n0\r\n\r\n"), ("trailers", Post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\n"), ("chunked twice", Post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), ("chunks of another kind", Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), ("identity", Post + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}"), ("expectation", Post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"),
        ("a switch to HTTP/2", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"), ("a socket without a key", "GET /hubs/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"), ("a socket of version 99", "GET /hubs/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"), ("forty requests at once", string.Concat(Enumerable.Repeat("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", 40))),
    ];

    public static TheoryData<string> Chunks => [.. All.Select(r => r.Name).Where(name => name.StartsWith("chunk of ", StringComparison.Ordinal))];

    [Theory(Timeout = 60_000), MemberData(nameof(Chunks))]
    public async Task P14_A_chunk_whose_length_is_none_is_refused_while_its_sender_waits_for_the_answer(string name)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Parse(arena.Server.BaseAddress.Host), arena.Server.BaseAddress.Port, TestContext.Current.CancellationToken);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(All.Single(r => r.Name == name).Text), TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 400 Bad Request", await new StreamReader(stream, Encoding.Latin1).ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Theory(Timeout = 60_000), MemberData(nameof(Requests))]
    public async Task P14_What_is_no_request_is_refused_or_left_and_never_a_failure(string name)
    {
        var request = All.Single(r => r.Name == name).Text;
        var (head, clock) = (await arena.HeadAsync(), Stopwatch.StartNew());
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Parse(arena.Server.BaseAddress.Host), arena.Server.BaseAddress.Port, TestContext.Current.CancellationToken);
        var (answer, stream) = ("", tcp.GetStream());
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            try
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
                tcp.Client.Shutdown(SocketShutdown.Send);
                answer = await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(limit.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // It hung up, or waits for what was promised and does not come: neither holds anybody else up.
            }
        }

        var statuses = answer.Split("\r\n").Where(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(statuses.TrueForAll(status => status is < 500 or 501 or 505), $"{name}: {answer}"); // that a method or version is not implemented is no failure
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.Equal(head, await arena.HeadAsync());
        (await arena.Server.Reader.ReadAsync("/health/ready")).Must(HttpStatusCode.OK);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
