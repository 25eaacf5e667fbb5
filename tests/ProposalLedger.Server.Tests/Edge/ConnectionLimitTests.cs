using System.Net;
using System.Net.WebSockets;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>Nobody takes all the connections that there are.</summary>
public sealed class ConnectionLimitTests
{
    private const string Limit = "Ledger:Following:ConnectionsPerAddress";

    [Fact]
    public async Task One_connection_too_many_is_refused_until_one_ends()
    {
        await using var server = await LedgerServer.StartAsync(null, (Limit, "3"));
        using var first = await OpenAsync(server);
        using var second = await OpenAsync(server);
        using var third = await StreamAsync(server);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);

        using var refused = await StreamAsync(server);
        Assert.Equal((HttpStatusCode.TooManyRequests, "10"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Contains("too-many-connections", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(429, (int)(await RefusedAsync(server)).HttpStatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/api/events")).Status); // what ends by itself is not counted

        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        HttpResponseMessage again;
        while ((again = await StreamAsync(server)).StatusCode == HttpStatusCode.TooManyRequests) again.Dispose(); // it ends in its own time
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        again.Dispose();
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_each_caller_has_its_own_limit()
    {
        await using var server = await LedgerServer.StartAsync(null, (Limit, "1"), ("Ledger:TrustedProxies:0", "127.0.0.0/8"));
        using var first = await StreamAsync(server, "203.0.113.7");
        using var second = await StreamAsync(server, "203.0.113.8");
        using var third = await StreamAsync(server, "203.0.113.7");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode, third.StatusCode));
        // What a caller of the proxy says of itself stands before what the proxy knows.
        using var forged = await StreamAsync(server, "198.51.100.1, 203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, forged.StatusCode);
        // Whoever has a network of IPv6 has all of its addresses.
        using var fourth = await StreamAsync(server, "2001:db8:1:2::1");
        using var fifth = await StreamAsync(server, "2001:db8:1:2::2");
        using var sixth = await StreamAsync(server, "2001:db8:1:3::1");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (fourth.StatusCode, fifth.StatusCode, sixth.StatusCode));
    }

    [Fact]
    public async Task From_anybody_else_a_forwarded_address_means_nothing()
    {
        await using var server = await LedgerServer.StartAsync(null, (Limit, "1"));
        using var first = await StreamAsync(server, "203.0.113.7");
        using var second = await StreamAsync(server, "203.0.113.8");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    private static async Task<ClientWebSocket> OpenAsync(LedgerServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(HubOf(server), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<ClientWebSocket> RefusedAsync(LedgerServer server)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(HubOf(server), TestContext.Current.CancellationToken));
        return socket;
    }

    private static Uri HubOf(LedgerServer server) => new UriBuilder(server.BaseAddress) { Scheme = "ws", Path = "/hubs/ledger" }.Uri;

    private static async Task<HttpResponseMessage> StreamAsync(LedgerServer server, string? forwarded = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events") { Headers = { { "Accept", "text/event-stream" } } };
        if (forwarded is not null) request.Headers.Add("X-Forwarded-For", forwarded);
        return await server.Reader.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
