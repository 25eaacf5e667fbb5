namespace ProposalLedger.Domain.Wellformed;

internal static class Periods
{
    /// <summary>Refuses an end that lies wholly before the beginning; vague dates may overlap.</summary>
    public static IEnumerable<Refusal> Check(Edtf? from, Edtf? to, string pointer)
    {
        if (from?.Start is { } start && to?.End is { } end && end <= start)
            yield return new Refusal("end-before-beginning", pointer, $"It ends {to} before it begins {from}.");
    }
}
