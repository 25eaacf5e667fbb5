using System.Diagnostics;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks;

/// <summary>An event store from npm, driven by a program of ours in Node: peers/.</summary>
internal sealed class Peer : IContender
{
    private static readonly string Folder = Path.Combine(NodeProgram.RepositoryRoot, "tests", "ProposalLedger.Benchmarks", "peers");
    private readonly Database database;
    private readonly string program;

    private Peer(string name, string program, Database database) => (Name, this.program, this.database) = (name, Path.Combine(Folder, program), database);

    public string Name { get; }

    public static async Task<Peer> CreateAsync(string name, string program) => new(name, program, await Database.CreateAsync(Path.GetFileNameWithoutExtension(program)));

    /// <summary>Their packages, in the versions that package-lock.json names.</summary>
    public static async Task InstallAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("npm") { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { "ci", "--ignore-scripts" }) start.ArgumentList.Add(argument);
        using var npm = Process.Start(start)!;
        await npm.StandardOutput.ReadToEndAsync(ct);
        await npm.WaitForExitAsync(ct);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci in {Folder} ended with {npm.ExitCode}.");
    }

    public Task PrepareAsync(Extent extent, CancellationToken ct) => AskAsync(new { workload = "prepare", streams = extent.Streams }, ct);

    public async Task<Result?> RunAsync(Workload workload, Extent extent, string run, CancellationToken ct)
    {
        if (workload.Work is Work.Decide or Work.Rebuild) return null;
        var answer = await AskAsync(new
        {
            workload = workload.Work.ToString().ToLowerInvariant(), workers = workload.Workers, extent.WarmUp, extent.Seconds, extent.Streams, extent.Events, run,
        }, ct);
        double? Milliseconds(string name) => answer.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
        return new Result(answer.GetProperty("count").GetInt64() / answer.GetProperty("seconds").GetDouble(), Milliseconds("p50"), Milliseconds("p99"));
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<JsonElement> AskAsync(object wish, CancellationToken ct)
    {
        var (host, port, user, password, name) = database.Settings;
        var asked = JsonSerializer.SerializeToNode(wish, JsonSerializerOptions.Web)!;
        asked["connection"] = JsonSerializer.SerializeToNode(new { host, port, user, password, database = name });
        asked["data"] = JsonSerializer.SerializeToNode(Said.Example, SaidJson.Default.Said);
        await using var node = NodeProgram.Start(program, asked);
        return (await node.RestAsync(ct)).Single();
    }
}
