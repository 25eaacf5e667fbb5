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

    private const string Insert = "an endpoint that does one insert", Alone = "the same in a ledger of this case alone", Hub = "a bare hub";

    public static readonly IReadOnlyList<Comparison> Commands = [.. new[] { 1, 8, 32 }.Select(clients => new Comparison(
        $"Commands over HTTP, {clients} {(clients == 1 ? "client" : "clients")}", "requests/s", Insert) { Workers = clients })];

    public static readonly Comparison Import = new("Import of a large case, checked and decided", "events/s", "COPY of the same rows");
    public static readonly Comparison Rebuild = new("Rebuild of the claims with their full text", "events/s", "the same rows and words by two statements");

    public static readonly IReadOnlyList<Comparison> Reads =
    [
        new("Comparison of the drafts of 28 and 20 points, in a large ledger", "requests/s", Alone) { Address = "compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-20" },
        new("Position matrix, in a large ledger", "requests/s", Alone) { Address = "positions" },
        new("Position matrix at a cut by three clocks, another each time, in a large ledger", "requests/s", Alone) { Address = "positions?asOf={day}&knownBy=2025-12-10&at={head}" },
    ];

    public static readonly Comparison ColdPage = new("First page, with an empty data directory and the seeds", "ms", "initdb, roles and start of PostgreSQL alone");
    public static readonly Comparison WarmPage = new("First page, with a ledger that is there", "ms", "start of PostgreSQL alone");

    public static readonly IReadOnlyList<Comparison> Memory =
    [
        new("Memory at rest, resident", "MiB", Hub), new("Memory at rest, managed heap after a collection", "MiB", Hub),
        new("Memory for each of a few connected clients, resident", "KiB", Hub), new("Memory for each of a few connected clients, managed heap", "KiB", Hub),
        new("Memory for each of many connected clients, resident", "KiB", Hub), new("Memory for each of many connected clients, managed heap", "KiB", Hub),
    ];

    public static readonly IReadOnlyList<Comparison> All = [.. Commands, Import, Rebuild, .. Reads, ColdPage, WarmPage, .. Memory];

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
