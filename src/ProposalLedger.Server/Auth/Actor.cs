namespace ProposalLedger.Server.Auth;

internal static class Actor
{
    /// <summary>Who asks, from the token alone. Only routes that require a token have one.</summary>
    public static string Of(HttpContext http) =>
        http.User.Identity?.Name ?? throw new InvalidOperationException("This route writes and does not require a token.");
}
