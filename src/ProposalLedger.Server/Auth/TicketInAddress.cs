using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// Takes the ticket out of a request's address before anything sees the request: whatever logs addresses, at whatever level, logs none, and no
/// route meets a parameter that is not its own.
/// </summary>
internal sealed class TicketInAddress(IServiceProvider services) : IHttpContextFactory
{
    private const string Parameter = "ticket";
    private readonly DefaultHttpContextFactory contexts = new(services);

    /// <param name="Value">As it came; more than one is none.</param>
    private sealed record Ticket(string Value);

    /// <summary>The ticket that a request came with.</summary>
    public static string? Of(HttpContext http) => http.Features.Get<Ticket>()?.Value;

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request && request.QueryString.Contains(Parameter, StringComparison.OrdinalIgnoreCase) && TakesOne(request.Path))
        {
            var query = QueryHelpers.ParseQuery(request.QueryString);
            if (query.Remove(Parameter, out var given))
            {
                featureCollection.Set(new Ticket(given is [{ } one] ? one : ""));
                request.QueryString = QueryString.Create(query).Value ?? "";
                request.RawTarget = request.Path + request.QueryString;
            }
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);

    private static bool TakesOne(PathString path) => path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/api/events", StringComparison.OrdinalIgnoreCase);
}
