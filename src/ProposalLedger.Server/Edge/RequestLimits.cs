using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Edge;

/// <summary>How often an address and an actor may ask, and how often an address may come with what does not hold. One of each for the process.</summary>
public sealed class RequestLimits(IOptions<RequestLimitOptions> options) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Shortest = TimeSpan.FromMilliseconds(100);
    private readonly PartitionedRateLimiter<string> actors = Buckets<string>(options.Value.ActorAtOnce, options.Value.ActorPerSecond, Second);
    private readonly PartitionedRateLimiter<IPAddress> failures = Buckets<IPAddress>(options.Value.FailuresAtOnce, options.Value.FailuresPerMinute, Second * 60);
    private readonly PartitionedRateLimiter<IPAddress> signIns = Buckets<IPAddress>(options.Value.SignInsAtOnce, options.Value.SignInsPerMinute, Second * 60);

    /// <summary>Counts a request of an actor's.</summary>
    /// <exception cref="ProblemException">There were too many lately.</exception>
    public void CountActor(string actor)
    {
        if (IsTooMuch(actors, actor))
            throw Refused("too-many-requests", 1, $"One actor may ask {options.Value.ActorPerSecond} times a second, {options.Value.ActorAtOnce} times at once after a rest.");
    }

    /// <summary>Counts a credential that did not hold. One that holds is never refused for others that came from the same address: of 256 random bits none is guessed, and who shares an address must not shut the others out.</summary>
    /// <exception cref="ProblemException">There were too many lately.</exception>
    public void CountFailure(HttpContext http)
    {
        if (IsTooMuch(failures, RemoteAddress.Of(http))) throw Refused("too-many-failures", 60, null);
    }

    /// <summary>Counts an attempt to sign in that failed.</summary>
    /// <exception cref="ProblemException">There were too many lately.</exception>
    public void CountFailedSignIn(HttpContext http)
    {
        if (IsTooMuch(signIns, RemoteAddress.Of(http)))
            throw Refused("too-many-failures", 60, $"One address may fail to sign in {options.Value.SignInsPerMinute} times a minute. Come with a token that holds, or wait a minute.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        actors.Dispose();
        failures.Dispose();
        signIns.Dispose();
    }

    internal static PartitionedRateLimiter<T> Buckets<T>(int atOnce, int perPeriod, TimeSpan period) where T : notnull => PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(atOnce, perPeriod, period)));

    // One by one where that is not too often: who waits gets on before the whole period is over.
    internal static TokenBucketRateLimiterOptions Bucket(int atOnce, int perPeriod, TimeSpan period) => period / perPeriod is var each && each >= Shortest
        ? new() { TokenLimit = atOnce, TokensPerPeriod = 1, ReplenishmentPeriod = each }
        : new() { TokenLimit = atOnce, TokensPerPeriod = perPeriod, ReplenishmentPeriod = period };

    private static bool IsTooMuch<T>(PartitionedRateLimiter<T> limiter, T key)
    {
        using var permitted = limiter.AttemptAcquire(key);
        return !permitted.IsAcquired;
    }

    private static ProblemException Refused(string code, int seconds, string? detail) => new(new Problem(code, detail) { RetryAfter = seconds });
}

/// <summary>Sets them up.</summary>
internal static class RequestLimiting
{
    private const string Section = "Ledger:Limits";
    private static readonly IPAddress Nobody = IPAddress.Any;

    /// <exception cref="StartupException">A limit is no number.</exception>
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        RequestLimitOptions read;
        try
        {
            read = builder.Configuration.GetSection(Section).Get<RequestLimitOptions>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Write a number.", StartupException.Configuration, e);
        }

        foreach (var property in typeof(RequestLimitOptions).GetProperties())
            if (property.GetValue(read) is not (>= 1 and <= 1_000_000)) throw new StartupException($"Ledger__Limits__{property.Name} may be from 1 to 1000000.", StartupException.Configuration);
        builder.Services.AddSingleton(Options.Create(read)).AddSingleton<RequestLimits>();
    }

    /// <summary>Before anything is read or looked up for a request. Streams have limits of their own, and the pages' files cost next to nothing.</summary>
    public static void UseRequestLimits(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<RequestLimitOptions>>().Value;
        app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http => IsFree(http.Request)
                ? RateLimitPartition.GetNoLimiter(Nobody)
                : RateLimitPartition.GetTokenBucketLimiter(RemoteAddress.Of(http), _ => RequestLimits.Bucket(options.RequestsAtOnce, options.RequestsPerSecond, TimeSpan.FromSeconds(1)))),
            OnRejected = (rejected, _) => new ValueTask(AtTheDoor.RefuseAsync(rejected.HttpContext, new Problem("too-many-requests",
                $"One address may ask {options.RequestsPerSecond} times a second, {options.RequestsAtOnce} times at once after a rest.") { RetryAfter = 1 })),
        });
    }

    private static bool IsFree(HttpRequest request) => request.IsToFollow() || request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase) || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
}
