using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Access;

/// <summary>
/// The one place in front of every route: an address that names a negotiation is not there for who may not read it, whatever stands behind it.
/// Routes that name none make their answers for the caller, and say here where they are for the whole ledger alone.
/// </summary>
internal static class AccessGate
{
    private sealed record WholeLedger;

    /// <summary>A token for some negotiations is not enough.</summary>
    public static T OnlyForTheWholeLedger<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new WholeLedger());

    /// <summary>After authentication and authorization: who writes without a token has been told so, whether or not there is such a negotiation.</summary>
    public static void UseAccess(this WebApplication app) => app.Use(async (http, next) =>
    {
        // A credential that does not hold is not taken for none: its owner would miss what it was for.
        if ((await http.AuthenticateAsync()).Failure is not null)
        {
            await http.ChallengeAsync();
            return;
        }

        var caller = Caller.Of(http);
        if (http.GetEndpoint()?.Metadata.GetMetadata<WholeLedger>() is not null && !AccessRules.MayAdminister(caller, null))
        {
            await new Problem("not-allowed", "This is for tokens of the whole ledger alone.").ExecuteAsync(http);
            return;
        }

        if (http.Request.RouteValues["n"] is not string negotiation)
        {
            KeepApart(http, isPublic: !caller.HasCredential);
        }
        else
        {
            var doors = http.RequestServices.GetRequiredService<Doors>();
            await doors.RequireReadAsync(caller, negotiation, http.InTime());
            KeepApart(http, doors.IsPublic(negotiation));
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) RequireWrite(caller, negotiation);
        }

        await next(http);
    });

    /// <exception cref="ProblemException">403.</exception>
    public static void RequireWrite(Caller caller, string negotiation)
    {
        if (!AccessRules.MayRecord(caller, negotiation)) throw new ProblemException(new Problem("not-allowed", $"This token is for other negotiations than '{negotiation}'."));
    }

    /// <summary>Caches keep what is for everybody apart by caller, and the rest not at all.</summary>
    public static void KeepApart(HttpContext http, bool isPublic) => http.Response.OnStarting(() =>
    {
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        if (!isPublic) http.Response.Headers.CacheControl = "private, no-store";
        return Task.CompletedTask;
    });
}
