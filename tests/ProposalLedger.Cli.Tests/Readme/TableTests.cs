using System.Globalization;
using System.Text.Json;
using ProposalLedger.EventStore.Embedded;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests.Readme;

/// <summary>What the tables of README.md say is so.</summary>
public sealed class TableTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P12_What_became_of_each_of_the_28_is_what_the_ledger_answers()
    {
        var lineage = JsonElement.Parse(await server.Reader.GetStringAsync("/api/negotiations/ukraine-2025/lineage?from=us-peace-plan/us-28&to=us-peace-plan/us-ua-19", Ct));
        var rows = lineage.GetProperty("concordance").EnumerateArray()
            .SelectMany(row => row.GetProperty("from").EnumerateArray().Select(p => (Point: p.GetString()!.Split('/')[^1], Row: row)))
            .Where(row => int.TryParse(row.Point, CultureInfo.InvariantCulture, out _)) // 10a is a part of 10
            .GroupBy(row => row.Point, row => row.Row, StringComparer.Ordinal);
        var answered = rows.ToDictionary(r => r.Key, r => Became([.. r]), StringComparer.Ordinal);
        Assert.Equal(28, answered.Count);

        var shown = Rows("| became |").SelectMany(row => row[1].Split(", ").Select(point => (point, (row[0].Trim('*'), row[2])))).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(answered.OrderBy(p => p.Key, StringComparer.Ordinal), shown.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void The_defaults_of_the_configuration_are_those_of_the_code()
    {
        var shown = Rows("| variable |").ToDictionary(row => row[0].Trim('`'), row => row[2].Trim('`'), StringComparer.Ordinal);
        Assert.Equal(["ASPNETCORE_URLS", "ConnectionStrings__Ledger", "ConnectionStrings__LedgerOwner", "Ledger__AllowPlainHttp", "Ledger__DataDirectory", "Ledger__Following__Recheck", "Ledger__Health__LongestLag", "Ledger__InitialToken", "Ledger__Jwt__Issuer", "Ledger__Log__Directory", "Ledger__Seed", "OTEL_EXPORTER_OTLP_ENDPOINT"], shown.Keys.Order(StringComparer.Ordinal));
        var code = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "ProposalLedger.Server"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).Aggregate(string.Concat);
        Assert.Contains($"\"{shown["ASPNETCORE_URLS"]}\"", code, StringComparison.Ordinal);
        Assert.All(shown.Keys.Where(name => name.StartsWith("Ledger__", StringComparison.Ordinal)), name =>
        {
            // Read by its whole name, or as a property of a section.
            var (section, property) = (name[..name.LastIndexOf("__", StringComparison.Ordinal)].Replace("__", ":", StringComparison.Ordinal), name[(name.LastIndexOf("__", StringComparison.Ordinal) + 2)..]);
            if (section != "Ledger") Assert.Matches($@"public \S+ {property} {{ get; set; }}", code);
            Assert.Contains(section == "Ledger" ? $"\"{section}:{property}\"" : $"\"{section}\"", code, StringComparison.Ordinal);
        });
        if (Environment.UserName == "root") Assert.Contains($"`{EmbeddedOptions.DefaultDataDirectory()}", shown["Ledger__DataDirectory"] + "`", StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_readme_links_to_is_there() => Assert.All(
        System.Text.RegularExpressions.Regex.Matches(Repository.Readme, @"\]\((?!https?:)(?<path>[^)#]+)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["path"].Value),
        path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));

    private static (string Became, string Ground) Became(List<JsonElement> rows)
    {
        static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        var grounds = rows.Select(row => Text(row, "mode") == "suggested" ? "suggested only" : Text(row, "confidence") == "unknown" ? "nobody has said" : Text(row, "confidence")).Distinct().ToList();
        var ground = Assert.Single(grounds);
        if (rows.Count > 1)
        {
            Assert.All(rows, row => Assert.True(row.GetProperty("conflict").GetBoolean()));
            return ($"{string.Join(", or ", rows.Select(row => Text(row, "fate").Replace('-', ' ')).OrderDescending(StringComparer.Ordinal))}: reports differ", $"both {ground}");
        }
        var fate = Text(rows[0], "fate") switch { "carried" => "carried over", "unknown" => "not known", var other => other.Replace('-', ' ') };
        return (Text(rows[0], "for").StartsWith("Presidents", StringComparison.Ordinal) ? $"{fate} for the presidents" : fate, ground);
    }

    private static IEnumerable<string[]> Rows(string header) => Repository.Readme.Split('\n').SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
}
