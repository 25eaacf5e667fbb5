using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ProposalLedger.Benchmarks;

/// <summary>What PostgreSQL does when it is asked for no more than the rows: its own pgbench inserts and selects, COPY, and a plain read.</summary>
internal sealed partial class Limit : IContender
{
    private readonly Database database;
    private readonly string folder = Directory.CreateTempSubdirectory("ledger-limit-").FullName;

    private Limit(Database database) => this.database = database;

    public string Name => "limit";

    /// <summary>Null where PostgreSQL's own programs are not installed.</summary>
    public static async Task<Limit?> CreateAsync() => await HasAsync("pgbench") && await HasAsync("psql") ? new Limit(await Database.CreateAsync("limit")) : null;

    public async Task PrepareAsync(Extent extent, CancellationToken ct)
    {
        var text = Encoding.UTF8.GetString(Said.Json);
        foreach (var statement in $"""
            create table rows (position bigserial primary key, stream text not null, version bigint not null, data jsonb not null);
            create table filled (like rows including all);
            insert into filled (stream, version, data) select 'filled-' || (n - 1) / {Extent.StreamLength}, (n - 1) % {Extent.StreamLength} + 1, '{text}' from generate_series(1, {extent.Events}) n;
            create index on filled (stream, version);
            vacuum analyze filled
            """.Split(";\n")) await database.ExecuteAsync(statement);
        // The event goes with every insert: as a constant it would be read once, when the statement is prepared, and no byte of it sent.
        await File.WriteAllTextAsync(Path.Combine(folder, "append.sql"), "insert into rows (stream, version, data) values ('one', 1, :event);\n", ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "streams.sql"), $"\\set stream random(0, {extent.Streams - 1})\nselect version, data from filled where stream = 'filled-' || :stream order by version;\n", ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "rows.copy"), string.Concat(Enumerable.Repeat($"one\t1\t{text}\n", extent.Events)), ct);
    }

    public async Task<Result?> RunAsync(Workload workload, Extent extent, string run, CancellationToken ct) => workload.Work switch
    {
        Work.Append or Work.Streams => await BenchAsync(workload, extent, ct),
        Work.Batches => await Meter.OnceAsync(async () =>
        {
            await CallAsync("psql", ["-c", $"\\copy rows (stream, version, data) from '{Path.Combine(folder, "rows.copy")}'"], ct);
            return extent.Events;
        }),
        Work.Log or Work.Rebuild => await Meter.OnceAsync(async () =>
        {
            await CallAsync("psql", ["-c", "\\copy (select * from filled order by position) to '/dev/null'"], ct);
            return extent.Events;
        }),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await database.DisposeAsync();
    }

    private async Task<Result> BenchAsync(Workload workload, Extent extent, CancellationToken ct)
    {
        var seconds = Math.Max(1, (int)Math.Round(extent.Seconds));
        var said = await CallAsync("pgbench", ["-n", "-M", "prepared", "-D", $"event={Encoding.UTF8.GetString(Said.Json)}", "-c", $"{workload.Workers}", "-j", $"{Math.Min(2, workload.Workers)}", "-T", $"{seconds}", "-f", Path.Combine(folder, workload.Work == Work.Append ? "append.sql" : "streams.sql")], ct);
        return new Result(double.Parse(Rate.Match(said).Groups["number"].Value, CultureInfo.InvariantCulture), double.Parse(Latency.Match(said).Groups["number"].Value, CultureInfo.InvariantCulture));
    }

    private async Task<string> CallAsync(string program, string[] arguments, CancellationToken ct)
    {
        var (host, port, user, password, name) = database.Settings;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"], start.Environment["PGPASSWORD"], start.Environment["PGDATABASE"]) = (host, $"{port}", user, password, name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var said = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }

    private static async Task<bool> HasAsync(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { UseShellExecute = false, RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"tps = (?<number>[\d.]+)", RegexOptions.None, 1000)]
    private static partial Regex Rate { get; }

    [GeneratedRegex(@"latency average = (?<number>[\d.]+) ms", RegexOptions.None, 1000)]
    private static partial Regex Latency { get; }
}
