namespace ProposalLedger.Domain.Negotiations;

internal static class Openings
{
    /// <summary>A record begins with its negotiation.</summary>
    public static IEnumerable<Refusal> Needed(Entry entry, Register register) =>
        entry is Negotiation ? [] : Needed(register);

    public static IEnumerable<Refusal> Needed(Register register) => register.Negotiation is not null ? []
        : [new Refusal("unknown-negotiation", "", "This negotiation has not been opened.")];

    public static IEnumerable<Refusal> Check(Negotiation negotiation, Register register)
    {
        if (ReservedIds.All.Contains(negotiation.Id)) yield return ReservedIds.Refusal(negotiation.Id);
        if (register.Negotiation is { } open && open.Id != negotiation.Id)
            yield return new Refusal("id-taken", "/id", $"This is the record of '{open.Id}'; another negotiation has a record of its own.");
    }
}
