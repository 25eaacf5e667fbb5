using System.Diagnostics;
using ProposalLedger.EventStore.Embedded;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>From the start of the process to the first page; beside PostgreSQL, which is made and started in the same way.</summary>
internal sealed class FirstPageStage : IStage
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"ledger-first-{Environment.ProcessId}");

    public static Task<IStage> StartAsync(Extent extent, CancellationToken ct) => Task.FromResult<IStage>(new FirstPageStage());

    /// <summary>A row for itself starts cold first.</summary>
    public async Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct)
    {
        if (row == Comparison.WarmPage && !Directory.Exists(Of("ledger"))) await MeasureAsync(Comparison.ColdPage, round, ct);
        return (await PageAsync(ct), await PostgresAsync(ct));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var directory in new[] { Of("ledger"), Of("postgres") }.Where(Directory.Exists)) Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Of(string whose) => $"{folder}-{whose}";

    private async Task<Result> PageAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ProposalLedger.Server.dll")]) { UseShellExecute = false };
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{LedgerNode.FreePort()}") };
        foreach (var (name, value) in new[] { ("ASPNETCORE_URLS", http.BaseAddress.ToString().TrimEnd('/')), ("Ledger__DataDirectory", Of("ledger")), ("Ledger__Quiet", "true"), ("Logging__LogLevel__Default", "Warning") }) start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        using var server = Process.Start(start)!;
        try
        {
            await Ready.WaitAsync(http, "/", server, ct);
            return new Result(clock.Elapsed.TotalMilliseconds);
        }
        finally
        {
            // So that it stops its PostgreSQL, too.
            using var stop = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            await server.WaitForExitAsync(ct);
        }
    }

    private async Task<Result> PostgresAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = Of("postgres") }, null, ct);
        var result = new Result(clock.Elapsed.TotalMilliseconds);
        await postgres.StopAsync(CancellationToken.None);
        return result;
    }
}
