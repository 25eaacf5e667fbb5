using System.Security.Claims;

namespace ProposalLedger.Server.Auth;

/// <summary>Who asks, from the credential alone.</summary>
/// <param name="Token">Null: anybody.</param>
public sealed record Caller(Token? Token)
{
    /// <summary>Who comes without a credential.</summary>
    public static Caller Anybody { get; } = new(Token: null);

    /// <summary>The credential is for all negotiations, those that are not there yet among them.</summary>
    public bool CoversAll => Token is { Negotiations: null };

    public static Caller Of(ClaimsPrincipal? user) => user?.Identity is TokenIdentity identity ? new Caller(identity.Token) : Anybody;

    public static Caller Of(HttpContext http) => Of(http.User);

    /// <summary>The credential is for this one.</summary>
    public bool Covers(string negotiation) => Token is { } token && (token.Negotiations?.Contains(negotiation, StringComparer.Ordinal) ?? true);
}

/// <summary>An identity that was proved with a token.</summary>
internal sealed class TokenIdentity(Token token) : ClaimsIdentity([new(ClaimTypes.Name, token.Name), new(ClaimTypes.NameIdentifier, token.Id)], TokenAuthentication.SchemeName)
{
    public Token Token { get; } = token;
}
