using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Slices;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Health;

/// <summary>Whether this node lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    /// <param name="Status"><c>ready</c>; <c>degraded</c>: serves, but a view is stopped or holds another release's rows; <c>unavailable</c>.</param>
    /// <param name="Database">Answers.</param>
    /// <param name="Follower">Follows the log.</param>
    /// <param name="Head">The ledger's last position, as far as this node knows.</param>
    /// <param name="Projected">Every event up to this position is in every view of this release that is not stopped.</param>
    /// <param name="At">When that was learned.</param>
    /// <param name="HoldsLease">This node computes the views.</param>
    /// <param name="Views">Each view's checkpoint, why it is stopped, and the form of its rows where that is another release's.</param>
    internal sealed record Readiness(
        string Status, bool Database, bool Follower, long Head, long Projected, DateTimeOffset At, bool HoldsLease, IReadOnlyList<ViewStates.State> Views);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).ExcludeFromDescription();
        app.MapGet("/health/ready", async (HttpContext http, ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var readiness = await ReadAsync(views, follower, rebuilding, doors, Caller.Of(http), ct);
            return Results.Json(readiness, LedgerJson.Options, statusCode: readiness.Status == "unavailable" ? StatusCodes.Status503ServiceUnavailable : null);
        }).ExcludeFromDescription();
    }

    private static async Task<Readiness> ReadAsync(ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Caller caller, CancellationToken ct)
    {
        IReadOnlyList<ViewStates.State>? states = null;
        try
        {
            states = (await ViewStates.ReadAsync(views, follower, rebuilding, doors, caller, ct)).Views;
        }
        catch (StoreUnavailableException)
        {
            // Said below.
        }
        var progress = follower.Progress;
        // A stopped or outdated view is so on every node: taking them all out of service would take the other views with it.
        var status = states is null || !progress.Connected ? "unavailable" : states.Any(view => view.Stopped is not null || view.OtherFormat is not null) ? "degraded" : "ready";
        return new Readiness(status, states is not null, progress.Connected, progress.Head, progress.Projected, progress.At, progress.HoldsLease, states ?? []);
    }
}
