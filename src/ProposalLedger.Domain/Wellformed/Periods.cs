namespace ProposalLedger.Domain.Wellformed;

internal static class Periods
{
    /// <summary>Refuses that the public knew of a saying before it was said; vague dates may overlap.</summary>
    public static IEnumerable<Refusal> CheckPublished(Edtf? occurred, Edtf? published)
    {
        if (occurred?.Start is { } start && published?.End is { } end && end <= start)
            yield return new Refusal("published-before-it-occurred", "/published", $"It was published {published} before it occurred {occurred}.");
    }

    /// <summary>Refuses an end that lies wholly before the beginning; vague dates may overlap.</summary>
    public static IEnumerable<Refusal> Check(Edtf? from, Edtf? to, string pointer)
    {
        if (from?.Start is { } start && to?.End is { } end && end <= start)
            yield return new Refusal("end-before-beginning", pointer, $"It ends {to} before it begins {from}.");
    }
}
