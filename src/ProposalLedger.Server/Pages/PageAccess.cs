using Microsoft.AspNetCore.Authentication;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Pages;

/// <summary>In front of every page, as <see cref="AccessGate"/> stands in front of every route.</summary>
internal static class PageAccess
{
    public static async Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not null || PageAddress.Read(http.Request.Path) is not var (negotiation, _))
        {
            await next(http);
            return;
        }

        var authenticated = await http.AuthenticateAsync();
        if (authenticated.Failure is not null)
        {
            await http.ChallengeAsync(); // only a program can have sent it
            return;
        }

        if (authenticated.Principal is { } caller) http.User = caller;
        var services = http.RequestServices;
        var doors = services.GetRequiredService<Doors>();
        if (negotiation is null)
        {
            AccessGate.KeepApart(http, isPublic: !Caller.Of(http).HasCredential);
        }
        else if (await doors.MayReadAsync(Caller.Of(http), negotiation, services.GetRequiredService<Follower>().Progress.Head, http.InTime()))
        {
            AccessGate.KeepApart(http, doors.IsPublic(negotiation) && !Caller.Of(http).HasCredential); // a page says who reads it
        }
        else
        {
            AccessGate.KeepApart(http, isPublic: true);
            await PageRoutes.Failure(http, doors.Refusal(negotiation)).ExecuteAsync(http);
            return;
        }

        await next(http);
    }
}
