using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary><c>Authorization: Bearer</c> with a token of the ledger's own or of an outside issuer, or a ticket or a browser's session that stands for one. The actor is the token's name, whatever a body says (P10).</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens, GrantedRoles roles, Tickets tickets, Sessions sessions, RequestLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var bearer = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
        var (ticket, cookie) = (TicketInAddress.Of(Context), SessionCookie.Of(Context));
        if (bearer is null && ticket is null && cookie is null) return AuthenticateResult.NoResult();
        try
        {
            var (caller, failure) = bearer is not null ? await OfTokenAsync(bearer) : ticket is not null ? await OfTicketAsync(ticket) : (await OfSessionAsync(cookie!), null);
            // A session that has ended is nobody's attempt; a ticket nobody guesses within its minute, and any page makes its reader's browser come with one.
            if (caller is null && bearer is not null) limits.CountFailure(Context);
            else if (caller is not null && !Request.IsToFollow()) limits.CountActor(caller.Actor); // streams are counted where they are opened
            return caller is not null ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller, SchemeName)), SchemeName))
                : failure is not null ? AuthenticateResult.Fail(failure) : AuthenticateResult.NoResult();
        }
        catch (ProblemException e)
        {
            return AuthenticateResult.Fail(e);
        }
    }

    private async Task<(Caller? Caller, string? Failure)> OfTokenAsync(string secret)
    {
        if (OutsideIssuer.Looks(secret))
            return await OutsideIssuer.FindAsync(Context) is var (actor, ends) ? (await OutsideAsync(actor, ends), null) : (null, "The JWT does not hold here: it has expired, or its issuer, audience, key, signature or subject is not as it should be.");
        var token = await (Reads ? tokens.FindForReadingAsync(secret, Context.InTime()) : tokens.FindAsync(secret, Context.InTime()));
        return token is null ? (null, "The token is unknown, expired or revoked.") : (Caller.Of(token), null);
    }

    private async Task<(Caller? Caller, string? Failure)> OfTicketAsync(string ticket)
    {
        // A connection that is negotiated first comes twice with it: it is used up by what follows.
        var holder = await tickets.FindAsync(ticket, use: !Request.Path.Value!.EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase), Context.InTime());
        return holder is null ? (null, "The ticket is unknown, expired or used. Ask for another with POST /api/tickets.")
            : (holder.Token is { } token ? Caller.Of(token) : await OutsideAsync(holder.Actor!, holder.Ends), null);
    }

    private async Task<Caller> OutsideAsync(string actor, DateTimeOffset ends) =>
        Caller.Outside(actor, await (Reads ? roles.FindForReadingAsync(actor, Context.InTime()) : roles.FindAsync(actor, Context.InTime())), ends);

    // Who reads is known as of a few seconds ago, who writes as of now.
    private bool Reads => HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);

    // A browser sends a session that has ended by itself, and reads on as anybody: the page says that nobody is signed in.
    private async Task<Caller?> OfSessionAsync(string cookie)
    {
        if (await sessions.FindAsync(cookie, Context.InTime()) is var (session, token)) return Caller.Of(token, session);
        SessionCookie.Delete(Context);
        return null;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        await ((failure as ProblemException)?.Problem ?? new Problem("token-required", failure?.Message ?? (SessionCookie.IsOfNoUse(Context) ? "The session of a browser reads, and writes nothing. Send `Authorization: Bearer <token>`." : null))).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => new Problem("not-allowed").ExecuteAsync(Context);
}
