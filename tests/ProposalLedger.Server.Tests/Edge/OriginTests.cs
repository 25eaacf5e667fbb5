using System.Net;
using System.Net.WebSockets;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>Whose pages may read: CORS for HTTP, a refusal for what browsers open without asking.</summary>
public sealed class OriginTests : IAsyncLifetime
{
    private const string Listed = "https://dashboards.example", Foreign = "https://elsewhere.example";
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync() => server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", Listed + "/"));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private string Own => server.BaseAddress.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("/api/negotiations"), InlineData("/api/events?limit=1"), InlineData("/assets/client/ledger.js"), InlineData("/assets/vendor/signalr.min.js"), InlineData("/api/events/999")]
    public async Task A_listed_origin_may_read_and_no_other(string address)
    {
        var listed = await server.Reader.ReadAsync(address, ("Origin", Listed));
        Assert.Equal(Listed, listed.Header("Access-Control-Allow-Origin"));
        Assert.Equal("", listed.Header("Access-Control-Allow-Credentials"));
        Assert.Contains("Ledger-Position", listed.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        foreach (var origin in new[] { Foreign, "null", Listed + ".evil.example" })
            Assert.Equal("", (await server.Reader.ReadAsync(address, ("Origin", origin))).Header("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", (await server.Reader.ReadAsync(address)).Header("Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_types_of_the_client_are_served_as_such() =>
        Assert.Equal("application/typescript", (await server.Reader.ReadAsync("/assets/client/ledger.d.ts")).Must(HttpStatusCode.OK).ContentHeaders.ContentType?.MediaType);

    [Theory, InlineData("/harbour-talks"), InlineData("/health/ready"), InlineData("/log/checkpoint"), InlineData("/assets/live.js")]
    public async Task What_a_page_elsewhere_does_not_need_is_not_opened_to_it(string address) =>
        Assert.Equal("", (await server.Reader.ReadAsync(address, ("Origin", Listed))).Header("Access-Control-Allow-Origin"));

    [Fact]
    public async Task P15_A_page_elsewhere_may_not_ask_its_browser_to_write()
    {
        Task<Reply> AskAsync(string address, string method) => server.Reader.SendAsync(HttpMethod.Options, address, null,
            ("Origin", Listed), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "content-type"));
        Assert.DoesNotContain("POST", (await AskAsync("/api/negotiations", "POST")).Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("POST", (await AskAsync("/hubs/ledger/negotiate", "POST")).Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
    }

    [Theory, InlineData(Listed), InlineData(Foreign), InlineData("null")]
    public async Task P15_What_a_page_elsewhere_writes_without_asking_its_browser_is_refused(string origin)
    {
        const string opening = """{"id":"written-elsewhere","title":"Written elsewhere"}""";
        foreach (var (method, address) in new[] { (HttpMethod.Post, "/api/negotiations"), (HttpMethod.Put, "/api/negotiations/x/drafts/y"), (HttpMethod.Delete, "/api/tokens/x"), (HttpMethod.Post, "/api/imports") })
        {
            var refused = await server.Writer.SendAsync(method, address, new StringContent(opening, System.Text.Encoding.UTF8, "application/json"), ("Origin", origin));
            Assert.Equal((HttpStatusCode.Forbidden, "origin-not-allowed"), (refused.Status, refused.Problem));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.Reader.ReadAsync("/api/negotiations/written-elsewhere")).Status);
        // To follow a listed page sends these; a program and the server's own page may write.
        foreach (var address in new[] { "/api/tickets", "/hubs/ledger/negotiate?negotiateVersion=1" })
            Assert.Equal(origin == Listed, (await server.Writer.SendAsync(HttpMethod.Post, address, null, ("Origin", origin))).Status != HttpStatusCode.Forbidden);
        (await server.Writer.PostAsync("/api/negotiations", opening, ("Origin", Own))).Must(HttpStatusCode.Created);
        (await server.Writer.PostAsync("/api/negotiations", opening.Replace("written-elsewhere", "by-a-program", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task P15_A_foreign_origin_is_refused_on_every_way_to_follow()
    {
        foreach (var origin in new[] { Foreign, "null", "http://localhost:1", Own + "0" })
        {
            Assert.Equal((int)HttpStatusCode.Forbidden, await SocketAsync(origin));
            foreach (var (method, address, accept) in new[] { (HttpMethod.Post, "/hubs/ledger/negotiate?negotiateVersion=1", "*/*"), (HttpMethod.Get, "/hubs/ledger", "text/event-stream"), (HttpMethod.Get, "/api/events", "text/event-stream"), (HttpMethod.Get, "/api/events/", "text/event-stream"), (HttpMethod.Get, "/API/events/?after=0", "text/event-stream") })
            {
                var refused = await server.Reader.SendAsync(method, address, null, ("Origin", origin), ("Accept", accept));
                Assert.Equal((HttpStatusCode.Forbidden, "origin-not-allowed"), (refused.Status, refused.Problem));
            }
        }
    }

    [Fact]
    public async Task The_servers_own_pages_the_listed_ones_and_programs_follow()
    {
        foreach (var origin in new[] { Own, Listed, null }) Assert.Equal((int)HttpStatusCode.SwitchingProtocols, await SocketAsync(origin));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_name_that_was_asked_for_is_the_servers_own()
    {
        await using var behind = await LedgerServer.StartAsync(server.Database, ("Ledger:TrustedProxies:0", "127.0.0.0/8"));
        // TLS ends at the proxy: one passes the host on, another asks for the node by its own name.
        Assert.Equal((int)HttpStatusCode.SwitchingProtocols, await SocketAsync(behind, "https://ledger.example", ("Host", "ledger.example")));
        Assert.Equal((int)HttpStatusCode.SwitchingProtocols, await SocketAsync(behind, "https://ledger.example:8443", ("Host", "node-1:8080"), ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Host", "ledger.example:8443")));
        Assert.Equal((int)HttpStatusCode.Forbidden, await SocketAsync(behind, "https://ledger.example", ("Host", "ledger.example:8443")));
    }

    [Fact]
    public async Task P15_From_anybody_else_a_forwarded_host_means_nothing()
    {
        Assert.Equal((int)HttpStatusCode.Forbidden, await SocketAsync(Foreign, ("X-Forwarded-Host", "elsewhere.example")));
        await using var open = await LedgerServer.StartAsync(server.Database, ("urls", "http://0.0.0.0:0"), ("Ledger:AllowPlainHttp", "true"));
        Assert.Equal((int)HttpStatusCode.Forbidden, await SocketAsync(open, Foreign, ("X-Forwarded-Host", "elsewhere.example")));
        Assert.Equal((int)HttpStatusCode.SwitchingProtocols, await SocketAsync(open, "https://ledger.example", ("Host", "ledger.example")));
    }

    [Fact]
    public async Task P15_A_server_that_listens_on_this_machine_alone_has_no_page_of_another_name()
    {
        var port = server.BaseAddress.Port;
        await using var named = await LedgerServer.StartAsync(server.Database, ("Ledger:PublicAddress", "https://ledger.example"));
        foreach (var name in new[] { "evil.example", "localhost.evil.example", "192.0.2.1", "ledger.example" })
        {
            Assert.Equal((int)HttpStatusCode.MisdirectedRequest, await SocketAsync($"http://{name}:{port}", ("Host", $"{name}:{port}")));
            foreach (var address in new[] { "/api/negotiations", "/api/events", "/log/checkpoint", "/health/ready", "/assets/live.js" })
            {
                var refused = await server.Reader.ReadAsync(address, ("Host", $"{name}:{port}"));
                Assert.Equal((HttpStatusCode.MisdirectedRequest, "unknown-host"), (refused.Status, refused.Problem));
            }
            (await server.Reader.ReadAsync("/", ("Host", name))).Must(HttpStatusCode.MisdirectedRequest);
            Assert.Equal(name == "ledger.example" ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, (await named.Reader.ReadAsync("/", ("Host", name))).Status);
        }
        foreach (var name in new[] { "localhost", "LocalHost", "ledger.localhost", "127.0.0.1", "[::1]" })
        {
            (await server.Reader.ReadAsync("/api/negotiations", ("Host", $"{name}:{port}"))).Must(HttpStatusCode.OK);
            if (name != "ledger.localhost") Assert.Equal((int)HttpStatusCode.SwitchingProtocols, await SocketAsync($"http://{name}:{port}", ("Host", $"{name}:{port}")));
        }
    }

    [Theory, InlineData("Ledger__Origins__0", "https://dashboards.example/page", "is no origin"), InlineData("Ledger__TrustedProxies__0", "nginx", "neither an address nor a network")]
    public async Task What_cannot_be_meant_is_said_as_the_server_starts(string name, string value, string words)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => LedgerNode.StartAsync(server.Database, TestContext.Current.CancellationToken, (name, value)));
        Assert.Contains("ended with 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The status that an attempt to open a WebSocket is answered with.</summary>
    private Task<int> SocketAsync(string? origin, params (string Name, string Value)[] headers) => SocketAsync(server, origin, headers);

    private static async Task<int> SocketAsync(LedgerServer server, string? origin, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        try
        {
            await socket.ConnectAsync(new UriBuilder(server.BaseAddress) { Scheme = "ws", Host = "127.0.0.1", Path = "/hubs/ledger" }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode >= 400)
        {
            // Refused: the status says so.
        }
        return (int)socket.HttpStatusCode;
    }
}
