using System.Globalization;
using System.Net.Mime;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Reading;

/// <summary>The log itself: one event, and all events after a position, read or followed.</summary>
internal static class EventRoutes
{
    private const int Most = 10_000;
    private const int PageSize = 200;

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        api.MapRead("/events", new Description("Read or follow the log", "Every event after a position, one JSON object a line. Where text/event-stream is asked for, it goes on with what is new: `id` is the position, and Last-Event-ID resumes.")
        {
            Answers = typeof(RecordedEvent),
            MediaType = "application/x-ndjson",
            OtherMediaTypes = ["text/event-stream"],
            Parameters =
            [
                new("after", "The last position that the reader has; 0 for all."),
                new("limit", "At most so many events, 1 to 10000 (default 1000); where fewer come, that was all. Not for text/event-stream."),
                new("negotiation", "Leaves out the events of all others."),
            ],
        }, LogAsync, tagged: false);
        api.MapRead("/events/{position}", new Description("Read one event", "The event at a ledger position.") { Answers = typeof(RecordedEvent) }, EventAsync);
    }

    private static async Task LogAsync(HttpContext http, CancellationToken ct)
    {
        var query = Query.Of(http.Request, "after", "limit", "negotiation");
        var filter = new TailFilter { Negotiation = query.GetValueOrDefault("negotiation") };
        if (!HttpMethods.IsHead(http.Request.Method) && http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"))
        {
            var last = http.Request.Headers["Last-Event-ID"].ToString();
            await EventStream.WriteAsync(http, last.Length > 0 ? Query.Position(last, "Last-Event-ID") : Query.Number(query, "after", 0, 0, long.MaxValue), filter, ct);
            return;
        }
        var store = http.RequestServices.GetRequiredService<LedgerStore>();
        var after = Query.Number(query, "after", 0, 0, long.MaxValue);
        var limit = Query.Number(query, "limit", 1000, 1, Most);
        await http.RequestServices.GetRequiredService<LogTail>().CheckAsync(new TailRequest(after, filter), ct);
        var head = await store.GetHeadAsync(ct);
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["Ledger-Position"] = http.Response.Headers["Ledger-Head"] = head.ToString(CultureInfo.InvariantCulture);
        while (limit > 0)
        {
            var wanted = (int)Math.Min(limit, PageSize);
            var page = await store.ReadLogAsync(after, wanted, filter.Negotiation, head, ct);
            foreach (var stored in page)
            {
                await http.Response.Body.WriteAsync(EventMessage.Of(stored).Json, ct);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), ct);
            }
            if (page.Count < wanted) return;
            (after, limit) = (page[^1].Position, limit - page.Count);
        }
    }

    private static async Task EventAsync(HttpContext http, CancellationToken ct)
    {
        _ = Query.Of(http.Request, []);
        var position = Query.Position((string)http.Request.RouteValues["position"]!, "position");
        var store = http.RequestServices.GetRequiredService<LedgerStore>();
        var stored = await store.GetEventAsync(position, ct);
        var head = await store.GetHeadAsync(ct);
        if (stored is null) throw new ProblemException(new Problem("unknown-event", $"Positions are 1 to {head}.") { Head = head });
        var body = EventMessage.Of(stored).Json;
        await Conditional.WriteAsync(http, body, MediaTypeNames.Application.Json, Conditional.TagOf(body.Span), position, head);
    }
}
