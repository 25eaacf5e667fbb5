using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Edge;

/// <summary>How many connections an address may hold open at a time, and open in a second, to follow the ledger: hub and server-sent events together.</summary>
internal static class Connections
{
    /// <summary>Whom nothing is counted for; no caller has this address.</summary>
    private static readonly IPAddress Nobody = IPAddress.Any;

    public static void UseConnectionLimit(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<FollowingOptions>>().Value;
        app.UseWhen(http => http.Request.IsToFollow(), streams => streams.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = PartitionedRateLimiter.CreateChained(Openings(options), Open(options)),
            OnRejected = (rejected, _) => new ValueTask(new Problem("too-many-connections",
                $"One address may have {options.ConnectionsPerAddress} connections, and open {options.OpeningsPerSecond} a second, {options.OpeningsAtOnce} at once after a rest.").ExecuteAsync(rejected.HttpContext)),
        }));
    }

    /// <summary>Whether it opens, or belongs to, a stream of the hub's or of server-sent events.</summary>
    public static bool IsToFollow(this HttpRequest request) => IsToHub(request)
        || (request.Path.StartsWithSegments("/api/events", StringComparison.OrdinalIgnoreCase, out var rest) && rest.Value is "" or "/" && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"));

    private static bool IsToHub(HttpRequest request) => request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);

    // A request is counted until it ends: a WebSocket, a stream of events, a poll that waits.
    private static PartitionedRateLimiter<HttpContext> Open(FollowingOptions options) => PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsConnect(http.Request.Method) // a WebSocket over HTTP/2
            ? RateLimitPartition.GetConcurrencyLimiter(RemoteAddress.Of(http), _ => new ConcurrencyLimiterOptions { PermitLimit = options.ConnectionsPerAddress })
            : RateLimitPartition.GetNoLimiter(Nobody));

    // A connection of the hub's that was negotiated has an id, and was counted as it was negotiated.
    private static PartitionedRateLimiter<HttpContext> Openings(FollowingOptions options) => PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
        IsToHub(http.Request) && !StringValues.IsNullOrEmpty(http.Request.Query["id"]) && !http.Request.Path.Value!.TrimEnd('/').EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase)
            ? RateLimitPartition.GetNoLimiter(Nobody)
            : RateLimitPartition.GetTokenBucketLimiter(RemoteAddress.Of(http), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.OpeningsAtOnce,
                TokensPerPeriod = options.OpeningsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
}
