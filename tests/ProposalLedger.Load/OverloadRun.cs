using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>How long the node is asked as much as it can do, then how many times that for how long, and how long it is watched before and afterwards; all of that three times.</summary>
internal sealed record OverloadWish(int SecondsToMeasure, int SecondsOver, int SecondsAfter, int Times = 4);

/// <summary>What came of it.</summary>
/// <param name="Doors">At each door, alone and beside the other.</param>
/// <param name="Acknowledged">Commands that were answered with a position.</param>
/// <param name="Kept">Those of them that the ledger has at that position, a claim each, none twice.</param>
/// <param name="Untold">Claims that it has besides.</param>
/// <param name="Unanswered">Commands without an answer, or with 503: they may have been done.</param>
/// <param name="Others">Which part of the machine was at work on something else meanwhile.</param>
internal sealed record OverloadResult(IReadOnlyList<DoorResult> Doors, long Acknowledged, long Kept, long Untold, long Unanswered, double Others)
{
    public string Tables => string.Create(CultureInfo.InvariantCulture,
        $"""
        {DoorResult.Head}
        {string.Join('\n', Doors.Select(door => door.Row))}

        Commands acknowledged: {Acknowledged}; in the ledger: {Kept}, each once.
        """);
}

/// <summary>What came of it at one door. Rates a second; times in milliseconds from when a request was due, so that what waits in the program itself counts; the node's memory in bytes.</summary>
internal sealed record DoorResult(
    string Asked, double Capacity, double Offered, int Seconds, double Late, long Accepted, long TooMany, long Unavailable, long Otherwise, long WithoutRetryAfter, double P50, double P99, double P99Before, double? Recovered,
    long Memory, long Peak, long Recorded)
{
    public const string Head =
        "| asked | can do, requests/s | offered, requests/s | sent late, p99 ms | accepted | 429 | 503 | else | p50, p99 ms of what was accepted | p99 ms before | recovered after | node MiB at most, before and now | recorded meanwhile |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>What the node's memory may grow by over what it took to do what it can: being asked too much is to add little to what is kept of the commands that were recorded meanwhile.</summary>
    public long MostGrowth => (256L << 20) + (Recorded * (16 << 10));

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Asked} | {Capacity:0} | {Offered:0} for {Seconds} s | {Late:0} | {Accepted} | {TooMany} | {Unavailable} | {Otherwise} | {P50:0}, {P99:0} | {P99Before:0} | {(Recovered is { } s ? $"{s:0.0} s" : "not")} "
        + $"| {Memory / 1048576.0:0}, {Peak / 1048576.0:0} | {Recorded} |");
}

/// <summary>
/// Reads alone, commands alone, and both at once: how much of it a node can do, then beyond that, at a given rate whatever it answers. Each door has its own callers, so that neither holds the other back.
/// </summary>
internal sealed class OverloadRun(OverloadWish wish, Action<string> say)
{
    private const int AtOnce = 96; // callers of a door who find out what it can do
    private const int PageSize = 10_000; // of the log
    private const double Ease = 0.4; // of what it can do: before and after
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);

    public async Task<OverloadResult> RunAsync(CancellationToken ct)
    {
        say("Starting PostgreSQL and a node.");
        await using var ground = await Ground.StartAsync(withoutNotify: false, ct);
        // One for each of the three, so that what one has recorded does not make the views of the next dearer.
        var (own, position) = (new[] { "talks-1", "talks-2", "talks-3" }, 0L);
        foreach (var negotiation in own) position = await FishingTalks.OpenAsync(ground.Node, negotiation, ct);
        using var reads = new Reads(ground.Address, position);
        using var claims = new Claims(ground.Address);
        var (clock, costs) = (Stopwatch.StartNew(), Meter.Costs.Now(ground.Node.ProcessId, ground.Postmaster));
        say("Warming up.");
        await AsManyAsync([reads, claims], Math.Max(2, wish.SecondsToMeasure));

        List<DoorResult> results = [];
        foreach (var (doors, negotiation) in new OverloadCaller[][] { [reads], [claims], [reads, claims] }.Zip(own))
        {
            foreach (var door in doors) door.Begin(negotiation);
            results.AddRange(await OverAsync(doors, ground, () => claims.Acknowledged.Count, ct));
        }

        // Counted in hundredths of a second for each process, so that nobody may come to less than nothing.
        var others = Math.Max(0, (Meter.Costs.Now(ground.Node.ProcessId, ground.Postmaster) - costs).Others / clock.Elapsed.TotalSeconds / Environment.ProcessorCount);
        var recorded = await ClaimsAfterAsync(ground.Node.Http, position, ct);
        var acknowledged = claims.Acknowledged.ToHashSet();
        // Of one claim that is there twice neither counts as kept.
        var once = recorded.GroupBy(claim => claim.Id).Where(same => same.Count() == 1).SelectMany(same => same).Select(claim => claim.Position).ToHashSet();
        return new OverloadResult(results, claims.Acknowledged.Count, acknowledged.Count(once.Contains), recorded.Count(claim => !acknowledged.Contains(claim.Position)), claims.Unanswered, others);
    }

    private static async Task<IReadOnlyList<(string Id, long Position)>> ClaimsAfterAsync(HttpClient http, long position, CancellationToken ct)
    {
        var all = new List<(string, long)>();
        while (true)
        {
            var lines = (await http.GetStringAsync($"/api/events?after={position}&limit={PageSize}", ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var happened in lines.Select(line => JsonElement.Parse(line)))
            {
                position = happened.GetProperty("position").GetInt64();
                if (happened.GetProperty("type").GetString() == "claim-recorded.v1") all.Add((happened.GetProperty("data").GetProperty("id").GetString()!, position));
            }

            if (lines.Length < PageSize) return all;
        }
    }

    /// <summary>One of the three: of these doors as much as they can do, somewhat less, far more, and less again.</summary>
    private async Task<IEnumerable<DoorResult>> OverAsync(OverloadCaller[] doors, Ground ground, Func<long> recorded, CancellationToken ct)
    {
        say($"As much as it can do of {string.Join(" and ", doors.Select(door => door.Of))}, twice for {wish.SecondsToMeasure} s.");
        var full = new Meter(ground.Node.ProcessId, ground.Postmaster);
        // The better of two: a node gets faster for a while after its start, and what it can do would be taken for less than it is.
        var capacity = (await AsManyAsync(doors, wish.SecondsToMeasure)).Zip(await AsManyAsync(doors, wish.SecondsToMeasure), Math.Max).ToArray();
        var (_, memory) = await full.EndAsync();
        double[] ease = [.. capacity.Select(rate => rate * Ease)], offered = [.. capacity.Select(rate => rate * wish.Times)];
        say($"{Rates(capacity)} a second. Now {Rates(ease)} for {wish.SecondsAfter} s, {Rates(offered)} for {wish.SecondsOver} s, and {Rates(ease)} for {wish.SecondsAfter} s.");
        var (more, then) = (new Meter(ground.Node.ProcessId, ground.Postmaster), recorded());
        var before = await Task.WhenAll((await OfferAsync(doors, ease, wish.SecondsAfter, ct)).Select(Task.WhenAll));
        var over = await OfferAsync(doors, offered, wish.SecondsOver, ct);
        var after = await Task.WhenAll((await OfferAsync(doors, ease, wish.SecondsAfter, ct)).Select(Task.WhenAll));
        var all = await Task.WhenAll(over.Select(Task.WhenAll));
        var (_, peak) = await more.EndAsync();
        return doors.Select((door, i) => ResultOf(doors.Length == 1 ? $"{door.Of} alone" : $"{door.Of} beside {doors[1 - i].Of}", capacity[i], before[i], all[i], after[i]) with { Memory = memory, Peak = peak, Recorded = recorded() - then });
    }

    private DoorResult ResultOf(string asked, double capacity, Asked[] before, Asked[] over, Asked[] after)
    {
        Asked[] all = [.. before, .. over, .. after];
        var (usual, accepted) = (Within(before.Where(Ok).Select(a => a.Took), 0.99), over.Where(Ok).Select(a => a.Took).ToList());
        return new DoorResult(asked, capacity, over.Length / (double)wish.SecondsOver, wish.SecondsOver, Within(over.Select(a => a.Late), 0.99), accepted.Count, over.Count(a => a.Status == 429), over.Count(a => a.Status == 503),
            all.Count(a => !Ok(a) && a.Status is not (429 or 503)), all.Count(a => a.Status is 429 or 503 && !a.RetryAfter), Within(accepted, 0.5), Within(accepted, 0.99), usual, RecoveredAfter(after, usual), 0, 0, 0);
    }

    private static string Rates(double[] rates) => string.Join(" and ", rates.Select(rate => rate.ToString("0", CultureInfo.InvariantCulture)));

    private static bool Ok(Asked asked) => asked.Status is 200 or 201;

    // In its own pace: the next as soon as one is answered.
    private static Task<double[]> AsManyAsync(IEnumerable<OverloadCaller> doors, int seconds) => Task.WhenAll(doors.Select(async door =>
    {
        var (clock, done) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
                if (Ok(await door.AskAsync(null, clock))) Interlocked.Increment(ref done);
        }));
        return done / clock.Elapsed.TotalSeconds;
    }));

    // At their time, whatever is answered; what was asked last may still be under way.
    private static Task<List<Task<Asked>>[]> OfferAsync(IEnumerable<OverloadCaller> doors, double[] rates, int seconds, CancellationToken ct) => Task.WhenAll(doors.Zip(rates, async (door, rate) =>
    {
        var (clock, pending) = (Stopwatch.StartNew(), new List<Task<Asked>>());
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            for (var due = (int)(clock.Elapsed.TotalSeconds * rate); pending.Count < due;) pending.Add(door.AskAsync(TimeSpan.FromSeconds(pending.Count / rate), clock));
            await Task.Delay(5, ct);
        }

        return pending;
    }));

    /// <summary>The end of the first window after the overload in which nothing was refused and which was as fast as before.</summary>
    private static double? RecoveredAfter(Asked[] after, double p99)
    {
        foreach (var window in after.GroupBy(a => (int)(a.Due / Window)).OrderBy(w => w.Key))
            if (window.All(Ok) && Within(window.Select(a => a.Took), 0.99) <= Math.Max(2 * p99, 250)) return (window.Key + 1) * Window.TotalSeconds;
        return null;
    }

    // In milliseconds.
    private static double Within(IEnumerable<TimeSpan> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * part) - 1)].TotalMilliseconds;
    }
}

/// <summary>One request of a run.</summary>
/// <param name="Due">Since its phase began.</param>
/// <param name="Late">From then until it was sent.</param>
/// <param name="Took">From then to the answer's end.</param>
/// <param name="Status">0: none came.</param>
/// <param name="RetryAfter">It says when to come back.</param>
internal sealed record Asked(TimeSpan Due, TimeSpan Late, TimeSpan Took, int Status, bool RetryAfter);
