using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Access;

/// <summary>
/// The one place in front of every route: an address that names a negotiation is not there for who may not read it, whatever stands behind it;
/// and what a route asks of its caller is looked at here. One that says nothing of that serves nobody.
/// </summary>
internal static class AccessGate
{
    /// <summary>After authentication and authorization: who writes without a credential has been told so, whether or not there is such a negotiation.</summary>
    public static void UseAccess(this WebApplication app) => app.Use(async (http, next) =>
    {
        // A credential that does not hold is not taken for none: its owner would miss what it was for.
        if ((await http.AuthenticateAsync()).Failure is not null)
        {
            await http.ChallengeAsync();
            return;
        }

        var caller = Caller.Of(http);
        var negotiation = http.Request.RouteValues["n"] as string;
        if (negotiation is null)
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<SameForEverybody>() is null) KeepApart(http, isPublic: !caller.HasCredential);
        }
        else
        {
            var doors = http.RequestServices.GetRequiredService<Doors>();
            await doors.RequireReadAsync(caller, negotiation, http.InTime());
            KeepApart(http, doors.IsPublic(negotiation));
        }

        // What is no route is routing's own answer to a wrong method, or a page's.
        if (http.GetEndpoint() is RouteEndpoint route)
        {
            if (Requirement.Of(route, http.Request.Method) is not { } requirement)
            {
                app.Logger.LogError("{Route} does not say who may use it", route.DisplayName);
                throw new ProblemException(new Problem("not-allowed", "Nobody may use this address: it does not say who may. This is a defect of the server."));
            }

            Require(caller, requirement, negotiation);
        }

        await next(http);
    });

    /// <exception cref="ProblemException">403.</exception>
    public static void Require(Caller caller, Role role, string? negotiation, string what = "")
    {
        if (!AccessRules.Holds(caller, role, negotiation))
            throw new ProblemException(new Problem("not-allowed", $"{what}This needs the role {role.Word()} {(negotiation is null ? "in the whole ledger" : $"in '{negotiation}'")}, which you do not have there."));
    }

    private static void Require(Caller caller, Requirement requirement, string? negotiation)
    {
        switch (requirement.Kind)
        {
            case RequirementKind.Credential when !caller.HasCredential:
                throw new ProblemException(new Problem("token-required"));
            case RequirementKind.Somewhere when !AccessRules.HoldsSomewhere(caller, requirement.Role):
                throw new ProblemException(new Problem("not-allowed", $"This needs the role {requirement.Role.Word()} in a negotiation or in the whole ledger, which you do not have."));
            case RequirementKind.There:
                Require(caller, requirement.Role, negotiation);
                break;
        }
    }

    /// <summary>Caches keep what is for everybody apart by caller, and the rest not at all.</summary>
    public static void KeepApart(HttpContext http, bool isPublic) => http.Response.OnStarting(() =>
    {
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Cookie);
        if (!isPublic) http.Response.Headers.CacheControl = "private, no-store";
        return Task.CompletedTask;
    });
}
