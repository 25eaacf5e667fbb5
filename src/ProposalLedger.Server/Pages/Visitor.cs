using Microsoft.AspNetCore.WebUtilities;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Pages;

/// <summary>Who reads a page, as its head says it.</summary>
/// <param name="Actor">Null: nobody has signed in.</param>
/// <param name="Role">The highest that he has there.</param>
/// <param name="SignIn">Where one signs in to come back to the page; null where one has, or where there is nothing to come back to.</param>
public sealed record Visitor(string? Actor, string Role, string? SignIn)
{
    public static Visitor Nobody { get; } = new(null, "", null);

    public static Visitor Of(HttpContext http, string? negotiation)
    {
        var caller = Caller.Of(http);
        if (!caller.HasCredential) return Nobody with { SignIn = QueryHelpers.AddQueryString(AccountRoutes.SignIn, AccountRoutes.From, Here(http)) };
        return new(caller.Actor, RoleOf(caller, negotiation), null);
    }

    /// <summary>His grants in words: "editor of lake-vell-crossing".</summary>
    public static string Say(Grant grant) => $"{Word(grant.Role)} of {grant.Negotiation ?? "the whole ledger"}";

    // On a page of no negotiation the roles of several have no one name.
    private static string RoleOf(Caller caller, string? negotiation)
    {
        var here = caller.Grants.Where(grant => grant.Negotiation is null || grant.Negotiation == negotiation).ToList();
        if (here.Count > 0) return Word(here.MaxBy(grant => grant.Role)!.Role);
        return negotiation is null && caller.Grants.Count > 0 ? Words.Say.Count(caller.Grants.Count, "role") : "no role here";
    }

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    // Of a form that was sent nothing is to be seen again.
    private static string Here(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments(SessionCookie.Account, StringComparison.OrdinalIgnoreCase) ? http.Request.Path + http.Request.QueryString : "/";
}
