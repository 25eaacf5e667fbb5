using System.Diagnostics;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Telemetry;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Taking the text of an event away, where law demands it.</summary>
internal static class RedactionRoutes
{
    internal sealed record RedactionBody
    {
        public required string Reason { get; init; }
    }

    public static void MapRedaction(this IEndpointRouteBuilder api) => api.MapPost("/events/{position}/redaction", async (HttpContext http, Redactor redactor, Follower follower, RecentEvents events, CancellationToken ct) =>
        {
            var body = await Body.ReadAsync(http.Request, Body.MaxBytes, ct);
            var caller = Caller.Of(http);
            var order = new Order(caller, IdempotencyKey.From(http.Request, caller.Actor, body), Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, Read: null);
            var done = await redactor.RedactAsync(order, async () => (await EventRoutes.FindAsync(http, http.InTime())).Event, () =>
            {
                Body.RequireJson(http.Request);
                var json = JsonBody.Read(body);
                var reason = JsonBody.Reason(json);
                JsonBody.As<RedactionBody>(json);
                return (reason, Precondition.From(http.Request, required: false));
            }, http.InTime());
            CommandLog.Accepted(http, order.Id, order.Trace, done.Receipt.Stream, done.Receipt.Version, done.Receipt.Position, done.Recorded);
            await EntryRoutes.AnswerAsync(http, done, follower, () => events.ReachAsync(done.Receipt.Position, ct), ct);
        }).RequiresSomewhere(Role.Administrator).Describe(new Description("Redact an event",
            "Its text goes for good, in every view, at every position and at every node; ids, references, kinds and dates stay. The redaction is an event itself, and stays with its reason. Of an event that was redacted before the answer is 200, with the first redaction's position.")
        {
            Body = typeof(RedactionBody),
            Example = """{"reason":"Court order 12 O 345/26: the name of a witness."}""",
        }).Writes();
}
