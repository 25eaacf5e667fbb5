using System.Diagnostics;

namespace ProposalLedger.Benchmarks;

/// <summary>As peers/measure.mjs has it for the others.</summary>
internal static class Meter
{
    /// <summary>Each worker repeats a step until the time is over; it answers how much it did. What is done in the first moments does not count.</summary>
    public static async Task<Result> RepeatedAsync(int workers, Extent extent, Func<int, int, Task<int>> step)
    {
        var begun = Stopwatch.StartNew();
        var (from, to) = (TimeSpan.FromSeconds(extent.WarmUp), TimeSpan.FromSeconds(extent.WarmUp + extent.Seconds));
        var all = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var (count, latencies) = (0L, new List<double>());
            for (var round = 0; ; round++)
            {
                var start = begun.Elapsed;
                if (start >= to) return (count, latencies);
                var done = await step(worker, round);
                var end = begun.Elapsed;
                if (start < from || end > to) continue;
                count += done;
                latencies.Add((end - start).TotalMilliseconds);
            }
        })));
        var sorted = all.SelectMany(worker => worker.latencies).Order().ToList();
        return new Result(all.Sum(worker => worker.count) / extent.Seconds, At(sorted, 0.5), At(sorted, 0.99));
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
