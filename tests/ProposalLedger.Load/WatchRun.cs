using System.Globalization;

namespace ProposalLedger.Load;

/// <summary>What came of many who watch one view. Memory in bytes.</summary>
internal sealed record WatchResult(CrowdWish Wish, long States, long Bytes, long BackInTime, TimeSpan AllHave, long MemoryBefore, long Peak, Meter.Costs Costs, TimeSpan Took)
{
    public const string Head =
        "| watchers of one view | events/s | seconds | states sent | of KiB | states that went back | all have the last after ms | node MiB: alone, at most | node's cores | CPU a state |\n"
        + "|---|---|---|---|---|---|---|---|---|---|";

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Wish.Clients:N0} | {Wish.Rate} | {Took.TotalSeconds:0} | {States:N0} | {Bytes / 1024.0 / Math.Max(1, States):0.0} | {BackInTime} | {AllHave.TotalMilliseconds:0} "
        + $"| {MemoryBefore / 1048576.0:0}, {Peak / 1048576.0:0} | {Costs.Node / Took.TotalSeconds:0.00} | {Costs.Node / States * 1e6:0.0} µs |");
}

/// <summary>Many watch one view, which changes all the time.</summary>
internal static class WatchRun
{
    private const string View = "claims";
    private const string Query = "limit=20";

    public static async Task<WatchResult> RunAsync(CrowdWish wish, Action<string> say, CancellationToken ct)
    {
        say("Starting PostgreSQL and a node.");
        await using var ground = await Ground.StartAsync(withoutNotify: false, ct);
        var clients = Enumerable.Range(0, wish.Clients).Select(_ => new WatchClient(ground.Address, Ground.Negotiation, View, Query)).ToList();
        using var crowd = new Crowd();
        var memory = Meter.MemoryOf(ground.Node.ProcessId);
        await crowd.OpenAsync(clients, ct);
        say($"{wish.Clients} watchers. Warming up for {wish.WarmUp} s.");
        await Writers.RunAsync(ground.Node, Ground.Negotiation, wish.Rate, wish.WarmUp, "warm", ct);

        say($"Writing {wish.Rate} events a second for {wish.Seconds} s.");
        var (states, bytes, meter) = (clients.Sum(c => c.States), clients.Sum(c => c.Bytes), new Meter(ground.Node.ProcessId, ground.Postmaster));
        var (end, took) = await Writers.RunAsync(ground.Node, Ground.Negotiation, wish.Rate, wish.Seconds, "claim", ct);
        var since = System.Diagnostics.Stopwatch.StartNew();
        var fresh = await FreshAsync(ground, end, ct);
        await crowd.UntilAsync(() => clients.TrueForAll(c => c.ETag == fresh), TimeSpan.FromSeconds(60), "Every watcher has the last state", ct);
        var (all, (costs, peak)) = (since.Elapsed, await meter.EndAsync());
        return new WatchResult(wish, clients.Sum(c => c.States) - states, clients.Sum(c => c.Bytes) - bytes, clients.Sum(c => c.BackInTime), all, memory, peak, costs, took);
    }

    private static async Task<string> FreshAsync(Ground ground, long position, CancellationToken ct)
    {
        while (true)
        {
            using var answer = await ground.Node.Http.GetAsync($"/api/negotiations/{Ground.Negotiation}/{View}?{Query}", ct);
            answer.EnsureSuccessStatusCode();
            if (long.Parse(answer.Headers.GetValues("Ledger-Position").Single(), CultureInfo.InvariantCulture) >= position) return answer.Headers.ETag!.Tag;
            await Task.Delay(5, ct);
        }
    }
}
