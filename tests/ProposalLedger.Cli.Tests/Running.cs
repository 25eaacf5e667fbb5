using System.Diagnostics;
using System.Text;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>How a program ended, and what it said.</summary>
public sealed record Ended(int Code, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A program in a process of its own, ended with its test.</summary>
public sealed class Running : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private Running(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The real <c>ledger</c>, as it was built beside these tests.</summary>
    public static Running Ledger(string? server, string? token, params string[] arguments) => Ledger([("LEDGER_SERVER", server), ("LEDGER_TOKEN", token)], arguments);

    public static Running Ledger(IEnumerable<(string Name, string? Value)> environment, params string[] arguments)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "ProposalLedger.Cli", "bin", build.Parent!.Name, build.Name, "ledger");
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Running(start);
    }

    public static Task<Ended> LedgerAsync(LedgerServer server, params string[] arguments) => Ledger(server.BaseAddress.ToString(), LedgerServer.Token, arguments).EndAsync();

    public static Running Of(ProcessStartInfo start) => new(start);

    public async Task<Ended> EndAsync()
    {
        await process.WaitForExitAsync(Ct);
        return new Ended(process.ExitCode, Text(output), Text(error));
    }

    /// <summary>Waits for so many lines on standard output.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        while (true)
        {
            var lines = Text(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length >= count) return lines;
            if (process.HasExited) throw new InvalidOperationException($"It ended with {process.ExitCode} after {lines.Length} of {count} lines: {Text(error)}");
            await Task.Delay(25, Ct);
        }
    }

    /// <summary>Waits for a word on standard error.</summary>
    public async Task ComplainsAsync(string word)
    {
        while (!Text(error).Contains(word, StringComparison.Ordinal)) await Task.Delay(25, Ct);
    }

    /// <summary>As Ctrl-C does.</summary>
    public async Task<Ended> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static void Take(StringBuilder into, string? line)
    {
        if (line is null) return;
        lock (into) into.Append(line).Append('\n');
    }

    private static string Text(StringBuilder from)
    {
        lock (from) return from.ToString();
    }
}
