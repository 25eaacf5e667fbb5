using System.Globalization;
using System.Net.Mime;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Reading;

/// <summary>The log itself: one event, and all events after a position, read or followed.</summary>
internal static class EventRoutes
{
    internal const int Most = 10_000;

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
                new("proposal", "Ids of proposals of the negotiation, with commas between them: only events that concern one of them."),
                new("party", "Ids of parties, likewise."),
                new("issue", "Ids of issues, likewise."),
                new("type", $"Types of events, with or without their version, with commas between them: {string.Join(", ", TailFilter.TypeNames)}."),
            ],
        }, LogAsync, tagged: false);
        api.MapRead("/events/{position}", new Description("Read one event", "The event at a ledger position.") { Answers = typeof(RecordedEvent) }, EventAsync);
    }

    private static async Task LogAsync(HttpContext http, CancellationToken ct)
    {
        var isStream = !HttpMethods.IsHead(http.Request.Method) && http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream");
        var query = Query.Of(http.Request, ["after", .. isStream ? Array.Empty<string>() : ["limit"], .. TailFilter.Names]);
        var after = query.TryGetValue("after", out var given) ? Position(given, "after", "bad-parameter") : 0;
        var filter = TailFilter.Of(query.GetValueOrDefault("negotiation"), name => query.GetValueOrDefault(name)?.Split(','));
        if (isStream)
        {
            var last = http.Request.Headers["Last-Event-ID"].ToString();
            var request = last.Length > 0 ? new TailRequest(Position(last, "Last-Event-ID", "bad-header"), filter) { From = "Last-Event-ID" } : new TailRequest(after, filter);
            await EventStream.WriteAsync(http, request, Caller.Of(http), ct);
            return;
        }
        var limit = Query.Number(query, "limit", 1000, 1, Most);
        var (caller, doors) = (Caller.Of(http), http.RequestServices.GetRequiredService<Doors>());
        await http.RequestServices.GetRequiredService<LogTail>().CheckAsync(new TailRequest(after, filter), caller, ct);
        var head = await http.RequestServices.GetRequiredService<LedgerStore>().GetHeadAsync(ct);
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["Ledger-Position"] = http.Response.Headers["Ledger-Head"] = head.ToString(CultureInfo.InvariantCulture);
        await doors.ReadyAsync(caller, head, ct);
        var reader = http.RequestServices.GetRequiredService<FilteredLog>().Open(filter);
        while (after < head && limit > 0)
        {
            var page = await reader.ReadAsync(after, head, ct);
            foreach (var message in page.Events.Where(e => doors.MayRead(caller, e.Scope)))
            {
                if (limit-- == 0) return;
                await http.Response.Body.WriteAsync(message.Json, ct);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), ct);
            }
            after = page.DoneUpTo;
        }
    }

    /// <summary>The code says what a position is; where it is read from, only one that is no number.</summary>
    private static long Position(string text, string name, string unreadable)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) && text[0] != '+')
            return position >= 0 ? position : throw Refused("negative-position", $"{name} is {position}; 0 is before the first event.");
        throw Refused(unreadable, $"{name} is a whole number from 0, a ledger position, not '{text}'.");

        ProblemException Refused(string code, string detail) => new(Problem.At(code, "/" + name, detail));
    }

    private static async Task EventAsync(HttpContext http, CancellationToken ct)
    {
        _ = Query.Of(http.Request, []);
        var (stored, head) = await FindAsync(http, ct);
        RedactedHeader.Set(http, [stored]);
        var body = EventMessage.Of(stored).Json;
        await Conditional.WriteAsync(http, body, MediaTypeNames.Application.Json, Conditional.TagOf(body.Span), stored.Position, head);
    }

    /// <summary>The event that the address names, and the ledger's head.</summary>
    /// <exception cref="ProblemException">404: there is none that the caller may read.</exception>
    public static async Task<(StoredEvent Event, long Head)> FindAsync(HttpContext http, CancellationToken ct)
    {
        var position = Query.Position((string)http.Request.RouteValues["position"]!, "position");
        var store = http.RequestServices.GetRequiredService<LedgerStore>();
        var stored = await store.GetEventAsync(position, ct);
        var head = await store.GetHeadAsync(ct);
        var doors = http.RequestServices.GetRequiredService<Doors>();
        await doors.ReadyAsync(Caller.Of(http), head, ct);
        if (stored is null || !doors.MayRead(Caller.Of(http), stored.Scope))
            throw new ProblemException(new Problem("unknown-event", $"There is no event at position {position} that you may read. Positions are 1 to {head}.") { Head = head });
        return (stored, head);
    }
}
