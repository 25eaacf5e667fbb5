namespace ProposalLedger.Domain.Wellformed;

/// <summary>
/// References to what the record does not hold. What was retracted is still there and may be spoken of; that is what lets
/// references be read without a lock.
/// </summary>
internal static class Unknown
{
    public static Refusal Of(EntryKind kind, string key, string pointer) => new($"unknown-{EventNames.Noun(kind)}", pointer,
        $"This negotiation has no {EventNames.Noun(kind)} '{Shown(key)}'." + (kind == EntryKind.Draft && !key.Contains('/', StringComparison.Ordinal)
            ? " A draft is named proposal/draft." : ""));

    /// <param name="reference">As <c>proposal/draft/point</c>.</param>
    public static Refusal? Point(string reference, string pointer, Register register)
    {
        if (register.FindPoint(reference) is not null) return null;
        var cut = reference.LastIndexOf('/');
        return cut > 0 && register.Has(EntryKind.Draft, reference[..cut])
            ? new Refusal("unknown-point", pointer, $"The draft '{reference[..cut]}' has no point '{Shown(reference[(cut + 1)..])}'.")
            : reference.Count(c => c == '/') == 2 ? Of(EntryKind.Draft, reference[..cut], pointer)
            : new Refusal("unknown-point", pointer, $"'{Shown(reference)}' names no point. A point is named proposal/draft/point.");
    }

    /// <summary>Whatever a caller sent is shown short, and without what could change how the rest reads.</summary>
    private static string Shown(string text)
    {
        var plain = new string([.. text.Take(80).Select(c => char.IsLetterOrDigit(c) || c is >= ' ' and <= '~' ? c : '\uFFFD')]);
        return text.Length > 80 ? plain + "..." : plain;
    }
}
