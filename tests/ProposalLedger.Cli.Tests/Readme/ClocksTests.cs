using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests.Readme;

/// <summary>What docs/clocks.md says of the real case, asked for.</summary>
public sealed partial class ClocksTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    private static string Text => File.ReadAllText(Path.Combine(Repository.Root, "docs", "clocks.md"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_example_is_answered_as_it_says()
    {
        var rows = Rows().Matches(Text);
        Assert.True(rows.Count > 10);
        foreach (Match row in rows)
        {
            using var answer = await server.Reader.GetAsync("/api/negotiations" + row.Groups["address"].Value, Ct);
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
            var said = answer.IsSuccessStatusCode ? $"`total` {body.GetProperty("total")}, `leftOut` {body.GetProperty("leftOut")}"
                : $"{(int)answer.StatusCode} `{body.GetProperty("type").GetString()!["/problems/".Length..]}`";
            Assert.StartsWith(said, row.Groups["answer"].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_that_it_shows_says_what_it_shows()
    {
        var shown = Command().Match(Text);
        var read = await Running.LedgerAsync(server, shown.Groups["arguments"].Value.Split(' '));
        Assert.Equal(0, read.Code);
        static string WithoutPosition(string line) => Regex.Replace(line, @"\d+ of \d+", "n of n", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(WithoutPosition(shown.Groups["said"].Value), WithoutPosition(read.Error.Trim()));
    }

    [GeneratedRegex(@"^\| `(?<address>/[^`]+)` \| (?<answer>[^|]+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^\$ ledger (?<arguments>read .+)\n(?<said>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();
}
