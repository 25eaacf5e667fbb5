using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// Takes the ticket out of a request's address before anything sees the request: whatever logs addresses, at whatever level, logs none, and no
/// route meets a parameter that is not its own. A token that came there all the same goes, too, and is refused.
/// </summary>
internal sealed class TicketInAddress(IServiceProvider services) : IHttpContextFactory
{
    private const string Parameter = "ticket", TokenParameter = "access_token";
    private readonly DefaultHttpContextFactory contexts = new(services);

    /// <param name="Ticket">As it came; more than one is none.</param>
    /// <param name="HasToken">A token was there, as SignalR's clients in browsers send it.</param>
    private sealed record Taken(string? Ticket, bool HasToken);

    /// <summary>The ticket that a request came with.</summary>
    public static string? Of(HttpContext http) => http.Features.Get<Taken>()?.Ticket;

    /// <summary>Whether a request came with a token where others can read it.</summary>
    public static bool HasToken(HttpContext http) => http.Features.Get<Taken>()?.HasToken == true;

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request && TakesOne(request.Path) && request.QueryString.Length > 0)
        {
            var query = QueryHelpers.ParseQuery(request.QueryString);
            var (hasTicket, hasToken) = (query.Remove(Parameter, out var given), query.Remove(TokenParameter));
            if (hasTicket || hasToken)
            {
                featureCollection.Set(new Taken(!hasTicket ? null : given is [{ } one] ? one : "", hasToken));
                request.QueryString = QueryString.Create(query).Value ?? "";
                request.RawTarget = request.Path + request.QueryString;
            }
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);

    private static bool TakesOne(PathString path) => path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/api/events", StringComparison.OrdinalIgnoreCase);
}
