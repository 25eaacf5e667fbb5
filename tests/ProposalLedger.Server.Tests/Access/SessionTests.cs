using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Sessions of browsers: what they open, what they do not, and how they end.</summary>
public sealed class SessionTests(Stage stage) : IClassFixture<Stage>
{
    private readonly Stage stage = stage;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Own => stage.Server.BaseAddress.GetLeftPart(UriPartial.Authority);

    private async Task<(string Id, string Secret)> TokenAsync(string name, string scope = $"[\"{Stage.Secret}\"]", string? expires = null)
    {
        var issued = (await stage.Everything.PostAsync("/api/tokens", $$"""{"name":"{{name}}","negotiations":{{scope}}{{(expires is null ? "" : $",\"expires\":\"{expires}\"")}}}""")).Must(HttpStatusCode.Created).Json;
        return (issued.GetProperty("id").GetString()!, issued.GetProperty("token").GetString()!);
    }

    private async Task<Visitor> SignedInAsync(string token)
    {
        var visitor = new Visitor(stage.Anybody);
        Assert.Equal("/", (await visitor.SignInAsync(token)).Must(HttpStatusCode.SeeOther).Headers.Location?.ToString());
        return visitor;
    }

    [Fact]
    public async Task P15_Who_signs_in_reads_in_the_browser_what_the_token_opens_and_the_cookie_says_nothing()
    {
        var (_, secret) = await TokenAsync("reader-1");
        var visitor = new Visitor(stage.Anybody);
        (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.NotFound);
        Assert.Equal($"/{Stage.Secret}/audit?after=1", (await visitor.SignInAsync(secret, $"/{Stage.Secret}/audit?after=1")).Must(HttpStatusCode.SeeOther).Headers.Location?.ToString());
        foreach (var path in new[] { "", "/live", "/audit", "/positions" })
        {
            var page = (await visitor.GetAsync($"/{Stage.Secret}{path}")).Must(HttpStatusCode.OK);
            Assert.Contains("reader-1", page.Body, StringComparison.Ordinal);
            Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Contains("Cookie", page.Headers.Vary);
        }
        // A public page says who reads it, so it is for nobody else either.
        Assert.Contains("no-store", (await visitor.GetAsync($"/{Stage.Open}")).Must(HttpStatusCode.OK).Header("Cache-Control"), StringComparison.Ordinal);
        (await visitor.GetAsync($"/api/negotiations/{Stage.Secret}/parties")).Must(HttpStatusCode.OK);
        Assert.Contains("of secret-talks", (await visitor.GetAsync("/account")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);

        var cookie = Assert.Single(visitor.Set, c => c.StartsWith("ledger-session=", StringComparison.Ordinal));
        foreach (var attribute in new[] { "; httponly", "; samesite=lax", "; path=/", "; expires=" }) Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret, cookie, StringComparison.Ordinal);
        await using var admin = new NpgsqlConnection(stage.Server.Database.AdminConnectionString);
        await admin.OpenAsync(Ct);
        await using var kept = new NpgsqlCommand($"select count(*), count(*) filter (where s::text like '%{visitor.Cookies["ledger-session"]}%'), bool_and(expires_at < now() + interval '12 hours 1 second') from pl_sessions s", admin);
        await using var row = await kept.ExecuteReaderAsync(Ct);
        Assert.True(await row.ReadAsync(Ct) && row.GetInt64(0) > 0 && row.GetInt64(1) == 0 && row.GetBoolean(2));
    }

    [Fact]
    public async Task P15_A_session_counts_for_nothing_that_another_site_asks_for()
    {
        var visitor = await SignedInAsync((await TokenAsync("reader-2")).Secret);
        var page = $"/{Stage.Secret}";
        var data = $"/api/negotiations/{Stage.Secret}/parties";
        // A link may lead here from anywhere, and typed addresses come from nowhere.
        foreach (var site in new[] { "cross-site", "same-site", "none" })
            (await visitor.GetAsync(page, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"))).Must(HttpStatusCode.OK);
        (await visitor.GetAsync(data, ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"))).Must(HttpStatusCode.OK);
        foreach (var address in new[] { page, data })
        {
            foreach (var site in new[] { "cross-site", "same-site" })
                foreach (var mode in new[] { "no-cors", "cors", "same-origin" }) (await visitor.GetAsync(address, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).Must(HttpStatusCode.NotFound);
            (await visitor.GetAsync(address, ("Origin", "https://elsewhere.example"))).Must(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task P15_A_session_writes_nothing_at_any_address_not_even_for_a_page_of_our_own()
    {
        var visitor = await SignedInAsync(LedgerServer.Token);
        var head = (await stage.Anybody.ReadAsync("/api/events?limit=1")).Header("Ledger-Head");
        var (asked, all) = (0, stage.Server.Get<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>());
        foreach (var endpoint in all.Where(e => e.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)))
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(m => m is not ("GET" or "HEAD")))
            {
                var address = System.Text.RegularExpressions.Regex.Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{[^}]*\}", Stage.Open, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
                var refused = await visitor.SendAsync(new HttpMethod(method), address, new StringContent("{}", Encoding.UTF8, address == "/api/imports" ? "application/yaml" : "application/json"), ("Origin", Own), ("Sec-Fetch-Site", "same-origin"));
                Assert.Equal("token-required", refused.Must(HttpStatusCode.Unauthorized).Problem);
                Assert.Contains("writes nothing", refused.Body, StringComparison.Ordinal);
                asked++;
            }
        Assert.InRange(asked, 25, 500);
        Assert.Equal(head, (await stage.Anybody.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"));
    }

    [Fact]
    public async Task P15_Nobody_is_signed_in_or_out_by_a_form_of_somebody_elses()
    {
        var (_, secret) = await TokenAsync("reader-3");
        var (mine, others) = (new Visitor(stage.Anybody), await new Visitor(stage.Anybody).FormAsync("/account/sign-in"));
        var own = await mine.FormAsync("/account/sign-in");
        Task<Reply> PostAsync(Dictionary<string, string> form, string action = "/account/sign-in", params (string, string)[] headers) =>
            mine.SendAsync(HttpMethod.Post, action, new FormUrlEncodedContent([.. form.Where(f => f.Key != "token"), new("token", secret)]), headers);
        (await PostAsync([])).Must(HttpStatusCode.BadRequest);
        (await PostAsync(others)).Must(HttpStatusCode.BadRequest);
        (await PostAsync(own, headers: ("Origin", "https://elsewhere.example"))).Must(HttpStatusCode.BadRequest);
        (await PostAsync(own, headers: ("Origin", "null"))).Must(HttpStatusCode.BadRequest);
        (await mine.SendAsync(HttpMethod.Post, "/account/sign-in", new StringContent($$"""{"token":"{{secret}}"}""", Encoding.UTF8, "application/json"))).Must(HttpStatusCode.BadRequest);
        (await mine.SendAsync(HttpMethod.Post, "/account/sign-in", new StringContent("token=" + new string('x', 20_000), Encoding.UTF8, "application/x-www-form-urlencoded"))).Must(HttpStatusCode.RequestEntityTooLarge);
        Assert.DoesNotContain("ledger-session", mine.Cookies.Keys);
        (await PostAsync(own, headers: ("Origin", Own))).Must(HttpStatusCode.SeeOther);

        (await PostAsync([], "/account/sign-out")).Must(HttpStatusCode.BadRequest);
        (await mine.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.OK);
        var cookie = mine.Header;
        (await mine.SendFormAsync("/account", "/account/sign-out")).Must(HttpStatusCode.SeeOther);
        Assert.DoesNotContain("ledger-session", mine.Cookies.Keys);
        // It has ended here as well, not in the browser alone.
        (await stage.Anybody.ReadAsync($"/{Stage.Secret}", ("Cookie", cookie))).Must(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/island-talks/positions?sort=changed", true), InlineData("https://elsewhere.example/", false), InlineData("//elsewhere.example/", false), InlineData("/\\elsewhere.example", false), InlineData("/\t/elsewhere.example", false)]
    [InlineData("javascript:alert(1)", false), InlineData("", false), InlineData("island-talks", false), InlineData("/a\r\nSet-Cookie: x=y", false), InlineData("/a\\b", false), InlineData("/account/sign-out", false), InlineData("/%2F/elsewhere.example", true)]
    public async Task P15_After_signing_in_one_is_led_to_no_other_site(string from, bool isOwn)
    {
        var visitor = new Visitor(stage.Anybody);
        var reply = await visitor.SendFormAsync("/account/sign-in", "/account/sign-in", new() { ["token"] = LedgerServer.Token, ["from"] = from });
        Assert.Equal(isOwn ? from : "/", reply.Must(HttpStatusCode.SeeOther).Headers.Location?.OriginalString);
        Assert.Equal(isOwn ? from : "/", (await new Visitor(stage.Anybody).FormAsync("/account/sign-in?from=" + Uri.EscapeDataString(from)))["from"]);
    }

    [Fact]
    public async Task P15_A_revoked_token_ends_its_sessions_at_once_at_every_node_and_any_node_takes_anothers_form()
    {
        await using var other = await LedgerServer.StartAsync(stage.Server.Database);
        var (id, secret) = await TokenAsync("reader-4");
        var here = new Visitor(stage.Anybody);
        var there = new Visitor(other.Reader);
        var form = await here.FormAsync("/account/sign-in");
        foreach (var (name, value) in here.Cookies) there.Cookies[name] = value;
        (await there.SendAsync(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent([.. form, new("token", secret)]))).Must(HttpStatusCode.SeeOther);
        foreach (var (name, value) in there.Cookies) here.Cookies[name] = value;
        foreach (var visitor in new[] { here, there }) (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.OK);
        (await stage.Everything.SendAsync(HttpMethod.Delete, "/api/tokens/" + id, null)).Must(HttpStatusCode.NoContent);
        foreach (var visitor in new[] { here, there })
        {
            (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.NotFound);
            Assert.DoesNotContain("ledger-session", visitor.Cookies.Keys);
            // What is public is read on, as anybody.
            Assert.DoesNotContain("reader-4", (await visitor.GetAsync($"/{Stage.Open}")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_session_or_a_ticket_of_a_token_is_used_for_is_a_use_of_it()
    {
        var (id, secret) = await TokenAsync("reader-8");
        await using var admin = NpgsqlDataSource.Create(stage.Server.Database.AdminConnectionString);
        async Task<DateTimeOffset?> LastAsync() => (await stage.Everything.ReadAsync("/api/tokens")).Json.GetProperty("items").EnumerateArray().Single(token => token.GetProperty("id").GetString() == id) is var token && token.TryGetProperty("lastUsed", out var last) ? last.GetDateTimeOffset() : null;
        async Task<DateTimeOffset?> AfterAsync(string ago, Func<Task> use)
        {
            await using (var before = admin.CreateCommand($"update pl_tokens set last_used_at = now() - interval '{ago}' where id = '{id}'")) await before.ExecuteNonQueryAsync(Ct);
            await use();
            return await LastAsync();
        }

        var visitor = await SignedInAsync(secret);
        using var client = stage.Server.ClientOf(secret);
        var ticket = (await client.PostAsync("/api/tickets", "")).Must(HttpStatusCode.Created).Json.GetProperty("ticket").GetString();
        var now = DateTimeOffset.UtcNow.AddSeconds(-5);
        Assert.True(await AfterAsync("1 hour", async () => (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.OK)) > now);
        Assert.True(await AfterAsync("1 hour", async () => (await stage.Anybody.ReadAsync($"/api/events?ticket={ticket}")).Must(HttpStatusCode.OK)) > now);
        // At most once a minute.
        Assert.True(await AfterAsync("30 seconds", async () => (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.OK)) < now);
    }

    [Fact]
    public async Task A_session_ends_with_its_token_at_the_latest()
    {
        var ends = DateTimeOffset.UtcNow.AddMinutes(10);
        var visitor = await SignedInAsync((await TokenAsync("reader-5", expires: ends.ToString("O", System.Globalization.CultureInfo.InvariantCulture))).Secret);
        var cookie = visitor.Set.Single(c => c.StartsWith("ledger-session=", StringComparison.Ordinal));
        var expires = DateTimeOffset.Parse(cookie.Split("expires=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(expires, ends.AddSeconds(-2), ends.AddSeconds(1));
    }

    [Fact]
    public async Task Who_signs_in_by_TLS_gets_a_cookie_that_goes_no_other_way()
    {
        await using var behind = await LedgerServer.StartAsync(stage.Server.Database, ("Ledger:TrustedProxies:0", "127.0.0.0/8"));
        var visitor = new Visitor(behind.Reader, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "ledger.example"), ("X-Forwarded-For", "203.0.113.7"));
        (await visitor.SignInAsync(LedgerServer.Token)).Must(HttpStatusCode.SeeOther);
        Assert.Contains("; secure", visitor.Set.Single(c => c.StartsWith("__Host-ledger=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        (await visitor.GetAsync($"/{Stage.Secret}")).Must(HttpStatusCode.OK);
        // The same without TLS, where somebody else could have set it.
        (await behind.Reader.ReadAsync($"/{Stage.Secret}", ("Cookie", visitor.Header))).Must(HttpStatusCode.NotFound);
        (await behind.Reader.ReadAsync($"/{Stage.Secret}", ("Cookie", visitor.Header.Replace("__Host-ledger", "ledger-session", StringComparison.Ordinal)), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"))).Must(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P15_Who_tries_to_sign_in_too_often_is_refused_for_a_while()
    {
        await using var server = await LedgerServer.StartAsync(stage.Server.Database, ("Ledger:Limits:SignInsAtOnce", "3"), ("Ledger:Limits:SignInsPerMinute", "1"));
        var visitor = new Visitor(server.Reader);
        for (var i = 0; i < 3; i++)
            Assert.Contains("unknown, expired or revoked", (await visitor.SignInAsync("ledger_guess")).Must(HttpStatusCode.Unauthorized).Body, StringComparison.Ordinal);
        var refused = (await visitor.SignInAsync("ledger_guess")).Must(HttpStatusCode.TooManyRequests);
        Assert.Equal(("60", "text/html"), (refused.Header("Retry-After"), refused.ContentHeaders.ContentType?.MediaType));
        (await visitor.SignInAsync(LedgerServer.Token)).Must(HttpStatusCode.SeeOther); // who comes from the same place with a token that holds
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_A_session_follows_what_it_may_read_from_our_own_pages_alone_and_no_longer_than_it_lasts()
    {
        await using var server = await LedgerServer.StartAsync(stage.Server.Database, ("Ledger:Following:Recheck", "00:00:00.300"));
        var node = new { Url = server.BaseAddress.GetLeftPart(UriPartial.Authority) };
        var (signedOut, revoked) = (new Visitor(server.Reader), new Visitor(server.Reader));
        var (id, secret) = await TokenAsync("reader-6");
        (await signedOut.SignInAsync((await TokenAsync("reader-7")).Secret)).Must(HttpStatusCode.SeeOther);
        (await revoked.SignInAsync(secret)).Must(HttpStatusCode.SeeOther);
        object OwnOf(Visitor visitor) => new { cookie = visitor.Header, origin = node.Url };
        object of = new { after = 0, negotiation = Stage.Secret };
        await using var callers = Callers.Start(
            new { name = "signed out", node.Url, headers = OwnOf(signedOut), request = of }, new { name = "watch", node.Url, headers = OwnOf(signedOut), method = "Watch", request = new { view = $"{Stage.Secret}/parties" } },
            new { name = "events", node.Url, sse = true, negotiation = Stage.Secret, headers = new { cookie = signedOut.Header } }, new { name = "revoked", node.Url, headers = OwnOf(revoked), request = of },
            new { name = "no origin", node.Url, headers = new { cookie = revoked.Header }, request = of }, new { name = "elsewhere", node.Url, headers = new { cookie = revoked.Header, origin = "https://elsewhere.example" }, request = of },
            new { name = "another site's events", node.Url, sse = true, negotiation = Stage.Secret, headers = new Dictionary<string, string> { ["cookie"] = revoked.Header, ["sec-fetch-site"] = "same-site" } });
        string[] open = ["signed out", "watch", "events", "revoked"], shut = ["no origin", "elsewhere", "another site's events"];
        await callers.UntilAsync(() => open.All(name => callers.Done(name) >= stage.Closed) && shut.All(name => callers.End(name) is not null), Ct);
        Assert.Equal(["unknown-negotiation", "refused", "refused"], shut.Select(callers.End));
        (await signedOut.SendFormAsync("/account", "/account/sign-out")).Must(HttpStatusCode.SeeOther);
        (await stage.Everything.SendAsync(HttpMethod.Delete, "/api/tokens/" + id, null)).Must(HttpStatusCode.NoContent);
        await callers.UntilAsync(() => open.All(name => callers.End(name) is not null), Ct);
        Assert.All(open, name => Assert.Equal("token-ended", callers.End(name)));
    }
}
