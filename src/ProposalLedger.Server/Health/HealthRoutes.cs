using Microsoft.Extensions.Options;
using Npgsql;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Telemetry;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Slices;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Health;

/// <summary>Configuration section <c>Ledger:Health</c>.</summary>
internal sealed class HealthOptions
{
    /// <summary>The views are late, and the node says so, when they lack an event that was recorded longer ago.</summary>
    public TimeSpan LongestLag { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Whether this node lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    /// <summary>The log is looked at four times a second, and a look that gets no answer is given up after three.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(6);

    /// <param name="Status"><c>ready</c>; <c>degraded</c>: serves, but the views are late, one is stopped or holds another release's rows, or the history is not signed that should be; <c>unavailable</c>.</param>
    /// <param name="Database">Answers.</param>
    /// <param name="Follower">Follows the log: has seen within the last seconds how far it is.</param>
    /// <param name="Head">The ledger's last position, as far as this node knows.</param>
    /// <param name="Projected">Every event up to this position is in every view of this release that is not stopped.</param>
    /// <param name="At">When that was learned.</param>
    /// <param name="Late">For how many seconds the oldest event that the views lack has been recorded; 0 where they lack none.</param>
    /// <param name="HoldsLease">This node computes the views.</param>
    /// <param name="Log">How far the history is signed.</param>
    /// <param name="Views">Each view's checkpoint, why it is stopped, and the form of its rows where that is another release's.</param>
    internal sealed record Readiness(
        string Status, bool Database, bool Follower, long Head, long Projected, DateTimeOffset At, double Late, bool HoldsLease, LogHealth Log, IReadOnlyList<ViewStates.State> Views);

    /// <param name="State">What this node has to do with it: <c>signing</c>, <c>standby</c>, <c>elsewhere</c>, <c>unsigned</c>, <c>refused</c>; <c>unknown</c> at the very start.</param>
    /// <param name="SignedUpTo">The last position that a published checkpoint covers, as this node knows it.</param>
    /// <param name="Behind">Events since then, which nothing vouches for yet.</param>
    /// <param name="Why">In words, where something is not as it should be.</param>
    internal sealed record LogHealth(string State, long SignedUpTo, long Behind, string? Why)
    {
        public static LogHealth Of(LogState log, long head) =>
            new(log.Role.ToString().ToLowerInvariant(), log.SignedUpTo, Math.Max(0, head - log.SignedUpTo), log.Why);
    }

    /// <exception cref="StartupException">The section cannot be read.</exception>
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        try
        {
            builder.Services.AddSingleton(Options.Create(builder.Configuration.GetSection("Ledger:Health").Get<HealthOptions>() ?? new()));
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Write a time as 00:00:10.", StartupException.Configuration, e);
        }
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).ForAnybody().ExcludeFromDescription();
        app.MapGet("/health/ready", async (HttpContext http, ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Coverage coverage, NpgsqlDataSource database, IOptions<HealthOptions> options, TimeProvider time, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var readiness = await ReadAsync(views, follower, rebuilding, doors, Caller.Of(http), coverage.Now, database, options.Value, time, ct);
            return Results.Json(readiness, LedgerJson.Options, statusCode: readiness.Status == "unavailable" ? StatusCodes.Status503ServiceUnavailable : null);
        }).ForAnybody().ExcludeFromDescription();
    }

    private static async Task<Readiness> ReadAsync(ViewStore views, Follower follower, Rebuilding rebuilding, Doors doors, Caller caller, LogState log, NpgsqlDataSource database, HealthOptions options, TimeProvider time, CancellationToken ct)
    {
        IReadOnlyList<ViewStates.State>? states = null;
        var late = TimeSpan.Zero;
        try
        {
            if (follower.Progress is { } seen && seen.Projected < seen.Head) late = (await Waits.ReadAsync(database, seen.Projected, ct)).Views;
            states = (await ViewStates.ReadAsync(views, follower, rebuilding, doors, caller, ct)).Views;
        }
        catch (StoreUnavailableException)
        {
            // Said below.
        }
        var progress = follower.Progress;
        var follows = progress.Connected && time.GetUtcNow() - progress.At < LongestSilence;
        // A stopped or outdated view is so on every node: taking them all out of service would take the other views with it. What is not signed is recorded and read all the same.
        var impaired = late > options.LongestLag || states?.Any(view => view.Stopped is not null || view.OtherFormat is not null) == true || log is { Role: LogRole.Refused } or { Role: not LogRole.Unsigned, Why: not null };
        var status = states is null || !follows ? "unavailable" : impaired ? "degraded" : "ready";
        return new Readiness(status, states is not null, follows, progress.Head, progress.Projected, progress.At, Math.Round(late.TotalSeconds, 1), progress.HoldsLease, LogHealth.Of(log, progress.Head), states ?? []);
    }
}
