using System.Text.RegularExpressions;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>Whether a text names somebody. Only whole words count: an offer is not in "offers", nor somebody's office in a text.</summary>
internal static class Naming
{
    /// <param name="text">What was said.</param>
    /// <param name="names">Full names, as <c>Donald Trump (US offer)</c> or <c>Sergei Lavrov, Dmitry Peskov</c>; of a person the last name is enough.</param>
    public static bool IsNamed(string text, IEnumerable<string> names) => names.SelectMany(Short).Any(name => HasWord(text, name));

    private static IEnumerable<string> Short(string name)
    {
        foreach (var one in name.Split(" (")[0].Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return one;
            // Officials, leaders: a common noun names nobody.
            if (one[(one.LastIndexOf(' ') + 1)..] is { Length: > 2 } last && char.IsUpper(last[0])) yield return last;
        }
    }

    private static bool HasWord(string text, string word) =>
        Regex.IsMatch(text, $@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
