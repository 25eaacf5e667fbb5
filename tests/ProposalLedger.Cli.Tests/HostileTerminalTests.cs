using System.Diagnostics;
using ProposalLedger.Testing;
using ProposalLedger.Testing.Hostile;

namespace ProposalLedger.Cli.Tests;

/// <summary>What is read on a terminal came from others: none of it may steer the terminal, or turn the direction of what stands beside it.</summary>
public sealed class HostileTerminalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_text_of_the_record_or_of_a_file_steers_a_terminal()
    {
        await using var server = await LedgerServer.StartAsync();
        var negotiations = await WholeNegotiation.RecordHostileAsync(server.Writer);
        var folder = Directory.CreateTempSubdirectory("ledger-hostile-").FullName;
        // Every text of the corpus as a key that is not known, as an id that is none, and as a title.
        var file = Path.Combine(folder, "case.yaml");
        await File.WriteAllTextAsync(file, "negotiation: {id: worse, title: t}\nissues:\n" + string.Concat(HostileTexts.All.Where(h => h.Text.Length is > 0 and < 500 && !h.Text.Contains('\0', StringComparison.Ordinal) && !h.Text.Any(char.IsSurrogate))
            .Select((h, i) => $"- {{id: {Quoted(h.Text)}, title: {Quoted(h.Text)}, {Quoted($"{h.Text} {i}")}: x}}\n")), Ct);
        string[][] commands =
        [
            ["tail"], ["tail", "--json"], ["import", file], ["import", Path.Combine(folder, "\u001b[31m\u202enone")], ["verify", Path.Combine(folder, "\u009b31mnone"), "--key", "\u001b]0;owned\u0007"], ["tail", "--after", "\u001b[2J"], ["\u001b[31m\u202e"], ["read", "river-1/claims/\u001b[31m"], ["read", "river-1/claims?holder=\u202e\u001b[31m"], ["token", "list"],
            .. negotiations.SelectMany(n => (string[][])[["read", n], ["read", $"{n}/claims?limit=500"], ["read", $"{n}/drafts/plan/first"], ["cite", n + "/drafts/plan/first"], ["export", n, "--format", "csv", "--table", "claims"], ["export", n, "--format", "jsonl"], ["export", n, "--format", "jsonld"], ["export", n, "--format", "case"]]),
        ];
        var printed = 0;
        foreach (var command in commands)
        {
            var seen = await OnTerminalAsync(server, folder, command);
            printed += seen.Length;
            var wrong = seen.Where(c => (char.IsControl(c) && c is not ('\n' or '\t' or '\r')) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200b' or '\ufeff').Distinct().ToList();
            Assert.True(wrong.Count == 0, $"ledger {string.Join(' ', command.Select(Uri.EscapeDataString))} printed {string.Join(' ', wrong.Select(c => $"U+{(int)c:X4}"))}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"terminal: {commands.Length} commands printed {printed / 1024} KiB");
        Assert.InRange(printed, 500_000, int.MaxValue);
    }

    /// <summary>All that the program prints when both of its outputs are a terminal: a plain one, on which neither it nor its runtime has anything to steer.</summary>
    private static async Task<string> OnTerminalAsync(LedgerServer server, string folder, string[] command)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "ProposalLedger.Cli", "bin", build.Parent!.Name, build.Name, "ledger");
        var (script, output) = (Path.Combine(folder, "run.sh"), Path.Combine(folder, "typescript"));
        await File.WriteAllTextAsync(script, $"exec '{program}' {string.Join(' ', command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"))}\n", Ct);
        var start = new ProcessStartInfo("script", ["--quiet", "--command", $"sh '{script}'", output]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        (start.Environment["LEDGER_SERVER"], start.Environment["LEDGER_TOKEN"], start.Environment["TERM"]) = (server.BaseAddress.ToString(), LedgerServer.Token, "dumb");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        // Its own first and last line say when it began and ended.
        var lines = (await File.ReadAllTextAsync(output, Ct)).Split('\n');
        return string.Join('\n', lines.Skip(1).Where(line => !line.StartsWith("Script done", StringComparison.Ordinal)));
    }

    private static string Quoted(string text) => $"\"{string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}"))}\"";
}
