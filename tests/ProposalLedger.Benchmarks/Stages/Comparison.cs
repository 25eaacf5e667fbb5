using System.Globalization;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>A row of the second table: what the whole program does, and what was measured beside it in the same run.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="Beside">What stands beside it.</param>
internal sealed record Comparison(string Name, string Unit, string Beside)
{
    public const string Head =
        "| what | unit | ProposalLedger | p50, p99 ms | beside it | its figure | p50, p99 ms | ours / its |\n|---|---|--:|--:|---|--:|--:|--:|";

    private readonly List<Result> ours = [];
    private readonly List<Result> its = [];

    /// <summary>Clients at once, where it is about clients.</summary>
    public int Workers { get; init; }

    /// <summary>Where it reads from, without the ledger's name.</summary>
    public string Address { get; init; } = "";

    public double? Ratio => Middle(ours, Value) / Middle(its, Value);

    public void Add(Result own, Result other)
    {
        ours.Add(own);
        its.Add(other);
    }

    public override string ToString() => $"| {Name} | {Unit} | {Figure(ours)} | {Latency(ours)} | {Beside} | {Figure(its)} | {Latency(its)} | {Ratio?.ToString("0.00", CultureInfo.InvariantCulture)} |";

    private static double? Value(Result result) => result.PerSecond;

    private static string? Figure(List<Result> of) => Middle(of, Value)?.ToString(Middle(of, Value) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Latency(List<Result> of) => Middle(of, r => r.P50) is { } p50 && Middle(of, r => r.P99) is { } p99 ? string.Create(CultureInfo.InvariantCulture, $"{p50:0.0}, {p99:0.0}") : "";

    private static double? Middle(List<Result> results, Func<Result, double?> of)
    {
        var sorted = results.Select(of).Where(value => value is not null).Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}

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
        new(CommandStage.Rows, CommandStage.StartAsync),
        new(ImportStage.Rows, ImportStage.StartAsync, Once: true),
        new(ReadStage.Rows, ReadStage.StartAsync),
        new(FirstPageStage.Rows, FirstPageStage.StartAsync, Once: true),
        new(MemoryStage.Rows, MemoryStage.StartAsync, Once: true),
    ];

    public static IEnumerable<string> Names => All.SelectMany(scene => scene.Rows).Select(row => row.Name);
}
