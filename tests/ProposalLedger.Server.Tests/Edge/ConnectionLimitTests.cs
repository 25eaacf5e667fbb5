using System.Diagnostics;
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
        var again = await StreamAsync(server);
        for (var clock = Stopwatch.StartNew(); again.StatusCode == HttpStatusCode.TooManyRequests && clock.Elapsed < TimeSpan.FromSeconds(10); again = await StreamAsync(server))
        {
            again.Dispose();
            await Task.Delay(50, TestContext.Current.CancellationToken); // it ends in its own time
        }
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        again.Dispose();
    }

    [Fact]
    public async Task A_slash_at_the_end_makes_no_other_address_of_it()
    {
        await using var server = await LedgerServer.StartAsync(null, (Limit, "1"));
        using var first = await StreamAsync(server, path: "/api/events/");
        using var second = await StreamAsync(server, path: "/Api/Events/");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    [Theory]
    [InlineData("POST", "/hubs/ledger/negotiate?negotiateVersion=1"), InlineData("POST", "/hubs/ledger/negotiate/?id=1"), InlineData("GET", "/hubs/ledger?id="), InlineData("GET", "/api/events?after=0")]
    public async Task Who_opens_connections_one_after_another_is_refused_and_may_again_later(string method, string address)
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Following:OpeningsAtOnce", "3"), ("Ledger:Following:OpeningsPerSecond", "1"));
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AskAsync()));
        Assert.InRange(answers.Count(status => status != HttpStatusCode.TooManyRequests), 3, 3 + (int)Math.Ceiling(clock.Elapsed.TotalSeconds));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/api/events")).Status); // nothing that stays is opened
        clock.Restart();
        while (await AskAsync() == HttpStatusCode.TooManyRequests)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It is still refused.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        async Task<HttpStatusCode> AskAsync()
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address) { Headers = { { "Accept", "text/event-stream" } } };
            using var answer = await server.Reader.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal("10", answer.Headers.RetryAfter?.ToString());
                Assert.Contains("too-many-connections", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
            return answer.StatusCode;
        }
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

    private static async Task<HttpResponseMessage> StreamAsync(LedgerServer server, string? forwarded = null, string path = "/api/events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
        if (forwarded is not null) request.Headers.Add("X-Forwarded-For", forwarded);
        return await server.Reader.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
