using System.Security.Claims;

namespace ProposalLedger.Server.Auth;

/// <summary>Who asks, from the credential alone.</summary>
/// <param name="Token">Null: anybody.</param>
public sealed record Caller(Token? Token)
{
    /// <summary>Who comes without a credential.</summary>
    public static Caller Anybody { get; } = new(Token: null);

    /// <summary>The ledger itself, for what it computes once for several callers: each of these is asked about by himself.</summary>
    public static Caller Ledger { get; } = new(Token: null) { IsLedger = true };

    /// <summary>The credential is for all negotiations, those that are not there yet among them.</summary>
    public bool CoversAll => IsLedger || Token is { Negotiations: null };

    /// <summary>Who asks, for what is written (P10). Only routes that require a token have one.</summary>
    public string Actor => Token?.Name ?? Own ?? throw new InvalidOperationException("This writes and does not require a token.");

    private bool IsLedger { get; init; }

    private string? Own { get; init; }

    /// <summary>The ledger itself, under a name.</summary>
    public static Caller LedgerAs(string actor) => Ledger with { Own = actor };

    public static Caller Of(ClaimsPrincipal? user) => user?.Identity is TokenIdentity identity ? new Caller(identity.Token) : Anybody;

    public static Caller Of(HttpContext http) => Of(http.User);

    /// <summary>The credential is for this one.</summary>
    public bool Covers(string negotiation) => CoversAll || Token?.Negotiations?.Contains(negotiation, StringComparer.Ordinal) == true;
}

/// <summary>An identity that was proved with a token.</summary>
internal sealed class TokenIdentity(Token token) : ClaimsIdentity([new(ClaimTypes.Name, token.Name), new(ClaimTypes.NameIdentifier, token.Id)], TokenAuthentication.SchemeName)
{
    public Token Token { get; } = token;
}
