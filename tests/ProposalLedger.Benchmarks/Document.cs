using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Benchmarks.Stages;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks;

/// <summary>The page with the figures: they stand between two comments, with the machine and the command that they come from.</summary>
internal static class Document
{
    public const string Page = "docs/performance.md", Picture = "docs/images/performance.svg";
    private const string Begin = "<!-- table -->\n", End = "<!-- /table -->";

    public static string Tables(IReadOnlyList<Row> rows, IReadOnlyList<Comparison> comparisons) => string.Join("\n\n",
        new[] { Table(Row.Head, rows), Table(Comparison.Head, comparisons) }.Where(table => table.Length > 0));

    public static async Task WriteAsync(Extent extent, IReadOnlyList<Row> rows, IReadOnlyList<Comparison> comparisons, CancellationToken ct)
    {
        var file = Path.Combine(NodeProgram.RepositoryRoot, Page);
        var text = await File.ReadAllTextAsync(file, ct);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, $"{text[..from]}\n{await RunAsync(extent, ct)}\n\n{Tables(rows, comparisons)}\n\n{text[to..]}", ct);
        await File.WriteAllTextAsync(Path.Combine(NodeProgram.RepositoryRoot, Picture), Chart.Of(rows), ct);
    }

    private static string Table<T>(string head, IReadOnlyList<T> rows) => rows.Count == 0 ? "" : $"{head}\n{string.Join('\n', rows)}";

    private static async Task<string> RunAsync(Extent extent, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder((await LedgerCluster.GetAsync()).AdminConnectionString) { Pooling = false });
        await using var version = source.CreateCommand("show server_version");
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var (server, processor, peers) = ((string)(await version.ExecuteScalarAsync(ct))!, await ProcessorAsync(ct), await PeersAsync(ct));
        return string.Create(CultureInfo.InvariantCulture, $"""
            {TimeProvider.System.GetUtcNow():d MMMM yyyy}, `dotnet run -c Release --project tests/ProposalLedger.Benchmarks -- --write{(extent == Extent.Short ? " --short" : "")}`:
            {(extent.Rounds == 1 ? "1 round" : $"{extent.Rounds} rounds after one that is not counted")} of {extent.Seconds} s, {extent.Events:N0} events in the log that is read, {extent.Imported:N0} in the large case, a few clients are {extent.Few:N0} and many are {extent.Many:N0}.
            {Environment.ProcessorCount} processors ({processor}), {memory:0} GiB of memory, {RuntimeInformation.OSDescription}; .NET {Environment.Version}, Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3)},
            PostgreSQL {server} with fsync on, {peers}. It took {DateTime.Now - Process.GetCurrentProcess().StartTime:mm\:ss} minutes.
            """);
    }

    private static async Task<string> ProcessorAsync(CancellationToken ct) => File.Exists("/proc/cpuinfo")
        ? (await File.ReadAllLinesAsync("/proc/cpuinfo", ct)).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unnamed" : $"{RuntimeInformation.ProcessArchitecture}";

    private static async Task<string> PeersAsync(CancellationToken ct)
    {
        var lockFile = Path.Combine(NodeProgram.RepositoryRoot, "tests", "ProposalLedger.Benchmarks", "peers", "package-lock.json");
        using var packages = JsonDocument.Parse(await File.ReadAllTextAsync(lockFile, ct));
        string Of(string package) => $"{package} {packages.RootElement.GetProperty("packages").GetProperty($"node_modules/{package}").GetProperty("version").GetString()}";
        return $"{Of("@event-driven-io/emmett-postgresql")}, {Of("@eventide/message-db")}";
    }
}
