using System.Text.RegularExpressions;

namespace ProposalLedger.Views.Search;

/// <summary>What somebody typed into a search field.</summary>
/// <param name="Words">Words and operators, as the store's full text takes them.</param>
/// <param name="Last">The last word, where it may be the beginning of a longer one: there are no operators, and it has three letters or more.</param>
internal sealed partial record Typed(string Words, string? Last)
{
    public const int Longest = 300;

    public static Typed Read(string text)
    {
        // Only what is an operator stays beside the words: quotation marks in their pairs, and a minus before a word.
        var plain = Quotes().Replace(text, "\"");
        var marked = Operators().Replace(plain, m => m.Value == "\"" ? " \uE000 " : " \uE001");
        var words = string.Join(' ', marked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part).Where(p => p.Length > 0));
        var last = words[(words.LastIndexOf(' ') + 1)..];
        return new Typed(words, words.AsSpan().ContainsAny('"', '-') || words.Split(' ').Contains("or") || last.Length < 3 ? null : last);
    }

    /// <summary>A letter alone is in nearly every text, and finds nothing that somebody looked for.</summary>
    public bool IsLetterAlone => Words.Split(' ').All(w => w is "or" or "\"" || w.TrimStart('-') is [var letter] && char.IsAsciiLetter(letter)) && Words.Length > 0;

    private static string Part(string part) => part switch
    {
        "\uE000" => "\"",
        ['\uE001', .. var word] => Folding.Fold(word).Trim() is { Length: > 0 } without ? string.Join(' ', without.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => "-" + w)) : "",
        _ => string.Join(' ', Folding.Fold(part).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    };

    [GeneratedRegex("[\u201C\u201D\u201E\u00AB\u00BB]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quotes();

    [GeneratedRegex("\"|(?<=^|\\s)-(?=\\S)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Operators();
}
