using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace ProposalLedger.Testing;

/// <summary>A program in Node, beside this file or elsewhere, that says one JSON value a line. It is ended with its test.</summary>
public sealed class NodeProgram : IAsyncDisposable
{
    /// <summary>Milliseconds after which a test that waits for a program is given up.</summary>
    public const int Limit = 120_000;

    private readonly Process process;
    private readonly Channel<JsonElement> lines = Channel.CreateUnbounded<JsonElement>();
    private readonly Task<string> errors;

    private NodeProgram(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
        _ = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(line));
            await process.WaitForExitAsync();
            var failed = process.ExitCode == 0 ? null : new InvalidOperationException($"The program ended with {process.ExitCode}: {await errors}");
            lines.Writer.TryComplete(failed);
        });
    }

    /// <summary>Where package.json and its modules are.</summary>
    public static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

    /// <param name="program">A file of the folder <c>programs</c>, or a full path.</param>
    /// <param name="input">Its one argument, as JSON.</param>
    /// <param name="environment">Further variables.</param>
    public static NodeProgram Start(string program, object? input = null, params (string Name, string Value)[] environment)
    {
        var folder = Path.Combine(RepositoryRoot, "tests", "ProposalLedger.Server.Tests", "Hub", "programs");
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RepositoryRoot };
        start.ArgumentList.Add(Path.Combine(folder, program));
        start.ArgumentList.Add(JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new NodeProgram(start);
    }

    /// <summary>The next value that the program says.</summary>
    /// <exception cref="ChannelClosedException">It has ended; the inner exception says why where it failed.</exception>
    public async Task<JsonElement> NextAsync(CancellationToken ct) => await lines.Reader.ReadAsync(ct);

    /// <summary>Reads on to a value that fits, which is the last of the list.</summary>
    public async Task<List<JsonElement>> UntilAsync(Func<JsonElement, bool> fits, CancellationToken ct)
    {
        var read = new List<JsonElement>();
        do read.Add(await NextAsync(ct));
        while (!fits(read[^1]));
        return read;
    }

    /// <summary>All that it still says, when it has ended well.</summary>
    public async Task<List<JsonElement>> RestAsync(CancellationToken ct) => await lines.Reader.ReadAllAsync(ct).ToListAsync(ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "package-lock.json")) ? from : FindRoot(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("No package-lock.json above the tests."));
}
