using Microsoft.AspNetCore.Http.Extensions;

namespace ProposalLedger.Server.Hub;

/// <summary>A view that somebody watches.</summary>
/// <param name="Negotiation">Its id.</param>
/// <param name="Path">What stands after it in the address; empty for the overview.</param>
/// <param name="Query">By name, in the order of the names.</param>
public sealed record WatchRequest(string Negotiation, string Path, SortedDictionary<string, string> Query)
{
    /// <summary>The same for all who watch the same.</summary>
    public string Key => $"{Negotiation}/{Path}{new QueryBuilder(Query)}";

    /// <summary>A citation: nothing recorded later changes it.</summary>
    public bool IsPinned => Query.ContainsKey("at");
}
