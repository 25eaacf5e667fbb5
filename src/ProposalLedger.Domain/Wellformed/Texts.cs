using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ProposalLedger.Domain.Wellformed;

/// <summary>What any text may be, whatever it says.</summary>
internal static partial class Texts
{
    public const int MaxBytes = 16 * 1024;

    public static bool IsSlug(string text) => Slug().IsMatch(text);

    public static IEnumerable<Refusal> Check(string text, string pointer)
    {
        if (IsBlank(text))
        {
            // P10 has its own code, so that a caller can ask its user for the reason.
            yield return pointer == "/reason" ? Reasons.Missing : new Refusal("blank", pointer, "Write something here, or leave the field out where it may be.");
            yield break;
        }
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            yield return new Refusal("text-too-long", pointer, "A text has at most 16 KiB of UTF-8.");
        if (ForbiddenCharacter(text) is { } character)
            yield return new Refusal("forbidden-character", pointer, $"The text holds {character}, which no text may hold.");
    }

    /// <summary>Nothing that a reader could see: spaces, and characters without width.</summary>
    public static bool IsBlank(string text) => text.EnumerateRunes().All(r => Rune.IsWhiteSpace(r) || Rune.GetUnicodeCategory(r) == UnicodeCategory.Format);

    private static string? ForbiddenCharacter(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done)
                return $"half a surrogate pair (U+{(int)rest[0]:X4})";
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))
                return $"a control character (U+{rune.Value:X4})";
            // Noncharacters: I-JSON (RFC 7493) has no place for them.
            if ((rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                return $"a code point that is no character (U+{rune.Value:X4})";
            rest = rest[used..];
        }
        return null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slug();
}
