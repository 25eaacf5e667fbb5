namespace ProposalLedger.Domain.Concerns;

/// <summary>A proposal, party or issue that an event concerns.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Id">Its id in the negotiation.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Concern(EntryKind Kind, string Id)
{
    public static IReadOnlyList<EntryKind> Kinds { get; } = [EntryKind.Proposal, EntryKind.Party, EntryKind.Issue];

    /// <summary>What events of an entry of a kind can concern at all: to ask for anything else of them is to ask for nothing.</summary>
    public static IReadOnlyList<EntryKind> PossibleOf(EntryKind of) => of switch
    {
        EntryKind.Party or EntryKind.Mandate or EntryKind.Session or EntryKind.Action => [EntryKind.Party],
        EntryKind.Issue or EntryKind.Proposition => [EntryKind.Issue],
        EntryKind.Proposal => [EntryKind.Proposal, EntryKind.Party],
        EntryKind.Rendering => [EntryKind.Proposal, EntryKind.Issue],
        EntryKind.Negotiation or EntryKind.Person or EntryKind.Source => [],
        _ => Kinds,
    };
}
