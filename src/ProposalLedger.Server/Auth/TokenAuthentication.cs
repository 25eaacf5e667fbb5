using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary><c>Authorization: Bearer</c> with a token of the ledger's own. The actor is the token's name, whatever a body says (P10).</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        // Reads are open: a token that came with one is not looked up.
        if (HttpMethods.IsGet(Request.Method) && Context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>() is null)
            return AuthenticateResult.NoResult();
        var token = await tokens.FindAsync(header["Bearer ".Length..].Trim(), Context.InTime());
        if (token is null) return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        if (token.LastUsed is null || token.LastUsed < TimeProvider.GetUtcNow().AddMinutes(-1)) await tokens.TouchAsync(token.Id, Context.InTime());
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, token.Name), new(ClaimTypes.NameIdentifier, token.Id)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        await new Problem("token-required", failure?.Message).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => new Problem("not-allowed").ExecuteAsync(Context);
}
