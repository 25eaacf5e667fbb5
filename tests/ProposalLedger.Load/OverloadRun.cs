using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ProposalLedger.Load;

/// <summary>How long the node is asked as much as it can do, then how many times that for how long, and how long it is watched afterwards.</summary>
internal sealed record OverloadWish(int SecondsToMeasure, int SecondsOver, int SecondsAfter, int Times = 4);

/// <summary>What came of it. Times in milliseconds from when a request was due, so that what waits in the program itself counts; memory in bytes.</summary>
internal sealed record OverloadResult(
    OverloadWish Wish, double Capacity, double Offered, long Accepted, long TooMany, long Unavailable, long Otherwise, long WithoutRetryAfter, double P50, double P99,
    double P99Before, double? Recovered, long Memory, long Peak, long After, long Acknowledged, long Kept)
{
    public const string Head =
        "| can do, requests/s | offered | accepted | 429 | 503 | else | p50, p99 ms of what was accepted | p99 ms before | recovered after | node MiB before, at its peak, after | commands acknowledged, in the ledger |\n|---|---|---|---|---|---|---|---|---|---|---|";

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Capacity:0} | {Offered:0}/s for {Wish.SecondsOver} s | {Accepted} | {TooMany} | {Unavailable} | {Otherwise} | {P50:0}, {P99:0} | {P99Before:0} | {(Recovered is { } s ? $"{s:0.0} s" : "not")} "
        + $"| {Memory / 1048576.0:0}, {Peak / 1048576.0:0}, {After / 1048576.0:0} | {Acknowledged}, {Kept} |");
}

/// <summary>Commands and reads beyond what a node can do, at a given rate whatever it answers; half of them write.</summary>
internal sealed class OverloadRun(OverloadWish wish, Action<string> say)
{
    private const int AtOnce = 96; // workers that find out what the node can do
    private const double Ease = 0.4; // of what it can do: before and after
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);
    private readonly ConcurrentBag<long> acknowledged = [];

    public async Task<OverloadResult> RunAsync(CancellationToken ct)
    {
        say("Starting PostgreSQL and a node.");
        await using var ground = await Ground.StartAsync(withoutNotify: false, ct);
        using var caller = new OverloadCaller(ground.Node.Url, ground.Position, acknowledged.Add);
        say($"As much as it can do, for {wish.SecondsToMeasure} s (and some to warm up).");
        await AsManyAsync(caller, Math.Max(2, wish.SecondsToMeasure / 2), ct);
        var capacity = await AsManyAsync(caller, wish.SecondsToMeasure, ct);

        var ease = capacity * Ease;
        say($"{capacity:0} a second. Now {ease:0} a second.");
        var before = await OfferAsync(caller, ease, wish.SecondsAfter, ct);
        var p99 = Within(before.Where(Ok).Select(a => a.Took), 0.99);
        var memory = Meter.MemoryOf(ground.Node.ProcessId);

        var offered = capacity * wish.Times;
        say($"{offered:0} a second for {wish.SecondsOver} s.");
        var meter = new Meter(ground.Node.ProcessId, ground.Postmaster);
        var over = await OfferAsync(caller, offered, wish.SecondsOver, ct, wait: false);
        say($"Again {ease:0} a second.");
        var after = await OfferAsync(caller, ease, wish.SecondsAfter, ct);
        var (_, peak) = await meter.EndAsync();
        var all = await Task.WhenAll(over.Pending);
        var accepted = all.Where(Ok).Select(a => a.Took).ToList();

        var log = await ground.Node.Http.GetAsync("/api/events?limit=1", ct);
        var kept = long.Parse(log.Headers.GetValues("Ledger-Head").Single(), CultureInfo.InvariantCulture) - ground.Position;
        return new OverloadResult(wish, capacity, all.Length / (double)wish.SecondsOver, accepted.Count, all.Count(a => a.Status == 429), all.Count(a => a.Status == 503), all.Count(a => !Ok(a) && a.Status is not (429 or 503)),
            all.Count(a => a.Status is 429 or 503 && !a.RetryAfter), Within(accepted, 0.5), Within(accepted, 0.99), p99, RecoveredAfter(after, p99), memory, peak, Meter.MemoryOf(ground.Node.ProcessId),
            acknowledged.Distinct().Count() == acknowledged.Count ? acknowledged.Count : -1, kept);
    }

    private static bool Ok(Asked asked) => asked.Status is 200 or 201;

    // In its own pace: the next as soon as one is answered.
    private static async Task<double> AsManyAsync(OverloadCaller caller, int seconds, CancellationToken ct)
    {
        var (clock, done) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
                if (Ok(await caller.AskAsync(TimeSpan.Zero, clock, ct))) Interlocked.Increment(ref done);
        }));
        return done / clock.Elapsed.TotalSeconds;
    }

    private sealed record Offer(IReadOnlyList<Task<Asked>> Pending)
    {
        public IEnumerable<Asked> Done => Pending.Where(t => t.IsCompletedSuccessfully).Select(t => t.Result);

        public IEnumerable<Asked> Where(Func<Asked, bool> which) => Done.Where(which);
    }

    private static async Task<Offer> OfferAsync(OverloadCaller caller, double rate, int seconds, CancellationToken ct, bool wait = true)
    {
        var (clock, pending) = (Stopwatch.StartNew(), new List<Task<Asked>>());
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            for (var due = (int)(clock.Elapsed.TotalSeconds * rate); pending.Count < due;) pending.Add(caller.AskAsync(TimeSpan.FromSeconds(pending.Count / rate), clock, ct));
            await Task.Delay(5, ct);
        }

        if (wait) await Task.WhenAll(pending);
        return new Offer(pending);
    }

    /// <summary>The end of the first window after the overload in which nothing was refused and which was as fast as before.</summary>
    private static double? RecoveredAfter(Offer after, double p99)
    {
        foreach (var window in after.Done.GroupBy(a => (int)(a.Due / Window)).OrderBy(w => w.Key))
            if (window.All(Ok) && Within(window.Select(a => a.Took), 0.99) <= Math.Max(2 * p99, 250)) return (window.Key + 1) * Window.TotalSeconds;
        return null;
    }

    private static double Within(IEnumerable<double> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * part) - 1)];
    }
}

/// <summary>One request of a run.</summary>
/// <param name="Due">Since its phase began.</param>
/// <param name="Took">Milliseconds from then to the answer's end.</param>
/// <param name="Status">0: none came.</param>
/// <param name="RetryAfter">It says when to come back.</param>
internal sealed record Asked(TimeSpan Due, double Took, int Status, bool RetryAfter);
