using System.Diagnostics;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Imports;

/// <summary>Alone, so that what is measured is the import.</summary>
[CollectionDefinition(nameof(ImportSpeedTests), DisableParallelization = true)]
public sealed class ImportSpeed;

[Collection(nameof(ImportSpeedTests))]
public sealed class ImportSpeedTests(ITestOutputHelper output)
{
    /// <summary>Processor time of this process, server included: four times what it takes, on a busy machine as on an idle one.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_hundred_thousand_events_are_imported_in_time()
    {
        await using var server = await LedgerServer.StartAsync();
        server.Writer.Timeout = Timeout.InfiniteTimeSpan;
        var yaml = Importing.Claims(100_000);
        var first = await MeasureAsync(server, yaml);
        var again = await MeasureAsync(server, yaml);
        output.WriteLine($"100011 events of {yaml.Length / 1_000_000.0:0.0} MB imported in {first.Took.TotalSeconds:0.0} s ({first.Computed.TotalSeconds:0.0} s of processor time); "
            + $"again, with nothing to record, in {again.Took.TotalSeconds:0.0} s ({again.Computed.TotalSeconds:0.0} s).");
        Assert.Equal([100_011, 0, 0, 0, 0], first.Counts);
        Assert.Equal([0, 0, 0, 100_011, 0], again.Counts);
        Assert.Equal(100_011, await server.HeadAsync());
        Assert.InRange(first.Computed, TimeSpan.Zero, Bound);
        Assert.InRange(again.Computed, TimeSpan.Zero, Bound);
    }

    private static async Task<(TimeSpan Took, TimeSpan Computed, int[] Counts)> MeasureAsync(LedgerServer server, string yaml)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var told = await server.Writer.ImportAsync(yaml).ToldAsync();
        process.Refresh();
        return (clock.Elapsed, process.TotalProcessorTime - before, told.Counts);
    }
}
