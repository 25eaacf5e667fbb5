using System.Net;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>What every answer tells a browser that it must not do, whatever the answer is.</summary>
public sealed class HeaderTests : IAsyncLifetime
{
    private static readonly string[] Always = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"];
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync() => server = await LedgerServer.StartAsync(null, ("Ledger:TrustedProxies:0", "127.0.0.0/8"));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("GET", "/", 200), InlineData("GET", "/no-such-negotiation", 404), InlineData("POST", "/", 405), InlineData("GET", "/account/sign-in", 200), InlineData("POST", "/account/sign-in", 400), InlineData("GET", "/account/nowhere", 404)]
    [InlineData("GET", "/assets/ledger.css", 200), InlineData("GET", "/assets/no-such-file.css", 404), InlineData("GET", "/assets/client/ledger.js", 200)]
    [InlineData("GET", "/api/negotiations", 200), InlineData("GET", "/api/nowhere", 404), InlineData("POST", "/api/negotiations", 401), InlineData("PUT", "/api/negotiations", 405), InlineData("GET", "/api/events?after=x", 400)]
    [InlineData("OPTIONS", "/api/negotiations", 204), InlineData("GET", "/health/live", 200), InlineData("GET", "/log/checkpoint", 404), InlineData("GET", "/problems/internal", 200), InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("GET", "/schemas/case-file.json", 200), InlineData("GET", "/hubs/ledger", 400), InlineData("GET", "/api/events?access_token=x", 401)]
    public async Task Every_answer_has_them(string method, string address, int status)
    {
        var headers = method == "OPTIONS" ? new[] { ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "GET") } : [];
        var reply = await server.Reader.SendAsync(new HttpMethod(method), address, null, headers);
        Assert.Equal(status, (int)reply.Status);
        Assert.All(Always, name => Assert.NotEqual("", reply.Header(name)));
        var policy = reply.Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("", reply.Header("Server") + reply.Header("X-Powered-By") + reply.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Who_has_come_by_TLS_is_told_to_come_by_TLS_alone()
    {
        (string, string)[] tls = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "ledger.example"), ("X-Forwarded-For", "203.0.113.7")];
        foreach (var address in new[] { "/", "/assets/ledger.css", "/api/negotiations", "/api/nowhere" })
            Assert.StartsWith("max-age=", (await server.Reader.ReadAsync(address, tls)).Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Equal("", (await server.Reader.ReadAsync("/", [.. tls.Where(h => h.Item1 != "X-Forwarded-Host"), ("X-Forwarded-Host", "localhost")])).Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_server_that_cannot_reach_its_database_has_them_too()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var lost = await LedgerServer.StartAsync(null, cluster.Settings);
        await cluster.StopAsync();
        foreach (var address in new[] { "/", "/api/negotiations/x/visibility", "/island-talks" })
        {
            var reply = await lost.Writer.ReadAsync(address);
            Assert.InRange((int)reply.Status, 400, 503);
            Assert.All(Always, name => Assert.NotEqual("", reply.Header(name)));
        }
        await cluster.StartAgainAsync();
    }
}
