using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ProposalLedger.Views.Search;

/// <summary>
/// Texts as full text compares them: runs of letters and digits, in lower case and one normal form. It is done here and not by the database,
/// whose rules for what is a letter hang on its locale. A number is one word, however its thousands are set off: 600,000 and 600000 find each other.
/// </summary>
internal static partial class Folding
{
    /// <summary>What stands further behind in one text is not found.</summary>
    private const int Longest = 100_000;

    public static string Fold(string text)
    {
        var normal = Normal(Thousands().Replace(text.Length <= Longest ? text : text[..Longest], m => string.Concat(m.Value.Where(char.IsAsciiDigit))));
        var folded = new StringBuilder(normal.Length);
        foreach (var rune in normal.EnumerateRunes()) folded.Append(IsOfWord(rune) ? Rune.ToLowerInvariant(rune).ToString() : " ");
        return folded.ToString();
    }

    /// <summary>Where the words of a text stand in it.</summary>
    public static IEnumerable<Range> Words(string text)
    {
        var start = -1;
        var numbers = new Queue<Match>(Thousands().Matches(text));
        for (var i = 0; i < text.Length;)
        {
            if (numbers.TryPeek(out var number) && number.Index == i)
            {
                numbers.Dequeue();
                if (start < 0) start = i;
                i += number.Length;
                continue;
            }
            // Half of a pair is no letter.
            var length = Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1;
            var inside = length > 1 || !char.IsSurrogate(text[i]) ? IsOfWord(rune) : false;
            if (inside && start < 0) start = i;
            if (!inside && start >= 0)
            {
                yield return start..i;
                start = -1;
            }
            i += length;
        }
        if (start >= 0) yield return start..text.Length;
    }

    // Not a space or a full stop: these stand between two numbers, too.
    [GeneratedRegex("(?<![0-9])[0-9]{1,3}(?:[,'\u2019\u00A0\u202F][0-9]{3})+(?![0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thousands();

    // Combining marks belong to the letter before them.
    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber;

    // Half a surrogate pair has no normal form.
    private static string Normal(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
