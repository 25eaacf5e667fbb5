using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Edge;

/// <summary>How many connections an address may hold open at a time, to follow the ledger: hub and server-sent events together.</summary>
internal static class Connections
{
    /// <summary>A network of IPv6 that is given to one subscriber: who has it has all of its addresses.</summary>
    private const int SubscriberBytes = 8;

    public static void UseConnectionLimit(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<FollowingOptions>>().Value.ConnectionsPerAddress;
        app.UseWhen(http => http.Request.IsToFollow() && HttpMethods.IsGet(http.Request.Method), streams => streams.UseRateLimiter(new RateLimiterOptions
        {
            // A request is counted until it ends: a WebSocket, a stream of events, a poll that waits.
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
                RateLimitPartition.GetConcurrencyLimiter(OneOf(http.Connection.RemoteIpAddress ?? IPAddress.None), _ => new ConcurrencyLimiterOptions { PermitLimit = limit })),
            OnRejected = (rejected, _) => new ValueTask(new Problem("too-many-connections", $"There are {limit} connections from your address already.").ExecuteAsync(rejected.HttpContext)),
        }));
    }

    /// <summary>Whether it opens, or belongs to, a stream of the hub's or of server-sent events.</summary>
    public static bool IsToFollow(this HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || (request.Path == "/api/events" && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"));

    private static IPAddress OneOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, SubscriberBytes, bytes.Length - SubscriberBytes);
        return new IPAddress(bytes);
    }
}
