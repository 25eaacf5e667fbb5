using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>The real case in a ledger that holds a large one before it, beside a ledger that holds nothing else.</summary>
internal sealed class ReadStage : IStage
{
    private readonly Extent extent;
    private readonly (Served Node, long Head) large;
    private readonly (Served Node, long Head) alone;

    private ReadStage(Extent extent, (Served, long) large, (Served, long) alone) => (this.extent, this.large, this.alone) = (extent, large, alone);

    public static async Task<IStage> StartAsync(Extent extent, CancellationToken ct)
    {
        var real = await File.ReadAllBytesAsync(Path.Combine(NodeProgram.RepositoryRoot, "seeds", "ukraine-2025.yaml"), ct);
        var (large, alone) = (await Served.StartAsync(ct), await Served.StartAsync(ct));
        await large.ImportAsync(LargeCase.Yaml(LargeCase.Id, extent.Imported), ct);
        var stage = new ReadStage(extent, (large, await large.ImportAsync(real, ct)), (alone, await alone.ImportAsync(real, ct)));
        // An import is answered before its views are there, where they take longer than two seconds.
        await FollowedAsync(stage.large, ct);
        await FollowedAsync(stage.alone, ct);
        return stage;
    }

    public async Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct) => (await ReadAsync(large, row, ct), await ReadAsync(alone, row, ct));

    public async ValueTask DisposeAsync()
    {
        await large.Node.DisposeAsync();
        await alone.Node.DisposeAsync();
    }

    private static async Task FollowedAsync((Served Node, long Head) of, CancellationToken ct)
    {
        for (var position = 0L; position < of.Head; await Task.Delay(100, ct))
        {
            using var answer = await of.Node.Http.GetAsync("/api/negotiations", ct);
            position = long.Parse(answer.Headers.GetValues("Ledger-Position").Single(), CultureInfo.InvariantCulture);
        }
    }

    private Task<Result> ReadAsync((Served Node, long Head) of, Comparison row, CancellationToken ct) => Meter.RepeatedAsync(1, extent, async (_, step) =>
    {
        var day = new DateOnly(2025, 3, 1).AddDays(step % 280);
        var address = row.Address.Replace("{day}", $"{day:yyyy-MM-dd}", StringComparison.Ordinal).Replace("{head}", $"{of.Head}", StringComparison.Ordinal);
        using var answer = await of.Node.Http.GetAsync($"/api/negotiations/ukraine-2025/{address}", ct);
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.IsSuccessStatusCode && body.Length > 0 ? 1 : throw new InvalidOperationException($"{address}: {(int)answer.StatusCode}");
    });
}
