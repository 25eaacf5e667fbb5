using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Slices;

/// <summary>A way to follow the ledger with a token from where no header can be sent: a browser's WebSocket or EventSource.</summary>
internal static class TicketRoutes
{
    /// <param name="Ticket">For <c>?ticket=</c>, once.</param>
    /// <param name="Expires">When it ends, unused.</param>
    internal sealed record IssuedTicket(string Ticket, DateTimeOffset Expires);

    public static void MapTickets(this IEndpointRouteBuilder api) => api.MapPost("/tickets", async (HttpContext http, Tickets tickets, CancellationToken ct) =>
        {
            var (ticket, expires) = await tickets.IssueAsync(Caller.Of(http), ct);
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(new IssuedTicket(ticket, expires), LedgerJson.Options, statusCode: StatusCodes.Status201Created);
        }).RequiresCredential().Describe(new Description("Issue a ticket",
            "It stands for the token, the ledger's own or an outside issuer's, in the address of one connection, `/hubs/ledger?ticket=` or `/api/events?ticket=`, within 60 seconds and at any node: for browsers, whose WebSockets and EventSources send no header."))
        .Produces<IssuedTicket>(StatusCodes.Status201Created).Fails(401, 503);
}
