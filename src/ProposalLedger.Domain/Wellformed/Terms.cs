namespace ProposalLedger.Domain.Wellformed;

/// <summary>A term is one quantity: a value, or a range that has at least one end.</summary>
internal static class Terms
{
    public static IEnumerable<Refusal> Check(Values<Term> terms, string parent) =>
        terms.SelectMany((term, i) => Check(term, $"{parent}/terms/{i}"));

    private static IEnumerable<Refusal> Check(Term term, string pointer)
    {
        if (term.Value is null == term.Range is null)
            yield return new Refusal("value-or-range", pointer, "Give either a value or a range.");
        if (term.Range is { From: null, To: null })
            yield return new Refusal("value-or-range", $"{pointer}/range", "A range has a from, a to, or both.");
        if (term.Range is { From: { } from, To: { } to } && to < from)
            yield return new Refusal("end-before-beginning", $"{pointer}/range/to", "The range ends below its beginning.");
    }
}
