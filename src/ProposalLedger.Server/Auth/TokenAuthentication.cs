using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary><c>Authorization: Bearer</c> with a token of the ledger's own, or a ticket that stands for one. The actor is the token's name, whatever a body says (P10).</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens, Tickets tickets, RequestLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!TicketInAddress.HasToken(Context) && TicketInAddress.Of(Context) is null && !HasToken) return AuthenticateResult.NoResult();
        try
        {
            limits.RequireFewFailures(Context);
            var result = await AuthenticateOneAsync();
            if (result.Failure is not null) limits.CountFailure(Context);
            else if (!Request.IsToFollow()) limits.CountActor(result.Principal!.Identity!.Name!); // streams are counted where they are opened
            return result;
        }
        catch (ProblemException e)
        {
            return AuthenticateResult.Fail(e);
        }
    }

    private bool HasToken => Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private async Task<AuthenticateResult> AuthenticateOneAsync()
    {
        if (TicketInAddress.HasToken(Context)) return AuthenticateResult.Fail("A token does not belong in an address, where others can read it: send it in the header Authorization, or ask for a ticket with POST /api/tickets.");
        var header = Request.Headers.Authorization.ToString();
        Token? token;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            var secret = header["Bearer ".Length..].Trim();
            var reads = HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);
            token = await (reads ? tokens.FindForReadingAsync(secret, Context.InTime()) : tokens.FindAsync(secret, Context.InTime()));
            if (token is null) return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        }
        else if (TicketInAddress.Of(Context) is { } ticket)
        {
            // A connection that is negotiated first comes twice with it: it is used up by what follows.
            token = await tickets.FindAsync(ticket, use: !Request.Path.Value!.EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase), Context.InTime());
            if (token is null) return AuthenticateResult.Fail("The ticket is unknown, expired or used. Ask for another with POST /api/tickets.");
        }
        else
        {
            return AuthenticateResult.NoResult();
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(Caller.Of(token), SchemeName)), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        await ((failure as ProblemException)?.Problem ?? new Problem("token-required", failure?.Message)).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => new Problem("not-allowed").ExecuteAsync(Context);
}
