using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Npgsql;
using ProposalLedger.EventStore.Telemetry;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>What the processors, PostgreSQL and the store do while a workload goes on; of the limit the same, as far as it has it.</summary>
internal static class LoadProfile
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(4);
    private static readonly Extent Measured = Extent.Long with { WarmUp = 1, Seconds = Watched.TotalSeconds + 1 };

    /// <summary>What was seen of one workload, by one contender.</summary>
    /// <param name="PerSecond">Events; streams where streams are read.</param>
    /// <param name="Spent">By the processors.</param>
    /// <param name="Batches">Sent in that time.</param>
    /// <param name="Appends">In them.</param>
    /// <param name="Sent">Seconds that a batch was under way.</param>
    /// <param name="Reads">Streams are read besides appends.</param>
    /// <param name="Late">Milliseconds after which a thread that sleeps one has a processor again, beyond that one: the worst of a hundred.</param>
    private sealed record Seen(double PerSecond, Processors Spent, long Batches, long Appends, double Sent, bool Reads, double Late)
    {
        /// <summary>Microseconds for each event or stream.</summary>
        public double Each(double seconds) => seconds / Spent.At / PerSecond * 1e6;
    }

    public static async Task RunAsync(Ours ours, NpgsqlDataSource admin, Extent extent, Action<string> say, CancellationToken ct)
    {
        await using var limit = await Limit.CreateAsync();
        if (limit is not null) await limit.PrepareAsync(extent, ct);
        var all = new List<(string Name, Seen Seen)>();
        foreach (var workload in Workload.All.Where(w => w.Work is not (Work.Log or Work.Rebuild)))
            foreach (var contender in new IContender?[] { ours, workload.Work is Work.Append or Work.Streams && workload.Workers > 1 ? limit : null }.OfType<IContender>())
            {
                var name = $"{Short(workload)}{(contender == ours ? "" : ": limit")}";
                all.Add((name, await SeeAsync(workload, contender, extent, admin, ct)));
                say(name);
            }

        Console.WriteLine($"\nMicroseconds for each event (for each stream where streams are read), over {Watched.TotalSeconds} seconds each\n\n| | {string.Join(" | ", all.Select(a => a.Name))} |\n|---|{string.Concat(Enumerable.Repeat("--:|", all.Count))}");
        void Line(string what, Func<Seen, double?> of, string format = "0.0") =>
            Console.WriteLine($"| {what} | {string.Join(" | ", all.Select(a => of(a.Seen)?.ToString(format, CultureInfo.InvariantCulture)))} |");
        Func<Seen, double?> Batched(Func<Seen, double?> of) => seen => seen.Batches == 0 ? null : of(seen);
        // Where streams are read besides, the sessions are not the batch's alone.
        Func<Seen, double?> OfSession(Func<Seen, double?> of) => seen => seen.Batches == 0 || seen.Reads ? null : of(seen);
        Line("a second", s => s.PerSecond, "#,0");
        Line("appends in a batch", Batched(s => s.Appends / (double)s.Batches));
        Line("**each takes**", s => s.Each(s.Spent.At));
        Line("a batch is under way", Batched(s => s.Each(s.Sent)));
        Line("- its session computes", OfSession(s => s.Each(s.Spent.Computed)));
        Line("- its session waits for a processor", OfSession(s => s.Each(s.Spent.Waited)));
        Line("- its session sleeps: the flush, the lists, the way there and back", OfSession(s => s.Each(s.Sent - s.Spent.Computed - s.Spent.Waited)));
        Line("between two batches: answers, and who comes back", Batched(s => s.Each(s.Spent.At - s.Sent)));
        Line("(flushes, computing and asleep)", Batched(s => s.Spent.Flushed is { } flushed ? s.Each(flushed) : null));
        Line($"**{Environment.ProcessorCount} processors have**", s => s.Each(s.Spent.At * Environment.ProcessorCount));
        Line("- this process computes, callers among it", s => s.Each(s.Spent.Ours));
        Line("- PostgreSQL computes", s => s.Each(s.Spent.PostgreSql));
        Line("- others compute (pgbench)", s => s.Each(s.Spent.All - s.Spent.Ours - s.Spent.PostgreSql));
        Line("- nobody computes", s => s.Each((s.Spent.At * Environment.ProcessorCount) - s.Spent.All));
        Line("collections keep this process still, of a thousand", s => 1000 * s.Spent.Paused / s.Spent.At);
        Line("a thread that sleeps 1 ms is late by, p99, ms", s => s.Late);
    }

    private static async Task<Seen> SeeAsync(Workload workload, IContender contender, Extent extent, NpgsqlDataSource admin, CancellationToken ct)
    {
        var (watching, batches, appends, sent) = (false, 0L, 0L, 0.0);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == StoreTelemetry.Name && instrument.Name.StartsWith("ledger.append.batch", StringComparison.Ordinal)) to.EnableMeasurementEvents(instrument);
        };
        // One batch is under way at a time.
        listener.SetMeasurementEventCallback<int>((_, size, _, _) => { if (Volatile.Read(ref watching)) (batches, appends) = (batches + 1, appends + size); });
        listener.SetMeasurementEventCallback<double>((_, duration, _, _) => { if (Volatile.Read(ref watching)) sent += duration; });
        listener.Start();

        var running = Task.Run(() => contender.RunAsync(workload, Measured with { Events = extent.Events }, $"load-{workload.Work}-{workload.Workers}".ToLowerInvariant(), ct), ct);
        await Task.Delay(TimeSpan.FromSeconds(Measured.WarmUp + 0.3), ct);
        var before = await Processors.NowAsync(admin, ct);
        Volatile.Write(ref watching, true);
        var late = await LateAsync(Watched, ct);
        var spent = await Processors.NowAsync(admin, ct) - before;
        Volatile.Write(ref watching, false);
        var result = await running ?? throw new InvalidOperationException($"{contender.Name} has no {workload.Name}.");
        return new(result.PerSecond, spent, batches, appends, sent, workload.Work == Work.Decide, late);
    }

    /// <summary>How late a thread wakes up that has nothing to do with the work.</summary>
    private static Task<double> LateAsync(TimeSpan duration, CancellationToken ct) => Task.Factory.StartNew(() =>
    {
        var (begun, all) = (Stopwatch.StartNew(), new List<double>());
        while (begun.Elapsed < duration)
        {
            ct.ThrowIfCancellationRequested();
            var from = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            all.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds - 1);
        }

        return all.Order().ElementAt((int)(all.Count * 0.99));
    }, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static string Short(Workload workload) => workload.Work switch
    {
        Work.Append => $"W1, {workload.Workers}",
        Work.Decide => "decide, 32",
        Work.Batches => "W2, 32",
        _ => "W3, 8",
    };
}
