using System.Diagnostics;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

/// <summary>What docs/following.md shows does what it says, typed in as it stands.</summary>
public sealed partial class ExampleTests
{
    [Theory(Timeout = NodeProgram.Limit)]
    [InlineData("client", "(?m)^\\d+: 8 parties\n(.*\n)*live ?\n", "\\d+ claim-recorded.v1 live\n")]
    [InlineData("tail", "(?m)^1 negotiation-opened.v1 ukraine-2025\n", "\\d+ claim-recorded.v1 live\n")]
    [InlineData("watch", "(?m)^\\d+ \"[0-9a-f]{64}\" party-0 party-1 party-2 party-3 party-4\n", "")]
    [InlineData("sse", "(?m)^.*\"kind\":\"event\",\"head\":\\d+,\"previous\":0", "\"id\":\"live\"|\"id\": \"live\"")]
    [InlineData("private", "\"stream\":\"negotiation:ukraine-2025\".*\n.*\"name\":\"ana\".*\"negotiations\":\\[\"ukraine-2025\"\\]", "")]
    [InlineData("ticket", "(?m)^1 negotiation-opened.v1 ukraine-2025\n", "\\d+ claim-recorded.v1 live\n")]
    public async Task The_examples_of_the_documentation_run(string example, string first, string later)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        await FishingTalks.OpenAsync(node, "ukraine-2025", ct);
        var file = WriteExample(example);
        var start = new ProcessStartInfo(Path.GetExtension(file) == ".mjs" ? "node" : "bash", file) { RedirectStandardOutput = true, UseShellExecute = false };
        (start.Environment["LEDGER"], start.Environment["LEDGER_TOKEN"]) = (node.Url, LedgerNode.Token);
        using var process = Process.Start(start)!;
        try
        {
            var said = "";
            async Task ReadUntilAsync(string pattern)
            {
                while (!Regex.IsMatch(said, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
                    said += await process.StandardOutput.ReadLineAsync(ct) is { } line ? line + "\n" : throw new InvalidOperationException($"It ended after: {said}");
            }

            await ReadUntilAsync(first);
            await FishingTalks.ClaimAsync(node, "ukraine-2025", "live", 0, ct);
            await ReadUntilAsync(later);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // Below the repository's root, where Node finds the modules.
    private static string WriteExample(string name)
    {
        var text = File.ReadAllText(Path.Combine(NodeProgram.RepositoryRoot, "docs", "following.md"));
        var block = Blocks().Matches(text).Single(b => b.Groups["code"].Value.Contains($"example: {name}\n", StringComparison.Ordinal));
        var file = Path.Combine(AppContext.BaseDirectory, $"example-{name}.{(block.Groups["language"].Value == "js" ? "mjs" : "sh")}");
        File.WriteAllText(file, block.Groups["code"].Value);
        return file;
    }

    [GeneratedRegex("^```(?<language>js|sh)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
