using System.Text.RegularExpressions;
using System.Text.Json.Nodes;
using ProposalLedger.Server.Imports;

namespace ProposalLedger.Seeds.Tests.Coverage;

public sealed partial class WordingTests
{
    /// <summary>So many words in a row may be the same by chance, or a name; one more is a quotation.</summary>
    private const int MostInARow = 6;

    [Fact]
    public void Nothing_that_is_published_here_repeats_more_than_six_words_in_a_row_of_the_five_reports()
    {
        var runs = Sentences.Files.SelectMany(file => Runs(File.ReadAllText(file))).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(runs);
        var copied = Texts().SelectMany(text => Runs(text.Text).Where(runs.Contains).Select(run => $"{text.Of}: {run}")).Distinct().ToList();
        Assert.True(copied.Count == 0, string.Join('\n', copied));
    }

    [Fact]
    public void A_copied_sentence_would_be_seen()
    {
        var report = Words(File.ReadAllText(Sentences.Files.First())).ToList();
        Assert.Single(Runs(string.Join("\n  ", report.Skip(100).Take(MostInARow + 1))));
        Assert.Empty(Runs(string.Join(' ', report.Skip(100).Take(MostInARow))));
    }

    private static IEnumerable<(string Of, string Text)> Texts()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Seeds, "*.yaml"))
        {
            // By value: a text that is folded over lines is one run of words, and titles of sources are citations.
            foreach (var (pointer, text) in Values(CaseFileText.Read(File.ReadAllBytes(file)).Root!, ""))
            {
                if (!SourceTitle().IsMatch(pointer)) yield return ($"{Path.GetFileName(file)}{pointer}", text);
            }
        }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md")).Append(Path.Combine(Repository.Seeds, "coverage.csv")).Where(File.Exists))
            yield return (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
    }

    private static IEnumerable<(string Pointer, string Text)> Values(JsonNode? node, string pointer) => node switch
    {
        JsonObject o => o.SelectMany(p => Values(p.Value, $"{pointer}/{p.Key}")),
        JsonArray a => a.SelectMany((n, i) => Values(n, $"{pointer}/{i}")),
        JsonValue v => [(pointer, v.ToString())],
        _ => [],
    };

    private static IEnumerable<string> Runs(string text)
    {
        var words = Words(text).ToList();
        for (var i = 0; i + MostInARow < words.Count; i++) yield return string.Join(' ', words.Skip(i).Take(MostInARow + 1));
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(m => m.Value.ToLowerInvariant().Replace('’', '\''));

    [GeneratedRegex(@"[\p{L}\p{N}]+(['’][\p{L}]+)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A/sources/\d+/title\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceTitle();
}
