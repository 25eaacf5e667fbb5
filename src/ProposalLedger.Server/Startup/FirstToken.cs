using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Startup;

/// <summary>The first token, an administrator's. Every other is issued with it, or with one that was.</summary>
internal static class FirstToken
{
    private const string Actor = "owner";

    /// <summary>Issues it where no token was ever issued. Null where there are tokens, or the configuration gave the secret.</summary>
    public static async Task<string?> IssueAsync(Tokens tokens, IConfiguration configuration, CancellationToken ct)
    {
        var given = configuration["Ledger:InitialToken"];
        if (!await tokens.NoneAsync(ct)) return null;
        // One id, so that of two nodes that start together one issues it.
        var secret = string.IsNullOrEmpty(given) ? Tokens.NewSecret() : given;
        var issued = await tokens.IssueAsync(new NewToken("first", Actor, [Role.Administrator], Negotiations: null, Expires: null), secret, new Act("ledger", "The first start of this ledger.", Trace: null), ct);
        return issued is not null && string.IsNullOrEmpty(given) ? secret : null;
    }
}
