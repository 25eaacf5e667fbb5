using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests.Readme;

/// <summary>The examples of docs/citing.md and docs/exports.md, typed in; only the address is another.</summary>
public sealed partial class DocsTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_citation_can_be_checked_as_citing_md_says()
    {
        var hash = await RunAsync("citing.md", "hash");
        var body = await server.Reader.GetByteArrayAsync("/api/negotiations/ukraine-2025/positions?draft=us-peace-plan/us-28&at=800&v=1", Ct);
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(body)), hash.Output, StringComparison.Ordinal);
        var cited = await RunAsync("citing.md", "cite");
        Assert.StartsWith("@misc{ukraine-2025-positions-800-", cited.Output, StringComparison.Ordinal);
        Assert.Contains(cited.Lines, line => line.TrimEnd() == "TY  - DATA");
        Assert.StartsWith("Ledger-Corrected-Since: corrected=0, retracted=0, positions=()", (await RunAsync("citing.md", "since")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exports_of_exports_md_do_what_they_say()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-docs-").FullName;
        var ended = await RunAsync("exports.md", "export", folder);
        Assert.Equal(["claims.csv", "lake.yaml", "lake.zip", "plan.jsonld"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.StartsWith("{\"specversion\":\"1.0\"", ended.Lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^lake-vell-crossing: 0 recorded, 0 corrected, 0 retracted, \d+ unchanged; ledger position \d+\.$", ended.Lines[^1]);
    }

    private async Task<Ended> RunAsync(string page, string name, string? folder = null)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", page), Ct);
        var code = Blocks().Matches(text).Single(b => b.Groups["name"].Value == name).Groups["code"].Value.Replace("http://localhost:5080", server.BaseAddress.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var program = Path.Combine(Repository.Root, "src", "ProposalLedger.Cli", "bin", build.Parent!.Name, build.Name, "ledger");
        var start = new ProcessStartInfo("bash", ["-euc", $"ledger() {{ '{program}' \"$@\"; }}\n{code}"]) { WorkingDirectory = folder ?? Path.GetTempPath() };
        (start.Environment["LEDGER_TOKEN"], start.Environment["LEDGER_SERVER"]) = (LedgerServer.Token, server.BaseAddress.ToString());
        await using var running = Running.Of(start);
        var ended = await running.EndAsync();
        Assert.True(ended.Code == 0, ended.Error);
        return ended;
    }

    [GeneratedRegex("^<!-- run: (?<name>[a-z]+) -->\n```sh\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
