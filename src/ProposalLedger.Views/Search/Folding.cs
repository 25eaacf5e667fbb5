using System.Globalization;
using System.Text;

namespace ProposalLedger.Views.Search;

/// <summary>
/// Texts as full text compares them: runs of letters and digits, in lower case and one normal form. It is done here and not by the database,
/// whose rules for what is a letter hang on its locale.
/// </summary>
internal static class Folding
{
    /// <summary>What stands further behind in one text is not found.</summary>
    private const int Longest = 100_000;

    public static string Fold(string text)
    {
        var normal = Normal(text.Length <= Longest ? text : text[..Longest]);
        var folded = new StringBuilder(normal.Length);
        foreach (var rune in normal.EnumerateRunes()) folded.Append(IsOfWord(rune) ? Rune.ToLowerInvariant(rune).ToString() : " ");
        return folded.ToString();
    }

    /// <summary>Where the words of a text stand in it.</summary>
    public static IEnumerable<Range> Words(string text)
    {
        var start = -1;
        for (var i = 0; i < text.Length;)
        {
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
