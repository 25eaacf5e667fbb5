namespace ProposalLedger.Domain.Negotiations;

/// <summary>How a negotiation begins.</summary>
public static class Openings
{
    /// <summary>A record begins with its negotiation.</summary>
    internal static IEnumerable<Refusal> Needed(Entry entry, Register register) =>
        entry is Negotiation ? [] : Needed(register);

    internal static IEnumerable<Refusal> Needed(Register register) => register.Negotiation is not null ? []
        : [new Refusal("unknown-negotiation", "", "This negotiation has not been opened.")];

    internal static IEnumerable<Refusal> Check(Negotiation negotiation, Register register)
    {
        if (ReservedIds.All.Contains(negotiation.Id)) yield return ReservedIds.Refusal(negotiation.Id);
        if (register.Negotiation is { } open && open.Id != negotiation.Id)
            yield return new Refusal("id-taken", "/id", $"This is the record of '{open.Id}'; another negotiation has a record of its own.");
    }

    /// <summary>Who may read a negotiation that is there is changed with a reason, by who administers it: what would open it does not change that in passing, nor leave it out in silence.</summary>
    public static IEnumerable<Refusal> Otherwise(Visibility? wanted, Register register) =>
        wanted is null || wanted == register.Visibility || register.Negotiation is not { Id: var id } ? []
            : [new Refusal("visibility-differs", "/visibility", $"'{id}' is there and is {Word(register.Visibility)}. Who may read it is set by POST /api/negotiations/{id}/visibility; leave visibility out here, or say {Word(register.Visibility)}.")];

    internal static string Reason(Visibility visibility) => $"Opened {Word(visibility)}.";

    private static string Word(Visibility visibility) => visibility.ToString().ToLowerInvariant();
}
