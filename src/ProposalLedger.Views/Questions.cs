namespace ProposalLedger.Views;

/// <summary>One way to ask, for the API, the hub and the pages: what stands after <c>{n}/</c> in a path, with its query.</summary>
public static class Questions
{
    /// <param name="snapshot">The negotiation at a cut.</param>
    /// <param name="path">E.g. <c>drafts/us-peace-plan/us-28</c>; empty for the overview. Already decoded.</param>
    /// <param name="query">Parameters by name; <c>asOf</c>, <c>knownBy</c> and <c>at</c> are the snapshot's and not read here. Unknown ones are ignored.</param>
    public static Answer Answer(Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query) =>
        throw new NotSupportedException();
}
