using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// Takes tickets and tokens out of a request's address before anything sees the request, wherever it leads: whatever logs addresses, at whatever level,
/// logs none, no page repeats one, and no route meets a parameter that is not its own. A ticket counts where a stream is opened, a token nowhere.
/// </summary>
internal sealed class TicketInAddress(IServiceProvider services) : IHttpContextFactory
{
    private const string Parameter = "ticket";
    private readonly DefaultHttpContextFactory contexts = new(services);

    /// <param name="Ticket">As it came, where one counts; more than one is none.</param>
    /// <param name="HasToken">A token was there: as SignalR's clients in browsers send it, or by another name that people give it.</param>
    private sealed record Taken(string? Ticket, bool HasToken);

    /// <summary>The ticket that a request came with.</summary>
    public static string? Of(HttpContext http) => http.Features.Get<Taken>()?.Ticket;

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { QueryString.Length: > 0 } request)
        {
            var query = QueryHelpers.ParseQuery(request.QueryString);
            var hasTicket = query.Remove(Parameter, out var given);
            var hasToken = query.Remove("access_token") | query.Remove("token");
            if (hasTicket || hasToken)
            {
                featureCollection.Set(new Taken(!hasTicket || !OpensStream(request) ? null : given is [{ } one] ? one : "", hasToken));
                request.QueryString = QueryString.Create(query).Value ?? "";
                request.RawTarget = request.RawTarget.Split('?')[0] + request.QueryString;
            }
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);

    // What a browser opens without headers of its own, and nothing beside it: elsewhere a ticket is nobody's credential.
    private static bool OpensStream(IHttpRequestFeature request) => request.Path.ToUpperInvariant() switch
    {
        "/API/EVENTS" => HttpMethods.IsGet(request.Method),
        "/HUBS/LEDGER" => HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method), // a WebSocket over HTTP/2
        "/HUBS/LEDGER/NEGOTIATE" => HttpMethods.IsPost(request.Method),
        _ => false,
    };

    /// <summary>Refuses whatever came with a token where others can read it: also where anybody is served, so that its owner learns of it.</summary>
    public static void Refuse(WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.Features.Get<Taken>() is not { HasToken: true }) await next(http);
        else await AtTheDoor.RefuseAsync(http, new Problem("token-required", "A token does not belong in an address, where others can read it: send it in the header Authorization, or ask for a ticket with POST /api/tickets."));
    });
}
