namespace ProposalLedger.Server.Imports;

/// <summary>Which list of a case file holds entries of which kind, in the order in which a file is written and read.</summary>
public static class CaseFileLayout
{
    /// <summary>The one top-level key that holds a single entry.</summary>
    public const string Negotiation = "negotiation";

    /// <summary>On the negotiation: who may read it from its first event on. An export has it where that is not everybody.</summary>
    public const string Visibility = "visibility";

    /// <summary>On any entry: its place among all entries in the order of recording. An export has it, so that an import records in the same order.</summary>
    public const string Order = "order";

    /// <summary>On any entry: <c>{reason, published?, sources?}</c>, and it no longer holds.</summary>
    public const string Retracted = "retracted";

    public static IReadOnlyList<(string Key, EntryKind Kind)> Lists { get; } =
    [
        ("parties", EntryKind.Party), ("persons", EntryKind.Person), ("mandates", EntryKind.Mandate), ("issues", EntryKind.Issue),
        ("propositions", EntryKind.Proposition), ("sources", EntryKind.Source), ("sessions", EntryKind.Session), ("actions", EntryKind.Action),
        ("proposals", EntryKind.Proposal), ("lineage", EntryKind.Link), ("claims", EntryKind.Claim), ("conflicts", EntryKind.Conflict),
        ("resolutions", EntryKind.Resolution),
    ];

    /// <summary>Lists that stand inside of an entry, and the field of the inner one that names the outer one.</summary>
    public static IReadOnlyList<(string Key, EntryKind Kind, string Owner)> Nested(EntryKind kind) => kind switch
    {
        EntryKind.Proposal => [("drafts", EntryKind.Draft, "proposal"), ("amendments", EntryKind.Amendment, "")],
        EntryKind.Draft => [("renderings", EntryKind.Rendering, "draft"), ("status", EntryKind.Status, "draft")],
        _ => [],
    };
}
