namespace ProposalLedger.Benchmarks.Stages;

/// <summary>What some rows are measured on.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>Ours, and what stands beside it.</summary>
    Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct);
}

/// <param name="Rows">Measured on one stage.</param>
/// <param name="Start">Sets it up.</param>
/// <param name="Once">Each round would need a stage of its own, and one takes long enough.</param>
internal sealed record Scene(IReadOnlyList<Comparison> Rows, Func<Extent, CancellationToken, Task<IStage>> Start, bool Once = false)
{
    public static IReadOnlyList<Scene> All { get; } =
    [
        new(Comparison.Commands, CommandStage.StartAsync),
        new([Comparison.Import, Comparison.Rebuild], ImportStage.StartAsync, Once: true),
        new(Comparison.Reads, ReadStage.StartAsync),
        new([Comparison.ColdPage, Comparison.WarmPage], FirstPageStage.StartAsync, Once: true),
        new(Comparison.Memory, MemoryStage.StartAsync, Once: true),
    ];
}
