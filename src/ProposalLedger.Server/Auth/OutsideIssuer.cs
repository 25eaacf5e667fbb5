using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Auth;

/// <summary>Whose JWTs are taken; docs/sessions.md.</summary>
internal sealed class OutsideIssuerOptions
{
    public string? Issuer { get; set; }

    public string? Audience { get; set; }

    /// <summary>Where the issuer publishes its keys.</summary>
    public string? Authority { get; set; }

    /// <summary>Instead of that, a file with them.</summary>
    public string? Keys { get; set; }
}

/// <summary>
/// Somebody else who says who a caller is: one issuer of JWTs, configuration section <c>Ledger:Jwt</c>. It says who, and never what he may do:
/// that is granted in the ledger, to <c>jwt:</c> and his subject.
/// </summary>
internal static class OutsideIssuer
{
    public const string SchemeName = "Jwt";
    private const string Section = "Ledger:Jwt";

    /// <summary>Longer ones are not looked at.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>Clocks differ; a stream ends within the 30 s in which it is asked about, all the same.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>The issuer's keys are read at most this often, whatever is sent.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue.AddDays(-1);

    // With these the key that verifies can be public. With HS256 it could be taken for a secret and sign.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <exception cref="StartupException">The section cannot be meant so.</exception>
    public static void AddOutsideIssuer(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (!configuration.GetSection(Section).Exists()) return;
        var given = configuration.GetSection(Section).Get<OutsideIssuerOptions>() ?? new();
        var (authority, file) = (Said(given.Authority), Said(given.Keys));
        var issuer = Said(given.Issuer) ?? authority ?? throw Wrong("Ledger__Jwt__Issuer is missing: whose tokens are taken?");
        var audience = Said(given.Audience) ?? throw Wrong("Ledger__Jwt__Audience is missing: a token that was made for another program must not open this one.");
        if (authority is null == file is null) throw Wrong("Set one of Ledger__Jwt__Authority, where the issuer publishes its keys, and Ledger__Jwt__Keys, a file with them (JWKS).");
        if (authority is not null && !(Uri.TryCreate(authority, UriKind.Absolute, out var at) && (at.Scheme == "https" || (at.Scheme == "http" && at.IsLoopback)))) throw Wrong("Ledger__Jwt__Authority is an address that begins with https://.");
        var keys = file is null ? null : Read(file);
        authentication.AddJwtBearer(SchemeName, options =>
        {
            options.MapInboundClaims = false;
            options.SaveToken = false;
            options.IncludeErrorDetails = false;
            if (keys is not null)
            {
                options.Configuration = new OpenIdConnectConfiguration { Issuer = issuer };
                foreach (var key in keys) options.Configuration.SigningKeys.Add(key);
            }
            else
            {
                options.Authority = authority;
                options.BackchannelTimeout = TimeSpan.FromSeconds(5);
                options.RefreshInterval = Between; // else a forged signature, which has them read anew, too, hides new keys for five minutes
                options.RequireHttpsMetadata = new Uri(authority!).Scheme == "https";
            }
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = issuer, ValidAudience = audience, ValidAlgorithms = Algorithms, ClockSkew = Skew, RequireExpirationTime = true, RequireSignedTokens = true,
                ValidateIssuerSigningKey = true, TryAllIssuerSigningKeys = false, // the key that it names, or none
                NameClaimType = JwtRegisteredClaimNames.Sub,
            };
            options.Events = new JwtBearerEvents
            {
                OnTokenValidated = validated =>
                {
                    if (validated.SecurityToken is not JsonWebToken jwt || !IsPlain(jwt)) validated.Fail("Its header asks for what is not known here, or its subject is no text.");
                    return Task.CompletedTask;
                },
            };
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = MostBytes });
        });
        // Else a key that the issuer has withdrawn is good for an hour more.
        authentication.Services.PostConfigure<JwtBearerOptions>(SchemeName, options =>
        {
            if (options.ConfigurationManager is BaseConfigurationManager published) published.UseLastKnownGoodConfiguration = false;
        });
    }

    /// <summary>Whether a bearer's secret is a JWT rather than a token of this ledger's own, which has no dots.</summary>
    public static bool Looks(string secret) => secret.StartsWith("ey", StringComparison.Ordinal) && secret.Count(c => c == '.') == 2;

    /// <summary>The subject that a JWT vouches for, as an actor, and until when; null where it does not hold, or names nobody who could be written down.</summary>
    /// <exception cref="ProblemException">503: the issuer's keys are not known, and he does not answer.</exception>
    public static async Task<(string Actor, DateTimeOffset Ends)?> FindAsync(HttpContext http)
    {
        if (await http.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(SchemeName) is null) return null;
        await RequireKeysAsync(http);
        var result = await http.AuthenticateAsync(SchemeName);
        if (result.Principal?.FindFirst(JwtRegisteredClaimNames.Sub)?.Value is not { Length: > 0 } subject || Actors.Check(Actor(subject)) is not null || subject.Trim() != subject) return null;
        // A NumericDate may have a fraction, or be beyond what a date here can be: that one is refused.
        return result.Properties?.ExpiresUtc is { } ends && ends < Never ? (Actor(subject), ends) : null;
    }

    // Without the issuer's keys no JWT holds; that is no fault of who sends one. What was read once is kept, and read anew by itself.
    private static async Task RequireKeysAsync(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(SchemeName).ConfigurationManager!.GetConfigurationAsync(http.InTime());
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(new Problem("issuer-unavailable"));
        }
    }

    // What the library takes and the standards do not: a header that says what must be understood (RFC 7515, 4.1.11), a subject that is a number or a list (RFC 7519, 4.1.2).
    private static bool IsPlain(JsonWebToken jwt)
    {
        try
        {
            var (header, payload) = (Parse(jwt.EncodedHeader), Parse(jwt.EncodedPayload));
            return !header.ContainsKey("crit") && payload["sub"]?.GetValueKind() == JsonValueKind.String;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonObject Parse(string part) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(part), documentOptions: new() { AllowDuplicateProperties = false })!.AsObject();

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Actor(string subject) => "jwt:" + subject;

    private static IList<SecurityKey> Read(string file)
    {
        try
        {
            var keys = new JsonWebKeySet(File.ReadAllText(file)).Keys;
            if (keys.Count == 0 || !keys.All(key => key is { Kty: "RSA" or "EC", HasPrivateKey: false, Kid.Length: > 0 })) throw Wrong($"Ledger__Jwt__Keys: {file} is to hold public RSA and EC keys alone, each with its kid.");
            return [.. keys];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JsonException)
        {
            throw Wrong($"Ledger__Jwt__Keys: {file} cannot be read as a JSON Web Key Set.", e);
        }
    }

    private static StartupException Wrong(string message, Exception? inner = null) => new(message, StartupException.Configuration, inner);
}
