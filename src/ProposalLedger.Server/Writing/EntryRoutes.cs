using System.Diagnostics;
using System.Globalization;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Telemetry;

namespace ProposalLedger.Server.Writing;

/// <summary>How a route writes: the same for every kind of entry.</summary>
internal static class EntryRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A route that records one entry, whose body is the entry.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="pattern">Below that.</param>
    /// <param name="says">What the reader of the API's description learns.</param>
    /// <param name="replaces">Whether it takes the place of something, and so needs If-Match.</param>
    /// <param name="place">What the address says of the entry; refuses what contradicts it, and parents that are not there.</param>
    public static void MapEntry<T>(
        this IEndpointRouteBuilder routes, string pattern, Description says, bool replaces = false, Func<T, Placing, T>? place = null)
        where T : Entry
    {
        var kind = Enum.GetValues<EntryKind>().Single(k => EventJson.TypeOf(k) == typeof(T));
        routes.MapWrite(pattern, says with { Body = typeof(T) }, (http, body) =>
        {
            var entry = (T)Parse(kind, body.Span);
            var negotiation = (string)http.Request.RouteValues["n"]!;
            return new Wish(negotiation, Precondition.From(http.Request, replaces), register =>
                new Command.Record(place is null ? entry : place(entry, new Placing(http.Request.RouteValues, negotiation, register))));
        }).Requires(AccessRules.RoleToRecord(kind));
    }

    /// <summary>A route that writes; what its body means, and which role it takes, is the caller's to say.</summary>
    public static RouteHandlerBuilder MapWrite(this IEndpointRouteBuilder routes, string pattern, Description says, Func<HttpContext, ReadOnlyMemory<byte>, Wish> read) =>
        routes.MapPost(pattern, async (HttpContext http, Recorder recorder, Follower follower, CancellationToken ct) =>
        {
            var body = await Body.ReadAsync(http.Request, Body.MaxBytes, ct);
            var caller = Caller.Of(http);
            var order = new Order(caller, IdempotencyKey.From(http.Request, caller.Actor, body), Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, () =>
            {
                Body.RequireJson(http.Request);
                return read(http, body);
            });
            var done = await recorder.RecordAsync(order, http.InTime());
            CommandLog.Accepted(http, order.Id, order.Trace, done.Receipt.Stream, done.Receipt.Version, done.Receipt.Position, done.Recorded);
            await AnswerAsync(http, done, follower, wait: null, ct);
        }).Describe(says).Writes();

    /// <exception cref="ProblemException">All that is wrong with it.</exception>
    public static Entry Parse(EntryKind kind, ReadOnlySpan<byte> body) => Of(EntryJson.Parse(kind, body));

    /// <exception cref="ProblemException">All that is wrong with it.</exception>
    public static Entry Of(Parsed parsed) => parsed.Entry ?? throw new ProblemException(parsed.Refusals.ToProblem());

    /// <param name="http">The request.</param>
    /// <param name="done">What it did.</param>
    /// <param name="follower">Says how far the views are.</param>
    /// <param name="wait">What else is to know of it before it is answered.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task AnswerAsync(HttpContext http, Done done, Follower follower, Func<Task>? wait, CancellationToken ct)
    {
        var headers = http.Response.Headers;
        if (http.Request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true))
            headers["Preference-Applied"] = "respond-async";
        else if (await follower.WaitForProjectedAsync(done.Receipt.Position, Patience, ct) && wait is not null)
            await wait();

        var progress = follower.Progress;
        headers.ETag = $"\"{done.Receipt.Version}\"";
        headers.Location = Locations.Of(done);
        headers.Link = Locations.ReceiptOf(done.Receipt.Position);
        headers.CacheControl = "no-store";
        headers["Ledger-Position"] = progress.Projected.ToString(CultureInfo.InvariantCulture);
        headers["Ledger-Head"] = Math.Max(progress.Head, done.Receipt.Position).ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = done.Recorded ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await http.Response.WriteAsJsonAsync(done.Receipt, LedgerJson.Options, ct);
    }
}
