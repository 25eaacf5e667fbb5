using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ProposalLedger.Load;

/// <summary>How many follow as they should, how many come back in the same second, and how much is written for how long, alone and beside the others.</summary>
internal sealed record SlowWish(int Healthy, int Comers, int Rate, int SecondsAlone, int SecondsBeside, int WarmUp = 5)
{
    /// <summary>After which the node cuts who takes nothing; 15 s is what a server has of itself.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>What came of it. Memory in bytes, latencies of the healthy in milliseconds.</summary>
internal sealed record SlowResult(
    SlowWish Wish, (double P50, double P99) Alone, (double P50, double P99) Beside, long Memory, long Peak, TimeSpan Back, TimeSpan Cut, long Missed, int SlowCuts, long SlowRead,
    long Lost, long Repeated, long OutOfOrder)
{
    public const string Head =
        "| healthy clients, events/s | p50, p99 ms alone | p50, p99 ms beside the others | node MiB alone, beside | the silent one is cut after | and has missed, then got | the slow one read, was cut | all flow again after a reconnection of | lost / repeated / out of order, of all |\n"
        + "|---|---|---|---|---|---|---|---|---|";

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Wish.Healthy}, {Wish.Rate} | {Alone.P50:0.0}, {Alone.P99:0.0} | {Beside.P50:0.0}, {Beside.P99:0.0} | {Memory / 1048576.0:0}, {Peak / 1048576.0:0} (+{(Peak - Memory) / 1048576.0:0}) "
        + $"| {Cut.TotalSeconds:0.0} s | {Missed} events | {SlowRead} events, {SlowCuts} times | {Wish.Comers}: {Back.TotalSeconds:0.00} s | {Lost} / {Repeated} / {OutOfOrder} |");
}

/// <summary>Healthy clients beside one that reads an event a second, one that stops to read, and a crowd that comes back in the same second.</summary>
internal sealed class SlowRun(SlowWish wish, Action<string> say) : IDisposable
{
    /// <summary>Of a client that reads too little: else its own system would take in megabytes for it.</summary>
    private const int SmallBuffer = 64 * 1024;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);
    private readonly Arrivals healthy = new();
    private readonly Arrivals others = new();
    private readonly Crowd crowd = new();
    private readonly byte[] little = new byte[64];
    private int slowCuts;

    public async Task<SlowResult> RunAsync(CancellationToken ct)
    {
        say("Starting PostgreSQL and a node.");
        await using var ground = await Ground.StartAsync(withoutNotify: false, ct, ("Ledger__Following__SendTimeout", wish.SendTimeout.ToString()));
        var clients = Clients(ground.Address, wish.Healthy, ground.Position, healthy);
        await crowd.OpenAsync(clients, ct);
        say($"{wish.Healthy} clients; warming up for {wish.WarmUp} s.");
        await WriteAsync(ground, clients, wish.WarmUp, "warm", ct);

        say($"{wish.SecondsAlone} s with these alone.");
        var meter = new Meter(ground.Node.ProcessId, ground.Postmaster);
        healthy.Begin();
        var position = await WriteAsync(ground, clients, wish.SecondsAlone, "alone", ct);
        var (_, memory) = await meter.EndAsync();
        var alone = (healthy.Within(0.5), healthy.Within(0.99));

        say($"{wish.SecondsBeside} s beside a slow one, a silent one and {wish.Comers} that come back in the same second.");
        var comers = Clients(ground.Address, wish.Comers, position, others);
        var (slow, silent) = (new TailClient(ground.Address, Ground.Negotiation, position, others) { ReceiveBuffer = SmallBuffer }, new TailClient(ground.Address, Ground.Negotiation, position, others) { ReceiveBuffer = SmallBuffer });
        meter = new Meter(ground.Node.ProcessId, ground.Postmaster);
        await crowd.OpenAsync([.. comers, slow, silent], ct);
        crowd.Leave(slow);
        crowd.Leave(silent);
        healthy.Begin();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var cut = CutAfterAsync(ground.Address.Port, silent, ct);
        var reading = ReadSlowlyAsync(slow, over.Token);
        var coming = ComeBackAsync(comers, ct);
        var end = await WriteAsync(ground, [.. clients, .. comers], wish.SecondsBeside, "beside", ct);
        var beside = (healthy.Within(0.5), healthy.Within(0.99));
        var (back, silence) = (await coming, await cut);
        await over.CancelAsync();
        var read = await reading;
        var (_, peak) = await meter.EndAsync();

        say($"The silent one was cut after {silence.TotalSeconds:0.0} s. Both come back.");
        var missed = end - silent.Position;
        crowd.Reconnect(silent);
        crowd.Reconnect(slow);
        List<TailClient> all = [.. clients, .. comers, slow, silent];
        await CrowdRun.HaveAsync(crowd, all, end, ct);
        return new SlowResult(wish, alone, beside, memory, peak, back, silence, missed, slowCuts, read, all.Sum(c => c.Lost), all.Sum(c => c.Repeated), all.Sum(c => c.OutOfOrder));
    }

    public void Dispose() => crowd.Dispose();

    private static List<TailClient> Clients(IPEndPoint node, int count, long after, Arrivals arrivals) =>
        [.. Enumerable.Range(0, count).Select(_ => new TailClient(node, Ground.Negotiation, after, arrivals))];

    private async Task<long> WriteAsync(Ground ground, IReadOnlyList<TailClient> clients, int seconds, string name, CancellationToken ct)
    {
        var (position, _) = await Writers.RunAsync(ground.Node, Ground.Negotiation, wish.Rate, seconds, name, ct);
        await CrowdRun.HaveAsync(crowd, clients, position, ct);
        return position;
    }

    private async Task<TimeSpan> ComeBackAsync(List<TailClient> comers, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), ct);
        var watch = Stopwatch.StartNew();
        foreach (var client in comers) crowd.Reconnect(client);
        await crowd.UntilAsync(() => comers.TrueForAll(c => c.Flows), TimeSpan.FromSeconds(60), "All who came back flow", ct);
        return watch.Elapsed;
    }

    // As the node's end of the connection says: what it has sent lies in the buffers of a client that does not read, and so does the end.
    private static async Task<TimeSpan> CutAfterAsync(int node, TailClient silent, CancellationToken ct)
    {
        var (watch, client) = (Stopwatch.StartNew(), ((IPEndPoint)silent.Socket.LocalEndPoint!).Port);
        var connected = string.Create(CultureInfo.InvariantCulture, $":{node:X4} 0100007F:{client:X4} 01 ");
        while (File.ReadLines("/proc/net/tcp").Any(line => line.Contains(connected, StringComparison.Ordinal)))
        {
            if (watch.Elapsed > LongestSilence) throw new TimeoutException($"The silent client is still connected after {LongestSilence.TotalSeconds:0} s.");
            await Task.Delay(100, ct);
        }

        return watch.Elapsed;
    }

    /// <returns>How many events it has read.</returns>
    private async Task<long> ReadSlowlyAsync(TailClient client, CancellationToken ct)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await second.WaitForNextTickAsync(ct).AsTask().ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default))
        {
            for (var before = client.Events; client.Events == before && client.Ended is null;)
            {
                int there;
                lock (client)
                {
                    client.Receive(little, DateTime.UtcNow.Ticks);
                    there = client.Ended is null ? client.Socket.Available : 0;
                }

                if (there == 0) break;
            }

            if (client.Ended is null) continue;
            slowCuts++;
            crowd.Reconnect(client, reads: false);
        }

        return client.Events;
    }
}
