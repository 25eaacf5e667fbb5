using System.Text.RegularExpressions;

namespace ProposalLedger.Seeds.Tests.Facts;

/// <summary>
/// What a rewording must keep: the figures, and the names. The sentences of the seed are its own, so the rest is compared by reading.
/// </summary>
internal static partial class Content
{
    /// <summary>Figures as digits: 600,000 and 600000 are one.</summary>
    public static IEnumerable<string> Figures(string text) => Figure().Matches(text).Select(m => m.Value.Replace(",", "", StringComparison.Ordinal));

    /// <summary>Words with a capital, a sentence's first one apart.</summary>
    public static IEnumerable<string> Names(string text) => Name().Matches(text).Select(m => m.Value);

    public static void KeepsFigures(string fact, string kept, string of) =>
        Assert.True(!Figures(fact).Except(Figures(kept)).Any(), $"{of}: '{kept}' lacks a figure of '{fact}'.");

    public static void KeepsNames(string fact, string kept, string of, params string[] exceptFor)
    {
        var lost = Names(fact).Except(exceptFor).Where(n => !Spellings(n).Any(s => kept.Contains(s, StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.True(lost.Count == 0, $"{of}: '{kept}' lacks {string.Join(", ", lost)} of '{fact}'.");
    }

    /// <summary>Russia and Russian are one here, and so are an abbreviation and what it stands for.</summary>
    private static string[] Spellings(string name) => name switch
    {
        "WSJ" => [name, "Wall Street Journal"],
        "WaPo" => ["Washington Post"],
        "NY" => ["New York"],
        "NPT" => ["Non-Proliferation Treaty"],
        "AI" => ["artificial intelligence"],
        "Washington" => [name, "US", "United States"],
        "American" => [name, "US"],
        _ => [name[..Math.Min(5, name.Length)]],
    };

    public static void SameSet(IEnumerable<string> expected, IEnumerable<string> actual, string of) =>
        Assert.True(expected.ToHashSet().SetEquals(actual), $"{of}: expected {string.Join(" ", expected)}, found {string.Join(" ", actual)}.");

    [GeneratedRegex(@"(?<!\d)\d+(,\d{3})*(?!\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?<!\A|[.!?:;] |['""(\[])\b[A-Z][\p{L}\d]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
