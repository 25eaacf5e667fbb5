using System.Diagnostics;

namespace ProposalLedger.Benchmarks;

/// <summary>As peers/measure.mjs has it for the others.</summary>
internal static class Meter
{
    /// <summary>
    /// Each worker repeats a step until the time is over; it answers how much it did. What is begun in the first moments does not count. What is begun in
    /// time counts, and so does the time until the last of it ends: where a call takes longer than all that time, there is one.
    /// </summary>
    public static async Task<Result> RepeatedAsync(int workers, Extent extent, Func<int, int, Task<int>> step)
    {
        var begun = Stopwatch.StartNew();
        var (from, to) = (TimeSpan.FromSeconds(extent.WarmUp), TimeSpan.FromSeconds(extent.WarmUp + extent.Seconds));
        var all = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var (count, latencies, end) = (0L, new List<double>(), TimeSpan.Zero);
            for (var round = 0; ; round++)
            {
                var start = begun.Elapsed;
                if (start >= to && count > 0) return (count, latencies, end);
                var done = await step(worker, round);
                if (start < from) continue;
                end = begun.Elapsed;
                count += done;
                latencies.Add((end - start).TotalMilliseconds);
            }
        })));
        var sorted = all.SelectMany(worker => worker.latencies).Order().ToList();
        return new Result(all.Sum(worker => worker.count) / (all.Max(worker => worker.end) - from).TotalSeconds, At(sorted, 0.5), At(sorted, 0.99));
    }

    /// <summary>Once, from beginning to end.</summary>
    public static async Task<Result> OnceAsync(Func<Task<long>> work)
    {
        var begun = Stopwatch.StartNew();
        var count = await work();
        return new Result(count / begun.Elapsed.TotalSeconds);
    }

    private static double? At(List<double> sorted, double share) => sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
