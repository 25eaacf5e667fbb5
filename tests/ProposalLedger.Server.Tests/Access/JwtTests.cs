using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>An outside issuer's JWTs: whose hold, on every way in, and for how long.</summary>
public sealed class JwtTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    private const string Issuer = "https://login.example", Audience = "proposal-ledger", Refused = "does not hold here";
    private readonly Stage stage = stage;
    private readonly string file = Path.GetTempFileName();
    private readonly RSA rsa = RSA.Create(2048), stranger = RSA.Create(2048);
    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LedgerServer server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SigningCredentials Good => new(new RsaSecurityKey(rsa) { KeyId = "one" }, "RS256");

    public async ValueTask InitializeAsync()
    {
        string Text(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
        var (r, e) = (rsa.ExportParameters(false), ec.ExportParameters(false));
        await File.WriteAllTextAsync(file, $$"""
            {"keys":[{"kty":"RSA","kid":"one","use":"sig","n":"{{Text(r.Modulus)}}","e":"{{Text(r.Exponent)}}"},{"kty":"EC","kid":"two","use":"sig","crv":"P-256","x":"{{Text(e.Q.X)}}","y":"{{Text(e.Q.Y)}}"}]}
            """, Ct);
        server = await LedgerServer.StartAsync(stage.Server.Database, ("Ledger:Jwt:Issuer", Issuer), ("Ledger:Jwt:Audience", Audience), ("Ledger:Jwt:Keys", file), ("Ledger:Following:Recheck", "00:00:00.300"), ("Ledger:Limits:FailuresAtOnce", "10000"));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(file);
        rsa.Dispose();
        stranger.Dispose();
        ec.Dispose();
    }

    private static string Make(SigningCredentials? with, string? subject = "alice", string issuer = Issuer, string audience = Audience, TimeSpan? ends = null, TimeSpan? begins = null, params (string Name, object Value)[] also)
    {
        var now = DateTime.UtcNow;
        var claims = also.ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);
        if (subject is not null) claims["sub"] = subject;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = audience, Claims = claims, SigningCredentials = with, NotBefore = now + (begins ?? TimeSpan.FromMinutes(-1)), Expires = ends == TimeSpan.MaxValue ? null : now + (ends ?? TimeSpan.FromMinutes(10)),
        });
    }

    private static string Raw(string header, string payload, Func<byte[], byte[]> sign)
    {
        var head = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        return $"{head}.{Base64UrlEncoder.Encode(sign(System.Text.Encoding.ASCII.GetBytes(head)))}";
    }

    private static string Payload => PayloadUntil($"{DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds()}");

    private static string PayloadUntil(string ends) => $$"""{"iss":"{{Issuer}}","aud":"{{Audience}}","sub":"alice","exp":{{ends}}}""";

    private string SignedUntil(string ends) => Raw("""{"alg":"RS256","typ":"JWT","kid":"one"}""", PayloadUntil(ends), bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private byte[] Sign(byte[] bytes) => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private Dictionary<string, string> Bad()
    {
        var good = Make(Good);
        var parts = good.Split('.');
        var publicKey = System.Text.Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
        var other = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("alice", "admin", StringComparison.Ordinal));
        return new(StringComparer.Ordinal)
        {
            ["expired"] = Make(Good, ends: TimeSpan.FromSeconds(-40), begins: TimeSpan.FromMinutes(-10)), ["not yet"] = Make(Good, begins: TimeSpan.FromMinutes(5)), ["for ever"] = Make(Good, ends: TimeSpan.MaxValue),
            ["another issuer's"] = Make(Good, issuer: "https://login.example.evil"), ["for another audience"] = Make(Good, audience: "another-program"), ["of nobody"] = Make(Good, subject: null), ["of an empty subject"] = Make(Good, subject: ""),
            ["of two lines"] = Make(Good, subject: "alice\nadmin"), ["of a subject too long"] = Make(Good, subject: new string('a', 250)), ["with a space"] = Make(Good, subject: "alice "),
            ["unsigned"] = Make(null), ["alg none"] = Raw("""{"alg":"none","typ":"JWT"}""", Payload, _ => []), ["alg None"] = Raw("""{"alg":"None","typ":"JWT","kid":"one"}""", Payload, _ => []),
            ["the public key for a secret"] = Raw("""{"alg":"HS256","typ":"JWT","kid":"one"}""", Payload, bytes => HMACSHA256.HashData(publicKey, bytes)),
            ["the public key's bytes for a secret"] = Raw("""{"alg":"HS256","typ":"JWT","kid":"one"}""", Payload, bytes => HMACSHA256.HashData(rsa.ExportSubjectPublicKeyInfo(), bytes)),
            ["a stranger's"] = Make(new(new RsaSecurityKey(stranger) { KeyId = "one" }, "RS256")), ["of an unknown key"] = Make(new(new RsaSecurityKey(rsa) { KeyId = "three" }, "RS256")), ["of no key"] = Make(new(new RsaSecurityKey(rsa), "RS256")),
            ["with a key of its own"] = Raw($$$"""{"alg":"RS256","typ":"JWT","jwk":{"kty":"RSA","n":"{{{Base64UrlEncoder.Encode(stranger.ExportParameters(false).Modulus)}}}","e":"AQAB"}}""", Payload, bytes => stranger.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["with a demand"] = Raw("""{"alg":"RS256","typ":"JWT","kid":"one","crit":["exp"]}""", Payload, Sign), ["with an empty demand"] = Raw("""{"alg":"RS256","typ":"JWT","kid":"one","crit":[]}""", Payload, Sign),
            ["of a number"] = Raw("""{"alg":"RS256","typ":"JWT","kid":"one"}""", Payload.Replace("\"alice\"", "42", StringComparison.Ordinal), Sign), ["of a list"] = Raw("""{"alg":"RS256","typ":"JWT","kid":"one"}""", Payload.Replace("\"alice\"", "[\"alice\"]", StringComparison.Ordinal), Sign),
            ["of two subjects"] = Raw("""{"alg":"RS256","typ":"JWT","kid":"one"}""", Payload.Replace("\"sub\"", "\"sub\":\"bob\",\"sub\"", StringComparison.Ordinal), Sign),
            ["with another subject"] = $"{parts[0]}.{other}.{parts[2]}", ["with another signature"] = $"{parts[0]}.{parts[1]}.{Make(Good, subject: "bob").Split('.')[2]}", ["without a signature"] = $"{parts[0]}.{parts[1]}.",
            ["the other key's kind"] = Make(new(new RsaSecurityKey(rsa) { KeyId = "two" }, "RS256")), ["no JSON"] = "eyJ.eyJ.eyJ", ["until after the year 9999"] = SignedUntil("253402300800"), ["until much later"] = SignedUntil("1e300"), ["until no number"] = SignedUntil("\"soon\""), ["until before time"] = SignedUntil("-1e300"), ["until a moment ago"] = SignedUntil("1764165600.5"),
            ["too long"] = Make(Good, also: ("pad", new string('x', 20_000))),
        };
    }

    [Fact]
    public async Task P15_A_JWT_of_the_configured_issuer_says_who_one_is_and_not_what_one_may_do()
    {
        foreach (var with in new[] { Good, new(new RsaSecurityKey(rsa) { KeyId = "one" }, "PS256"), new(new ECDsaSecurityKey(ec) { KeyId = "two" }, "ES256") })
        {
            using var alice = server.ClientOf(Make(with, also: [("role", "administrator"), ("roles", new[] { "administrator" }), ("scope", "administrator"), ("name", "owner")]));
            (await alice.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
            (await alice.ReadAsync($"/api/negotiations/{Stage.Secret}")).Must(HttpStatusCode.NotFound);
            (await alice.ReadAsync("/api/tokens")).Must(HttpStatusCode.Forbidden);
            (await alice.PostAsync("/api/negotiations", """{"id":"by-alice","title":"By Alice"}""")).Must(HttpStatusCode.Forbidden);
            Assert.Contains("jwt:alice", (await alice.ReadAsync($"/{Stage.Open}")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task P10_Who_was_granted_a_role_in_the_ledger_does_what_it_allows_there_under_his_subject()
    {
        using var carol = server.ClientOf(Make(Good, subject: "carol"));
        const string issue = """{"id":"carols-issue","title":"What Carol asks"}""";
        (await carol.PostAsync($"/api/negotiations/{Stage.Open}/issues", issue)).Must(HttpStatusCode.Forbidden);
        (await stage.Everything.PostAsync("/api/roles", $$"""{"actor":"jwt:carol","role":"recorder","negotiation":"{{Stage.Open}}","reason":"She takes the minutes."}""")).Must(HttpStatusCode.Created);
        var recorded = (await carol.PostAsync($"/api/negotiations/{Stage.Open}/issues", issue)).Must(HttpStatusCode.Created);
        Assert.Equal("jwt:carol", (await stage.Anybody.ReadAsync($"/api/events/{recorded.Position}")).Must(HttpStatusCode.OK).Json.GetProperty("actor").GetString());
        (await carol.ReadAsync($"/api/negotiations/{Stage.Secret}")).Must(HttpStatusCode.NotFound);
        (await carol.PostAsync($"/api/negotiations/{Stage.Secret}/issues", issue)).Must(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P15_A_JWT_may_end_within_a_second_and_so_do_its_tickets()
    {
        using var alice = server.ClientOf(SignedUntil($"{DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeSeconds()}.5"));
        var ticket = (await alice.PostAsync("/api/tickets", "")).Must(HttpStatusCode.Created).Json;
        Assert.InRange(ticket.GetProperty("expires").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(31));
        (await server.Reader.ReadAsync($"/api/events?ticket={ticket.GetProperty("ticket").GetString()}")).Must(HttpStatusCode.OK);
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_A_role_that_is_revoked_ends_the_streams_that_it_opened_and_allows_nothing_more()
    {
        using var owner = server.ClientOf(LedgerServer.Token);
        var jwt = Make(Good, subject: "dora");
        using var dora = server.ClientOf(jwt);
        var granted = (await owner.PostAsync("/api/roles", $$"""{"actor":"jwt:dora","role":"recorder","negotiation":"{{Stage.Secret}}","reason":"She takes the minutes."}""")).Must(HttpStatusCode.Created).Json.GetProperty("id").GetString();
        (await dora.ReadAsync($"/api/negotiations/{Stage.Secret}")).Must(HttpStatusCode.OK);
        var url = server.BaseAddress.GetLeftPart(UriPartial.Authority);
        object of = new { after = 0, negotiation = Stage.Secret };
        await using var callers = Callers.Start(new { name = "tail", url, token = jwt, request = of }, new { name = "watch", url, token = jwt, method = "Watch", request = new { view = $"{Stage.Secret}/parties" } },
            new { name = "events", url, sse = true, negotiation = Stage.Secret, token = jwt }, new { name = "another's", url, token = LedgerServer.Token, request = of });
        string[] hers = ["tail", "watch", "events"];
        await callers.UntilAsync(() => hers.Append("another's").All(name => callers.Done(name) >= stage.Closed), Ct);
        Assert.All(hers, name => Assert.Null(callers.End(name)));
        (await owner.SendAsync(HttpMethod.Delete, $"/api/roles/{granted}?reason=She%20left.", null)).Must(HttpStatusCode.NoContent);
        (await dora.PostAsync($"/api/negotiations/{Stage.Secret}/issues", """{"id":"doras-issue","title":"What Dora asks"}""")).Must(HttpStatusCode.NotFound);
        (await dora.ReadAsync($"/api/negotiations/{Stage.Secret}")).Must(HttpStatusCode.NotFound);
        await callers.UntilAsync(() => hers.All(name => callers.End(name) is not null), Ct);
        Assert.All(hers, name => Assert.Equal("token-ended", callers.End(name)));
        Assert.Null(callers.End("another's"));
    }

    [Fact]
    public async Task P15_What_is_not_signed_by_the_issuer_for_this_ledger_and_now_holds_on_no_way_in()
    {
        var bad = Bad();
        foreach (var (what, token) in bad)
        {
            using var caller = server.ClientOf(token);
            foreach (var reply in new[]
            {
                await caller.ReadAsync("/api/negotiations"), await caller.ReadAsync($"/{Stage.Open}"), await caller.PostAsync("/api/negotiations", "{}"), await caller.PostAsync("/api/tickets", ""),
                await caller.ReadAsync("/api/events", ("Accept", "text/event-stream")), await caller.PostAsync("/hubs/ledger/negotiate?negotiateVersion=1", ""),
            })
            {
                Assert.True(reply.Status == HttpStatusCode.Unauthorized, $"{what}: {(int)reply.Status} {reply.Body}");
                Assert.Contains(Refused, reply.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("IDX", reply.Body, StringComparison.Ordinal);
            }
        }
        var url = server.BaseAddress.GetLeftPart(UriPartial.Authority);
        await using var callers = Callers.Start([.. bad.Where(b => b.Value.Length < 10_000).Select(b => (object)new { name = b.Key, url, token = b.Value })]);
        await callers.UntilAsync(() => bad.Where(b => b.Value.Length < 10_000).All(b => callers.End(b.Key) is not null), Ct);
        Assert.All(bad.Where(b => b.Value.Length < 10_000), b => Assert.Equal("refused", callers.End(b.Key)));
    }

    [Fact]
    public async Task P15_Without_an_issuer_no_JWT_holds_and_no_token_is_named_like_a_subject()
    {
        using var alice = stage.Server.ClientOf(Make(Good));
        Assert.Contains(Refused, (await alice.ReadAsync("/api/negotiations")).Must(HttpStatusCode.Unauthorized).Body, StringComparison.Ordinal);
        foreach (var name in new[] { "jwt:alice", "JWT:alice", "ｊｗｔ：alice" })
            Assert.Equal("name-taken", (await stage.Everything.PostAsync("/api/tokens", $$"""{"name":"{{name}}"}""")).Must(HttpStatusCode.Conflict).Problem);
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_Streams_of_a_JWT_end_with_it_those_by_ticket_too_and_tokens_do_not()
    {
        var url = server.BaseAddress.GetLeftPart(UriPartial.Authority);
        var (brief, lasting) = (Make(Good, ends: TimeSpan.FromSeconds(6)), Make(Good, subject: "bob"));
        async Task<string> TicketAsync(string token)
        {
            using var client = server.ClientOf(token);
            return (await client.PostAsync("/api/tickets", "")).Must(HttpStatusCode.Created).Json.GetProperty("ticket").GetString()!;
        }
        var ticket = await TicketAsync(brief);
        object of = new { after = 0, negotiation = Stage.Open };
        await using var callers = Callers.Start(
            new { name = "tail", url, token = brief, request = of }, new { name = "watch", url, token = brief, method = "Watch", request = new { view = $"{Stage.Open}/parties" } }, new { name = "events", url, sse = true, token = brief },
            new { name = "by ticket", url, ticket, request = of }, new { name = "used", url, ticket = await TicketAsync(lasting), request = of }, new { name = "lasting", url, token = lasting, request = of }, new { name = "a token's", url, token = LedgerServer.Token });
        string[] ending = ["tail", "watch", "events", "by ticket"], staying = ["used", "lasting", "a token's"];
        await callers.UntilAsync(() => ending.Concat(staying).All(name => callers.Done(name) > 0), Ct);
        Assert.Equal("refused", await EndOfAsync(new { name = "again", url, ticket, request = of }));
        await callers.UntilAsync(() => ending.All(name => callers.End(name) is not null), Ct);
        Assert.All(ending, name => Assert.Equal("token-ended", callers.End(name)));
        Assert.All(staying, name => Assert.Null(callers.End(name)));
    }

    private static async Task<string?> EndOfAsync(object stream)
    {
        await using var one = Callers.Start(stream);
        await one.UntilAsync(() => one.End("again") is not null, Ct);
        return one.End("again");
    }
}
