using System.Globalization;
using System.Text;
using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain;

/// <summary>Who does something is known from the caller's credentials, never from what is sent (P10).</summary>
public static class Actors
{
    public const int MaxLength = 200;

    /// <summary>Null when events may carry this actor; else the refusal <c>actor-required</c> or <c>actor-not-usable</c>.</summary>
    public static Refusal? Check(string? actor) =>
        actor is null || Texts.IsBlank(actor) ? new Refusal("actor-required", "", "Every event names who recorded it; this caller has no name.")
        : actor.Length > MaxLength || Texts.Check(actor, "").Any() || actor.EnumerateRunes().Any(IsUnseen)
            ? new Refusal("actor-not-usable", "", $"A caller's name is one line of at most {MaxLength} characters, all of which can be seen.")
        : null;

    /// <summary>A word of it has letters of two alphabets that share shapes: <c>sееds</c> with two Cyrillic letters reads as a name that it is not.</summary>
    public static bool MixesAlphabets(string name)
    {
        var alphabet = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            // What is neither a letter nor a mark begins another word; other scripts' letters are beside any.
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)) alphabet = 0;
            else if (AlphabetOf(rune.Value) is > 0 and var own)
            {
                if (alphabet > 0 && alphabet != own) return true;
                alphabet = own;
            }
        }
        return false;
    }

    private static int AlphabetOf(int letter) => letter switch
    {
        (>= 'A' and <= 'z') or (>= 0x00AA and <= 0x02AF) or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xAB30 and <= 0xAB64) or (>= 0xFF21 and <= 0xFF5A) => 1,
        (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => 2,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) => 3,
        (>= 0x0530 and <= 0x058F) => 4,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => 5,
        _ => 0,
    };

    /// <summary>Two names that look the same are the same: nothing in one turns its reading around or takes no room.</summary>
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        // Fillers, joiners and variation selectors, which Unicode counts among the letters and marks.
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
            or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);
}
