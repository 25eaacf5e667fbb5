using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>A server that logs whatever there is to log, through every way in and every way of being refused: none of it is a secret.</summary>
public sealed class SecretsInLogsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_No_secret_is_in_the_log_at_any_level()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-logs-").FullName;
        using var rsa = RSA.Create(2048);
        var jwks = Path.Combine(folder, "keys.json");
        await File.WriteAllTextAsync(jwks, $$"""{"keys":[{"kty":"RSA","kid":"one","n":"{{Base64UrlEncoder.Encode(rsa.ExportParameters(false).Modulus)}}","e":"AQAB"}]}""", Ct);
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct, ("Logging__Console__LogLevel__Default", "Trace"), ("Ledger__Log__Directory", Path.Combine(folder, "log")),
            ("Ledger__Jwt__Issuer", "https://login.example"), ("Ledger__Jwt__Audience", "ledger"), ("Ledger__Jwt__Keys", jwks));
        using var anybody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(node.Url) };
        var head = await FishingTalks.OpenAsync(node, "alpha", Ct);
        await node.PostAsync("/alpha/visibility", new { visibility = "private", reason = "The delegations ask for it." }, Ct);

        var insider = (await StreamTests.TokenAsync(node, "insider", null, "alpha")).Secret;
        string Jwt(string audience) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://login.example", Audience = audience, Claims = new Dictionary<string, object> { ["sub"] = "alice" }, SigningCredentials = new(new RsaSecurityKey(rsa) { KeyId = "one" }, "RS256"),
        });
        var (jwt, wrongJwt, mistyped) = (Jwt("ledger"), Jwt("another"), "ledger_mistyped-but-nearly-right-0123456789");
        Task<Reply> WithAsync(string token, HttpMethod method, string path, HttpContent? content = null) => anybody.SendAsync(method, path, content, ("Authorization", $"Bearer {token}"));

        // Every way in.
        var visitor = new Visitor(anybody);
        var form = await visitor.FormAsync("/account/sign-in");
        (await visitor.SignInAsync(mistyped)).Must(HttpStatusCode.Unauthorized);
        (await visitor.SignInAsync(insider, "/alpha")).Must(HttpStatusCode.SeeOther);
        (await visitor.GetAsync("/alpha")).Must(HttpStatusCode.OK);
        var signOut = await visitor.FormAsync("/account");
        var tickets = new List<string>();
        foreach (var token in new[] { insider, jwt, insider }) tickets.Add((await WithAsync(token, HttpMethod.Post, "/api/tickets")).Must(HttpStatusCode.Created).Json.GetProperty("ticket").GetString()!);
        object of = new { after = 0 };
        await using var callers = Callers.Start(
            new { name = "token", node.Url, token = insider, request = of }, new { name = "jwt", node.Url, token = jwt, request = of }, new { name = "ticket", node.Url, ticket = tickets[0], request = of }, new { name = "events", node.Url, sse = true, ticket = tickets[1] },
            new { name = "session", node.Url, headers = new { cookie = visitor.Header, origin = node.Url }, request = of }, new { name = "mistyped", node.Url, token = mistyped, negotiate = true });
        await callers.UntilAsync(() => new[] { "token", "jwt", "ticket", "events", "session" }.All(name => callers.Done(name) > 0) && callers.End("mistyped") is not null, Ct);
        (await anybody.ReadAsync($"/api/events?ticket={tickets[0]}")).Must(HttpStatusCode.Unauthorized);

        // Every way of being refused, and of failing.
        foreach (var token in new[] { mistyped, wrongJwt, jwt + "x", "Bearer " + insider, insider + " " + insider })
            (await WithAsync(token, HttpMethod.Post, "/api/negotiations", new StringContent("{", System.Text.Encoding.UTF8, "application/json"))).Must(HttpStatusCode.Unauthorized);
        (await WithAsync(insider, HttpMethod.Post, "/api/negotiations/alpha/parties", new StringContent($$"""{"id":"{{insider}}"}""", System.Text.Encoding.UTF8, "application/json"))).Must(HttpStatusCode.BadRequest);
        (await anybody.ReadAsync($"/api/events?access_token={insider}")).Must(HttpStatusCode.Unauthorized);
        (await anybody.SendAsync(HttpMethod.Post, $"/hubs/ledger/negotiate?access_token={jwt}", null)).Must(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { "/api/negotiations", "/api/events/1", "//api/events", "/api%2fevents", "/health/ready", "/assets/live.js", "/log/checkpoint", "/account/sign-in", "/", "/alpha", "/alpha/audit", "/nowhere/at/all" })
        {
            foreach (var query in new[] { $"token={insider}", $"access_token={jwt}", $"limit=1&%74oken={insider}" }) (await anybody.ReadAsync($"{node.Url}{path}?{query}")).Must(HttpStatusCode.Unauthorized);
            await anybody.ReadAsync($"{node.Url}{path}?ticket={tickets[2]}");
        }
        (await visitor.SendAsync(HttpMethod.Post, "/account/sign-out", new FormUrlEncodedContent(form))).Must(HttpStatusCode.BadRequest);
        await using (var admin = new NpgsqlConnection(database.AdminConnectionString))
        {
            await admin.OpenAsync(Ct);
            await using var command = new NpgsqlCommand("revoke select on pl_tokens, pl_sessions from ledger_serving", admin);
            await command.ExecuteNonQueryAsync(Ct);
            foreach (var reply in new[] { await WithAsync(insider, HttpMethod.Post, "/api/negotiations"), await visitor.GetAsync("/alpha"), await WithAsync(mistyped, HttpMethod.Get, "/") }) Assert.InRange((int)reply.Status, 500, 503);
            command.CommandText = "grant select on pl_tokens, pl_sessions to ledger_serving";
            await command.ExecuteNonQueryAsync(Ct);
        }
        (await visitor.SendAsync(HttpMethod.Post, "/account/sign-out", new FormUrlEncodedContent(signOut))).Must(HttpStatusCode.SeeOther);

        // The signing key, as its file has it.
        var files = Directory.EnumerateFiles(Path.Combine(folder, "log")).Where(file => Path.GetFileName(file).Contains("key", StringComparison.OrdinalIgnoreCase)).SelectMany(File.ReadAllLines).Select(line => line.Split('+', 5)[^1]).Where(key => key.Length >= 40).ToList();
        Assert.NotEmpty(files);
        string[] secrets =
        [
            LedgerNode.Token, insider, mistyped, jwt, jwt.Split('.')[2], wrongJwt.Split('.')[2], .. tickets, form["form"], signOut["form"], .. visitor.Set.Select(c => c.Split(';')[0].Split('=', 2)[1]).Where(v => v.Length > 0), .. files,
            .. new[] { database.ConnectionString, database.OwnerConnectionString }.Select(c => new NpgsqlConnectionStringBuilder(c).Password).OfType<string>().Where(p => p.Length > 0),
        ];
        foreach (var logged in new[] { "/account/sign-in", "/hubs/ledger", "Microsoft.AspNetCore.DataProtection", "JwtBearerHandler", "DefaultAntiforgery", "42501", "TokenAuthentication" })
            Assert.Contains(logged, node.Said, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, node.Said, StringComparison.OrdinalIgnoreCase));
        Assert.All(secrets, secret => Assert.DoesNotContain(Uri.EscapeDataString(secret), node.Said, StringComparison.OrdinalIgnoreCase));
        Directory.Delete(folder, recursive: true);
    }
}
