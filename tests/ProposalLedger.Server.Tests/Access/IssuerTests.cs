using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>An issuer whose keys are read from where he publishes them: when he is away, when he comes, and when his keys change.</summary>
public sealed class IssuerTests
{
    private const string Audience = "proposal-ledger";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P15_An_issuer_who_is_away_is_nobodys_failure_and_once_he_is_there_his_keys_hold_as_he_publishes_them()
    {
        using RSA first = RSA.Create(2048), second = RSA.Create(2048);
        var issuer = $"http://127.0.0.1:{LedgerNode.FreePort()}";
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Jwt:Authority", issuer), ("Ledger:Jwt:Audience", Audience), ("Ledger:Limits:FailuresAtOnce", "1"), ("Ledger:Limits:FailuresPerMinute", "60"));
        using var alice = server.ClientOf(Make(issuer, first, "first"));
        for (var i = 0; i < 3; i++)
        {
            var away = (await alice.ReadAsync("/api/negotiations")).Must(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(("issuer-unavailable", "1"), (away.Problem, away.Header("Retry-After")));
        }

        (await server.Writer.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK); // tokens of the ledger's own do not depend on him
        var published = Keys(("first", first));
        await using (await PublishAsync(issuer, () => published))
        {
            (await alice.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
            using var stranger = server.ClientOf(Make(issuer, second, "first"));
            (await stranger.ReadAsync("/api/negotiations")).Must(HttpStatusCode.Unauthorized);

            published = Keys(("second", second));
            using var bob = server.ClientOf(Make(issuer, second, "second"));
            // The stranger's forgery may have had the keys read just now: then they are read again after ten seconds.
            var clock = Stopwatch.StartNew();
            while ((await bob.ReadAsync("/api/negotiations")).Status != HttpStatusCode.OK)
            {
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The new key is not known.");
                await Task.Delay(50, Ct);
            }

            Assert.NotEqual(HttpStatusCode.OK, (await alice.ReadAsync("/api/negotiations")).Status); // the key that was withdrawn
        }

        // What is known of him is kept while he is away.
        using var carol = server.ClientOf(Make(issuer, second, "second"));
        (await carol.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
    }

    private static async Task<WebApplication> PublishAsync(string issuer, Func<string> keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(issuer);
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{issuer}}","jwks_uri":"{{issuer}}/keys"}""", "application/json"));
        app.MapGet("/keys", () => Results.Text(keys(), "application/json"));
        await app.StartAsync(Ct);
        return app;
    }

    private static string Keys(params (string Id, RSA Key)[] keys) => $$"""
        {"keys":[{{string.Join(',', keys.Select(key => key.Key.ExportParameters(false) is var p ? $$"""{"kty":"RSA","use":"sig","kid":"{{key.Id}}","n":"{{Base64UrlEncoder.Encode(p.Modulus)}}","e":"{{Base64UrlEncoder.Encode(p.Exponent)}}"}""" : ""))}}]}
        """;

    private static string Make(string issuer, RSA key, string id) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer, Audience = Audience, Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "alice" }, Expires = DateTime.UtcNow.AddMinutes(10),
        SigningCredentials = new(new RsaSecurityKey(key) { KeyId = id, CryptoProviderFactory = new() { CacheSignatureProviders = false } }, "RS256"),
    });
}
