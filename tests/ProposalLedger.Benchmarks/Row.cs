using System.Globalization;

namespace ProposalLedger.Benchmarks;

/// <summary>One workload's results: of each contender the median of its rounds.</summary>
internal sealed record Row(Workload Workload)
{
    public const string Own = "ProposalLedger", Least = "limit";
    public static readonly IReadOnlyList<string> Contenders = [Own, "emmett-postgresql", "message-db", Least];
    private static readonly IReadOnlyList<string> Peers = [Contenders[1], Contenders[2]];
    private readonly Dictionary<string, List<Result>> results = new(StringComparer.Ordinal);

    public static string Head =>
        "| workload | ProposalLedger | p50, p99 ms | emmett-postgresql | p50, p99 ms | message-db | p50, p99 ms | limit | of the best peer | of the limit | goal | reached |\n"
        + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|";

    public double? OfPeers => Median(Own) / Peers.Max(Median);

    public double? OfLimit => Median(Own) / Median(Least);

    /// <summary>The rows of the same work with however many workers, this one among them.</summary>
    public IReadOnlyList<Row> SameWork { get; set; } = [];

    public double? OfBestLimit => Median(Own) / SameWork.Max(row => row.Median(Least));

    /// <summary>Null where there is no goal, or what it speaks of was not measured.</summary>
    public bool? IsReached => Workload.Goal switch
    {
        { OfPeers: { } least } when OfPeers is { } ratio => ratio >= least,
        { OfLimit: { } least } when OfLimit is { } ratio => ratio >= least,
        { OfBestLimit: { } least } when OfBestLimit is { } ratio => ratio >= least,
        _ => null,
    };

    public void Add(string contender, Result result)
    {
        if (!results.TryGetValue(contender, out var of)) results[contender] = of = [];
        of.Add(result);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"| {Workload.Name} | {Rate(Own)} | {Latency(Own)} | {Rate(Peers[0])} | {Latency(Peers[0])} | {Rate(Peers[1])} | {Latency(Peers[1])} | {Rate(Least)} | {Of(OfPeers)} | {Of(OfLimit)} | {Goal} | {IsReached switch { true => "yes", false => "no", null => "" }} |");

    public string Goal => Workload.Goal switch
    {
        { OfPeers: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:0.0} of the best peer"),
        { OfLimit: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:0.0#} of the limit"),
        { OfBestLimit: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:0.0} of the best limit of W1{(OfBestLimit is { } ratio ? $": {ratio:0.00}" : "")}"),
        { OfMarten: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:0} times [Marten](marten.md#beside-it)"),
        _ => "",
    };

    private static string Of(double? ratio) => ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private string Rate(string contender) => Median(contender)?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private string Latency(string contender) => Middle(contender, result => result.P50) is { } p50 && Middle(contender, result => result.P99) is { } p99
        ? string.Create(CultureInfo.InvariantCulture, $"{p50:0.0}, {p99:0.0}") : "";

    /// <summary>Of its rounds; null where it was not measured.</summary>
    public double? Median(string contender) => Middle(contender, result => result.PerSecond);

    private double? Middle(string contender, Func<Result, double?> of)
    {
        var sorted = results.GetValueOrDefault(contender, []).Select(of).Where(value => value is not null).Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}
