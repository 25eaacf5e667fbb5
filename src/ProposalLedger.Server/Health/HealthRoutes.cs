using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Slices;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Health;

/// <summary>Whether this node lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    /// <param name="Status"><c>ready</c>; <c>degraded</c>: serves, but a view is stopped or holds another release's rows, or the history is not signed that should be; <c>unavailable</c>.</param>
    /// <param name="Database">Answers.</param>
    /// <param name="Follower">Follows the log.</param>
    /// <param name="Head">The ledger's last position, as far as this node knows.</param>
    /// <param name="Projected">Every event up to this position is in every view of this release that is not stopped.</param>
    /// <param name="At">When that was learned.</param>
    /// <param name="HoldsLease">This node computes the views.</param>
    /// <param name="Log">How far the history is signed.</param>
    /// <param name="Views">Each view's checkpoint, why it is stopped, and the form of its rows where that is another release's.</param>
    internal sealed record Readiness(
        string Status, bool Database, bool Follower, long Head, long Projected, DateTimeOffset At, bool HoldsLease, LogHealth Log, IReadOnlyList<ViewStates.State> Views);

    /// <param name="State">What this node has to do with it: <c>signing</c>, <c>standby</c>, <c>elsewhere</c>, <c>unsigned</c>, <c>refused</c>; <c>unknown</c> at the very start.</param>
    /// <param name="SignedUpTo">The last position that a published checkpoint covers, as this node knows it.</param>
    /// <param name="Behind">Events since then, which nothing vouches for yet.</param>
    /// <param name="Why">In words, where something is not as it should be.</param>
    internal sealed record LogHealth(string State, long SignedUpTo, long Behind, string? Why)
    {
        public static LogHealth Of(LogState log, long head) =>
            new(log.Role.ToString().ToLowerInvariant(), log.SignedUpTo, Math.Max(0, head - log.SignedUpTo), log.Why);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).ForAnybody().ExcludeFromDescription();
        app.MapGet("/health/ready", async (HttpContext http, ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Coverage coverage, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var readiness = await ReadAsync(views, follower, rebuilding, doors, Caller.Of(http), coverage.Now, ct);
            return Results.Json(readiness, LedgerJson.Options, statusCode: readiness.Status == "unavailable" ? StatusCodes.Status503ServiceUnavailable : null);
        }).ForAnybody().ExcludeFromDescription();
    }

    private static async Task<Readiness> ReadAsync(ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Caller caller, LogState log, CancellationToken ct)
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
        // A stopped or outdated view is so on every node: taking them all out of service would take the other views with it. What is not signed is recorded and read all the same.
        var impaired = states?.Any(view => view.Stopped is not null || view.OtherFormat is not null) == true || log is { Role: LogRole.Refused } or { Role: not LogRole.Unsigned, Why: not null };
        var status = states is null || !progress.Connected ? "unavailable" : impaired ? "degraded" : "ready";
        return new Readiness(status, states is not null, progress.Connected, progress.Head, progress.Projected, progress.At, progress.HoldsLease, LogHealth.Of(log, progress.Head), states ?? []);
    }
}
