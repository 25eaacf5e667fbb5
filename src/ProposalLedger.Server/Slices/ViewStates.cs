using System.Globalization;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Startup;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Slices;

/// <summary>How far the views are, and building one anew; for the command line and whoever watches over a ledger.</summary>
internal static class ViewStates
{
    /// <param name="Head">The ledger's last position.</param>
    /// <param name="Views">By name.</param>
    internal sealed record States(long Head, IReadOnlyList<State> Views);

    /// <param name="View">Its name.</param>
    /// <param name="Checkpoint">Every event up to this position is in it.</param>
    /// <param name="Generation">Counts its rebuilds.</param>
    /// <param name="Stopped">Why it goes no further, if so.</param>
    /// <param name="OtherFormat">The form of its rows, if that is another release's: nothing new comes in until it is rebuilt.</param>
    /// <param name="Rebuild">The side copy that is being filled, if there is one.</param>
    internal sealed record State(string View, long Checkpoint, int Generation, Halt? Stopped, int? OtherFormat, Progressing? Rebuild);

    /// <param name="Position">The event that it cannot apply.</param>
    /// <param name="Reason">Why.</param>
    internal sealed record Halt(long Position, string Reason);

    /// <param name="Position">Up to which it is filled.</param>
    /// <param name="Failed">Why it goes no further, if so.</param>
    internal sealed record Progressing(long Position, string? Failed);

    // Why an event cannot be applied may tell what is in it.
    private const string Unsaid = "It cannot apply an event that you may not read.";

    public static void MapViewStates(this IEndpointRouteBuilder api)
    {
        api.MapGet("/views", async (HttpContext http, ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, CancellationToken ct) =>
            {
                http.Response.Headers.CacheControl = "no-store";
                return Results.Json(await ReadAsync(views, follower, rebuilding, doors, Caller.Of(http), ct), LedgerJson.Options);
            }).ForReaders().Describe(new Description("List the views", "Their checkpoints, the ledger's head, which are stopped and why, and which hold another release's rows."))
            .Produces<States>().Fails(503);
        api.MapPost("/views/{view}/rebuild", (string view, HttpContext http, Rebuilding rebuilding) =>
            {
                if (!ViewCatalogue.Names.Contains(view)) return (IResult)new Problem("unknown-view", $"There is no view '{view}'.");
                rebuilding.Begin(view);
                http.Response.Headers.Location = "/api/views";
                return Results.Accepted("/api/views");
            }).Requires(Role.Administrator).Describe(new Description("Rebuild a view", "Fills a side copy from the log and swaps it in; the live one serves meanwhile. Progress: GET /api/views."))
            .Produces(StatusCodes.Status202Accepted).Fails(401, 403, 404, 503);
    }

    public static async Task<States> ReadAsync(ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Caller caller, CancellationToken ct)
    {
        var copies = await views.GetStatesAsync(ct);
        await doors.ReadyAsync(caller, copies.Max(copy => copy.StoppedPosition) ?? 0, ct);
        return new States(follower.Progress.Head,
        [
            .. copies.Where(copy => copy.Live && ViewCatalogue.Names.Contains(copy.View)).OrderBy(copy => copy.View, StringComparer.Ordinal).Select(live => new State(
                live.View, live.Checkpoint, live.Generation, Stopped(live, live.StoppedScope is not { } negotiation || doors.MayRead(caller, negotiation)),
                ViewCatalogue.FormatVersions[live.View] == live.FormatVersion ? null : live.FormatVersion,
                RebuildOf(live.View, copies, rebuilding, doors.MayReadAll(caller)))),
        ]);
    }

    // A side copy that nobody fills is left of a rebuild that failed or was cut off; the next one begins anew.
    private static Progressing? RebuildOf(string view, IReadOnlyList<ViewState> copies, Rebuilding rebuilding, bool mayKnow)
    {
        var side = copies.FirstOrDefault(copy => !copy.Live && copy.View == view);
        return rebuilding.IsRunning(view) ? new Progressing(side?.Checkpoint ?? 0, null)
            : side is not null ? new Progressing(side.Checkpoint, rebuilding.FailureOf(view) is { } why ? mayKnow ? why : Unsaid : null) : null;
    }

    private static Halt? Stopped(ViewState view, bool mayKnow) => view.StoppedPosition is { } position
        ? new Halt(position, !mayKnow ? Unsaid : view.StoppedReason ?? position.ToString(CultureInfo.InvariantCulture)) : null;
}
