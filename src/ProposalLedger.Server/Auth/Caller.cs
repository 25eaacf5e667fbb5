using System.Security.Claims;
using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.Auth;

/// <summary>Who asks, and what he was granted: from the credential alone, whichever it was.</summary>
public sealed record Caller
{
    private readonly string? actor;

    private Caller(string? actor, IReadOnlyList<Grant> grants) => (this.actor, Grants) = (actor, grants);

    /// <summary>Who comes without a credential.</summary>
    public static Caller Anybody { get; } = new(actor: null, []);

    /// <summary>The ledger itself, for what it computes once for several callers: each of these is asked about by himself.</summary>
    public static Caller Ledger { get; } = new(actor: null, [new Grant(Role.Administrator)]);

    /// <summary>Roles and where they hold. None of them is read from anything that the caller sent.</summary>
    public IReadOnlyList<Grant> Grants { get; }

    /// <summary>The token of the ledger's own that he came with, by header, ticket or session; null where it was none.</summary>
    public Token? Token { get; private init; }

    /// <summary>The session that the token came by; null where it came in another way.</summary>
    public BrowserSession? Session { get; private init; }

    /// <summary>When an outside issuer's credential ends; null where it is none.</summary>
    public DateTimeOffset? Ends { get; private init; }

    /// <summary>He proved who he is. What he may do, his grants say; there may be none.</summary>
    public bool HasCredential => Token is not null || Ends is not null;

    /// <summary>Who asks, for what is written (P10). Only routes that require a credential have one.</summary>
    public string Actor => actor ?? throw new InvalidOperationException("This writes and does not require a credential.");

    /// <summary>The ledger itself, under a name.</summary>
    public static Caller LedgerAs(string actor) => new(actor, Ledger.Grants);

    /// <summary>Who has a token: its name is the actor.</summary>
    public static Caller Of(Token token, BrowserSession? session = null) => new(token.Name, token.Grants) { Token = token, Session = session };

    /// <summary>Who was vouched for by an outside issuer, as <c>jwt:</c> and the subject.</summary>
    public static Caller Outside(string actor, IReadOnlyList<Grant> grants, DateTimeOffset ends) => new(actor, grants) { Ends = ends };

    public static Caller Of(ClaimsPrincipal? user) => user?.Identity is CallerIdentity identity ? identity.Caller : Anybody;

    public static Caller Of(HttpContext http) => Of(http.User);
}

/// <summary>An identity that was proved, by whichever way; every way of proving one makes its caller, and gives him this.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity([new(ClaimTypes.Name, caller.Actor)], scheme)
{
    public Caller Caller { get; } = caller;
}
