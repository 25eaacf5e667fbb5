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

    /// <summary>Two names that look the same are the same: nothing in one turns its reading around or takes no room.</summary>
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        // Fillers, joiners and variation selectors, which Unicode counts among the letters and marks.
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
            or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);
}
