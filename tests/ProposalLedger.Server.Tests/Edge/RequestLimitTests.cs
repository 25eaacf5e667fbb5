using System.Net;
using ProposalLedger.Server.Tests.Access;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>Nobody keeps the server busy by himself, and nobody is kept out by others.</summary>
public sealed class RequestLimitTests
{
    private static readonly (string, string)[] Proxied = [("Ledger:TrustedProxies:0", "127.0.0.0/8")];

    [Fact]
    public async Task One_request_too_many_of_an_address_is_refused_with_when_to_come_back_and_others_are_not()
    {
        await using var server = await LedgerServer.StartAsync(null, [.. Proxied, ("Ledger:Limits:RequestsAtOnce", "3"), ("Ledger:Limits:RequestsPerSecond", "1")]);
        Task<Reply> FromAsync(string address, string path) => server.Reader.ReadAsync(path, ("X-Forwarded-For", address));
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => FromAsync("203.0.113.7", "/api/negotiations")));
        Assert.Contains(replies, r => r.Status == HttpStatusCode.OK);
        var refused = replies.First(r => r.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(("too-many-requests", "1"), (refused.Problem, refused.Header("Retry-After")));
        // People get a page; what is read without limit is; and the next address has its own.
        var page = (await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => FromAsync("203.0.113.7", "/")))).First(r => r.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal((HttpStatusCode.TooManyRequests, "text/html", "1"), (page.Status, page.ContentHeaders.ContentType?.MediaType, page.Header("Retry-After")));
        foreach (var free in new[] { "/assets/ledger.css", "/health/ready" }) (await FromAsync("203.0.113.7", free)).Must(HttpStatusCode.OK);
        (await FromAsync("203.0.113.8", "/api/negotiations")).Must(HttpStatusCode.OK);
        for (var tries = 0; (await FromAsync("203.0.113.7", "/api/negotiations")).Status != HttpStatusCode.OK; tries++)
        {
            Assert.True(tries < 100, "It is still refused.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task An_actor_has_one_limit_at_all_of_his_addresses_and_takes_nothing_from_others()
    {
        await using var server = await LedgerServer.StartAsync(null, [.. Proxied, ("Ledger:Limits:ActorAtOnce", "5"), ("Ledger:Limits:ActorPerSecond", "1")]);
        using var other = server.ClientOf((await server.Writer.PostAsync("/api/tokens", """{"name":"other"}""")).Must(HttpStatusCode.Created).Json.GetProperty("token").GetString());
        var replies = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => server.Writer.ReadAsync("/api/negotiations", ("X-Forwarded-For", $"203.0.113.{i}"))));
        var refused = replies.First(r => r.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(("too-many-requests", "1"), (refused.Problem, refused.Header("Retry-After")));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.Writer.PostAsync("/api/negotiations", """{"id":"n","title":"N"}""")).Status);
        (await other.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
        (await server.Reader.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P15_Who_has_tried_too_many_tokens_is_refused_with_each_other_and_shuts_out_nobody_who_shares_his_address()
    {
        await using var server = await LedgerServer.StartAsync(null, [.. Proxied, ("Ledger:Limits:FailuresAtOnce", "3"), ("Ledger:Limits:FailuresPerMinute", "1")]);
        using var guesser = server.ClientOf("ledger_guess");
        (string, string) here = ("X-Forwarded-For", "203.0.113.7"), there = ("X-Forwarded-For", "203.0.113.8");
        var neighbour = new Visitor(server.Reader, here);
        (await neighbour.SignInAsync(LedgerServer.Token)).Must(HttpStatusCode.SeeOther);
        for (var i = 0; i < 3; i++) Assert.Equal("token-required", (await guesser.ReadAsync("/api/negotiations", here)).Must(HttpStatusCode.Unauthorized).Problem);
        foreach (var path in new[] { "/api/negotiations", "/", "/api/events?ticket=0123" })
        {
            var refused = await guesser.ReadAsync(path, here);
            Assert.Equal(("too-many-failures", "60"), (refused.Must(HttpStatusCode.TooManyRequests).Problem, refused.Header("Retry-After")));
        }
        Assert.Equal("too-many-failures", (await guesser.PostAsync("/api/negotiations", "{}", here)).Must(HttpStatusCode.TooManyRequests).Problem);
        Assert.Equal("token-required", (await guesser.ReadAsync("/api/negotiations", there)).Must(HttpStatusCode.Unauthorized).Problem);
        // Whoever else comes from there, from behind one router or an unnamed proxy: a token, a ticket, a session and nothing at all count for what they are.
        (await server.Writer.PostAsync("/api/negotiations", """{"id":"talks","title":"Talks"}""", here)).Must(HttpStatusCode.Created);
        (await server.Writer.ReadAsync("/api/tokens", here)).Must(HttpStatusCode.OK);
        var ticket = (await server.Writer.PostAsync("/api/tickets", "", here)).Must(HttpStatusCode.Created).Json.GetProperty("ticket").GetString();
        (await server.Reader.ReadAsync($"/api/events?ticket={ticket}", here)).Must(HttpStatusCode.OK);
        Assert.Contains("/account/sign-out", (await neighbour.GetAsync("/account")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        (await new Visitor(server.Reader, here).SignInAsync(LedgerServer.Token)).Must(HttpStatusCode.SeeOther);
        (await server.Reader.ReadAsync("/api/negotiations", here)).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P15_A_page_elsewhere_uses_up_no_attempts_of_its_readers()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Limits:FailuresAtOnce", "3"), ("Ledger:Limits:FailuresPerMinute", "1"), ("Ledger:Limits:SignInsAtOnce", "3"), ("Ledger:Limits:SignInsPerMinute", "1"));
        for (var i = 0; i < 5; i++)
        {
            (await server.Reader.ReadAsync("/api/events?ticket=bad", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"))).Must(HttpStatusCode.Unauthorized);
            (await server.Reader.ReadAsync("/api/negotiations?access_token=bad", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"))).Must(HttpStatusCode.Unauthorized);
            (await server.Reader.SendAsync(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent([new("token", "bad")]), ("Origin", "https://elsewhere.example"))).Must(HttpStatusCode.BadRequest);
        }
        var reader = new Visitor(server.Reader);
        (await reader.SignInAsync(LedgerServer.Token)).Must(HttpStatusCode.SeeOther);
        (await reader.GetAsync("/")).Must(HttpStatusCode.OK);
        (await server.Writer.ReadAsync("/api/tokens")).Must(HttpStatusCode.OK);
        // His own mistakes count, and none but these.
        for (var i = 0; i < 3; i++) (await reader.SignInAsync("mistyped")).Must(HttpStatusCode.Unauthorized);
        (await reader.SignInAsync("mistyped")).Must(HttpStatusCode.TooManyRequests);
    }
}
