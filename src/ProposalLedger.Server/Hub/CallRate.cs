using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// How often one connection may call. SignalR reads no further while as many calls as it allows at a time run, so calls that wait fill no memory;
/// this keeps one who repeats wrong calls from keeping the database busy.
/// </summary>
internal static class CallRate
{
    /// <summary>Counts a call.</summary>
    /// <exception cref="ProblemException">There were too many lately.</exception>
    public static void Count(HubCallerContext connection, FollowingOptions options)
    {
        using var permitted = Of(connection, options).AttemptAcquire();
        if (!permitted.IsAcquired)
            throw new ProblemException(new Problem("too-many-calls", $"A connection may call {options.CallsPerSecond} times a second, {options.CallsAtOnce} times at once after a rest. Wait a second."));
    }

    private static TokenBucketRateLimiter Of(HubCallerContext connection, FollowingOptions options)
    {
        lock (connection.Items)
        {
            if (!connection.Items.TryGetValue(typeof(CallRate), out var there))
            {
                // Fills itself as it is asked, so there is no timer to stop when the connection goes.
                connection.Items.Add(typeof(CallRate), there = new TokenBucketRateLimiter(new()
                {
                    TokenLimit = options.CallsAtOnce, TokensPerPeriod = options.CallsPerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = false, QueueLimit = 0,
                }));
            }

            var bucket = (TokenBucketRateLimiter)there!;
            bucket.TryReplenish();
            return bucket;
        }
    }
}
