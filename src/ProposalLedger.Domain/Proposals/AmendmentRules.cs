namespace ProposalLedger.Domain.Proposals;

internal static class AmendmentRules
{
    public static IEnumerable<Refusal> Check(Amendment amendment, Register register) =>
        amendment is { Changes.Count: 0, Text: null }
            ? [new Refusal("empty-list", "/changes", "Name what the amendment changes, or give its text.")]
            : amendment.Changes.SelectMany((change, i) => Check(change, $"/changes/{i}", amendment.Draft, register));

    private static IEnumerable<Refusal> Check(PointChange change, string pointer, string draft, Register register)
    {
        if (change.Point is null && change.Kind != ChangeKind.Insert)
            yield return new Refusal("missing-field", $"{pointer}/point", "Name the point that is replaced or deleted.");
        if (change.Point is not null)
            foreach (var refusal in PointOf.Draft(draft, change.Point, $"{pointer}/point", register)) yield return refusal;
        if (change.Text is not null && change.Kind == ChangeKind.Delete)
            yield return new Refusal("text-not-allowed", $"{pointer}/text", "What is deleted gets no new text.");
    }
}
