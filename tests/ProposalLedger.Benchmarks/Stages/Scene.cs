namespace ProposalLedger.Benchmarks.Stages;

/// <summary>What some rows are measured on.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>Ours, and what stands beside it.</summary>
    Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct);
}

/// <param name="Rows">Measured on one stage.</param>
/// <param name="Start">Sets it up.</param>
/// <param name="Anew">Each round has a stage of its own, so that it finds what the first found; there is none that is not counted.</param>
internal sealed record Scene(IReadOnlyList<Comparison> Rows, Func<Extent, CancellationToken, Task<IStage>> Start, bool Anew = false)
{
    public static IReadOnlyList<Scene> All { get; } =
    [
        new(Comparison.Commands, CommandStage.StartAsync),
        new([Comparison.Import, Comparison.Rebuild], ImportStage.StartAsync, Anew: true),
        new(Comparison.Reads, ReadStage.StartAsync),
        new([Comparison.ColdPage, Comparison.WarmPage], FirstPageStage.StartAsync, Anew: true),
        new(Comparison.Memory, MemoryStage.StartAsync, Anew: true),
    ];
}
