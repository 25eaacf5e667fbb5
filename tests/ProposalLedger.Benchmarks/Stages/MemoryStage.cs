using System.Diagnostics;
using System.Globalization;
using System.Net;
using ProposalLedger.Load;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>What a process holds in memory at rest and for each client of its hub, beside a hub that knows nothing.</summary>
internal sealed class MemoryStage : IStage
{
    private const double Kibi = 1024;
    private readonly Dictionary<Comparison, (double Ours, double Beside)> measured;

    private MemoryStage(Dictionary<Comparison, (double, double)> measured) => this.measured = measured;

    public static async Task<IStage> StartAsync(Extent extent, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-heap-").FullName;
        (string, string)[] Watched(string of) => [("DOTNET_STARTUP_HOOKS", typeof(MemoryStage).Assembly.Location), (StartupHook.Variable, Path.Combine(folder, of))];
        try
        {
            IReadOnlyList<double> ours, bare;
            await using (var ground = await Ground.StartAsync(withoutNotify: false, ct, Watched("ours")))
                ours = await MeasureAsync(ground.Node.ProcessId, Path.Combine(folder, "ours"), ground.Address, ground.Position, extent, ct);
            await using (var hub = await Bare.StartAsync("Host=none", ct, Watched("bare")))
                bare = await MeasureAsync(hub.ProcessId, Path.Combine(folder, "bare"), new IPEndPoint(IPAddress.Loopback, new Uri(hub.Url).Port), 0, extent, ct);
            return new MemoryStage(Comparison.Memory.Select((row, i) => (row, ours[i], bare[i])).ToDictionary(of => of.row, of => (of.Item2, of.Item3)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct) =>
        Task.FromResult((new Result(measured[row].Ours), new Result(measured[row].Beside)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>In the order of the rows.</summary>
    private static async Task<IReadOnlyList<double>> MeasureAsync(int process, string file, IPEndPoint address, long position, Extent extent, CancellationToken ct)
    {
        using var crowd = new Crowd();
        var rest = await MemoryAsync(process, file, ct);
        var arrivals = new Arrivals();
        var clients = Enumerable.Range(0, extent.Many).Select(_ => new TailClient(address, Ground.Negotiation, position, arrivals)).ToList();
        await crowd.OpenAsync(clients[..extent.Few], ct);
        var few = await MemoryAsync(process, file, ct);
        await crowd.OpenAsync(clients[extent.Few..], ct);
        var many = await MemoryAsync(process, file, ct);
        double Each(long with, long without, int clients) => (with - without) / Kibi / clients;
        return
        [
            rest.Resident / Kibi / Kibi, rest.Heap / Kibi / Kibi, Each(few.Resident, rest.Resident, extent.Few), Each(few.Heap, rest.Heap, extent.Few),
            Each(many.Resident, rest.Resident, extent.Many), Each(many.Heap, rest.Heap, extent.Many),
        ];
    }

    private static async Task<(long Resident, long Heap)> MemoryAsync(int process, string file, CancellationToken ct)
    {
        File.Delete(file);
        var resident = Load.Meter.MemoryOf(process);
        using (var ask = Process.Start("kill", [$"-{StartupHook.Signal}", $"{process}"])) await ask.WaitForExitAsync(ct);
        for (var clock = Stopwatch.StartNew(); !File.Exists(file); await Task.Delay(10, ct))
            if (clock.Elapsed > TimeSpan.FromSeconds(30)) throw new TimeoutException("The process does not say how large its heap is.");
        return (resident, long.Parse(await File.ReadAllTextAsync(file, ct), CultureInfo.InvariantCulture));
    }
}
