using System.Globalization;

namespace ProposalLedger.Load;

/// <summary>What a run costs, from /proc: processor seconds of the node, of its PostgreSQL, of this program and of all else; the node's memory.</summary>
internal sealed class Meter
{
    private const double TicksPerSecond = 100;
    private readonly int node;
    private readonly int postmaster;
    private readonly Costs begun;
    private readonly CancellationTokenSource ends = new();
    private readonly Task sampling;
    private long peak;

    public Meter(int node, int postmaster)
    {
        (this.node, this.postmaster, begun, peak) = (node, postmaster, Costs.Now(node, postmaster), MemoryOf(node));
        sampling = SampleAsync();
    }

    /// <summary>Bytes of a process that are in memory.</summary>
    public static long MemoryOf(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^3].Trim(), CultureInfo.InvariantCulture);

    /// <summary>Which part of the machine is at work without this program doing anything.</summary>
    public static async Task<double> BusyAsync(CancellationToken ct)
    {
        var (before, watch) = (Costs.Now(0, 0), System.Diagnostics.Stopwatch.StartNew());
        await Task.Delay(2000, ct);
        return (Costs.Now(0, 0).All - before.All) / watch.Elapsed.TotalSeconds / Environment.ProcessorCount;
    }

    /// <summary>Ends it.</summary>
    public async Task<(Costs Costs, long Peak)> EndAsync()
    {
        await ends.CancelAsync();
        await sampling;
        ends.Dispose();
        return (Costs.Now(node, postmaster) - begun, peak);
    }

    private async Task SampleAsync()
    {
        while (!ends.IsCancellationRequested)
        {
            peak = Math.Max(peak, MemoryOf(node));
            await Task.Delay(100, ends.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Processor seconds.</summary>
    internal sealed record Costs(double Node, double PostgreSql, double Clients, double All)
    {
        public double Others => All - Node - PostgreSql - Clients;

        public static Costs operator -(Costs a, Costs b) => new(a.Node - b.Node, a.PostgreSql - b.PostgreSql, a.Clients - b.Clients, a.All - b.All);

        public static Costs Now(int node, int postmaster)
        {
            // user, nice, system, idle, waiting, interrupts, ...
            var all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Number).ToArray();
            return new Costs(node == 0 ? 0 : Of(Stat(node)!, false), postmaster == 0 ? 0 : Family(postmaster), Of(Stat(Environment.ProcessId)!, false),
                (all.Sum() - all[3] - all[4]) / TicksPerSecond);
        }

        // With its children, those that have ended too.
        private static double Family(int postmaster)
        {
            var name = postmaster.ToString(CultureInfo.InvariantCulture);
            var children = Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? Stat(id) : null)
                .Where(stat => stat is not null && stat[1] == name);
            return Of(Stat(postmaster)!, true) + children.Sum(stat => Of(stat!, false));
        }

        // From the state on; what is before it is the name, which may have spaces.
        private static string[]? Stat(int process)
        {
            try
            {
                var text = File.ReadAllText($"/proc/{process}/stat");
                return text[(text.LastIndexOf(')') + 2)..].Split(' ');
            }
            catch (IOException)
            {
                return null; // has just ended
            }
        }

        private static double Of(string[] stat, bool withChildren) => stat[11..(withChildren ? 15 : 13)].Sum(Number) / TicksPerSecond;

        private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
