using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>How many follow, how much is written, and for how long.</summary>
internal sealed record CrowdWish(int Clients, int Rate, int Seconds, bool WithoutNotify = false, int WarmUp = 5)
{
    /// <summary>Milliseconds that half of the events, and 99 of 100, may take to a client; null where none is aimed at.</summary>
    public (double? P50, double P99) Aim { get; init; } = (null, double.PositiveInfinity);
}

/// <summary>What came of it. Memory in bytes.</summary>
internal sealed record CrowdResult(
    CrowdWish Wish, double Rate, long Delivered, long Lost, long Repeated, long OutOfOrder, double P50, double P99, double Longest,
    long MemoryBefore, long MemoryWithClients, long MemoryPeak, Meter.Costs Costs, TimeSpan Took, double BusyBefore, int Swallowed)
{
    public const string Head =
        "| clients | events/s | seconds | NOTIFY | delivered | lost / repeated / out of order | p50 ms | p99 ms | max ms | node MiB: alone, with clients, at most (KiB a client) "
        + "| cores: node, PostgreSQL, clients, others | CPU a message |\n|---|---|---|---|---|---|---|---|---|---|---|---|";

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Wish.Clients:N0} | {Rate:0.#} | {Took.TotalSeconds:0} | {(Wish.WithoutNotify ? $"dropped ({Swallowed})" : "yes")} | {Delivered:N0} | {Lost} / {Repeated} / {OutOfOrder} | {P50:0.0} | {P99:0.0} | {Longest:0} "
        + $"| {Mebi(MemoryBefore)}, {Mebi(MemoryWithClients)}, {Mebi(MemoryPeak)} ({(MemoryPeak - MemoryBefore) / 1024.0 / Wish.Clients:0}) "
        + $"| {Cores(Costs.Node)}, {Cores(Costs.PostgreSql)}, {Cores(Costs.Clients)}, {Cores(Costs.Others)} | {Costs.Node / Delivered * 1e6:0.0} µs |");

    private static string Mebi(long bytes) => (bytes / 1048576.0).ToString("0", CultureInfo.InvariantCulture);

    private string Cores(double seconds) => (seconds / Took.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Many clients of one negotiation, all of which are to get all.</summary>
internal static class CrowdRun
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    public static async Task<CrowdResult> RunAsync(CrowdWish wish, Action<string> say, CancellationToken ct)
    {
        var busy = await Meter.BusyAsync(ct);
        say($"The machine is {busy:P0} busy before the run. Starting PostgreSQL and a node.");
        await using var ground = await Ground.StartAsync(wish.WithoutNotify, ct);
        var arrivals = new Arrivals();
        var clients = Enumerable.Range(0, wish.Clients).Select(_ => new TailClient(ground.Address, Ground.Negotiation, ground.Position, arrivals)).ToList();
        using var crowd = new Crowd();
        var memory = Meter.MemoryOf(ground.Node.ProcessId);
        say($"Connecting {wish.Clients} clients.");
        await crowd.OpenAsync(clients, ct);
        var connected = Meter.MemoryOf(ground.Node.ProcessId);

        say($"Warming up for {wish.WarmUp} s.");
        var (position, _) = await Writers.RunAsync(ground.Node, Ground.Negotiation, wish.Rate, wish.WarmUp, "warm", ct);
        await HaveAsync(crowd, clients, position, ct);
        arrivals.Begin();

        say($"Writing {wish.Rate} events a second for {wish.Seconds} s.");
        var meter = new Meter(ground.Node.ProcessId, ground.Postmaster);
        var (end, wrote) = await Writers.RunAsync(ground.Node, Ground.Negotiation, wish.Rate, wish.Seconds, "claim", ct);
        await HaveAsync(crowd, clients, end, ct);
        var (costs, peak) = await meter.EndAsync();
        return new CrowdResult(wish, (end - position) / wrote.TotalSeconds, arrivals.Count,
            clients.Sum(c => c.Lost + Math.Max(0, end - c.Position)), clients.Sum(c => c.Repeated), clients.Sum(c => c.OutOfOrder),
            arrivals.Within(0.5), arrivals.Within(0.99), arrivals.Within(1), memory, connected, peak, costs, wrote, busy, ground.Proxy?.Swallowed ?? 0);
    }

    /// <summary>Waits until everybody has a position.</summary>
    public static Task HaveAsync(Crowd crowd, IReadOnlyList<TailClient> clients, long position, CancellationToken ct) =>
        crowd.UntilAsync(() => clients.All(c => c.Position >= position), Rest, $"Every client has position {position}", ct);
}
