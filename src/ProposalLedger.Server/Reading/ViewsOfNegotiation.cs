using ProposalLedger.Server.OpenApi;

namespace ProposalLedger.Server.Reading;

/// <summary>The addresses of the views.</summary>
internal static class ViewsOfNegotiation
{
    private static readonly Parameter[] List = [new("limit", "At most so many, 1 to 500 (default 100)."), new("next", "From the part before.")];

    private static readonly (string Path, string What, string? One)[] Lists =
    [
        ("parties", "parties", "party"), ("persons", "persons", "person"), ("mandates", "mandates", "mandate"), ("issues", "issues", "issue"),
        ("propositions", "propositions", "proposition"), ("sources", "sources", "source"), ("sessions", "sessions", "session"),
        ("actions", "actions", "action"), ("proposals", "proposals", null), ("conflicts", "conflicts", "conflict"),
        ("resolutions", "resolutions of conflicts", "resolution"),
    ];

    public static void MapViews(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapView("", new Description("Read a negotiation", "Its overview: counts, drafts and the latest changes."));
        foreach (var (path, what, one) in Lists)
        {
            negotiation.MapView("/" + path, new Description($"List the {what}", $"The {what} of the negotiation.") { Parameters = List });
            if (one is not null) negotiation.MapView($"/{path}/{{id}}", new Description($"Read one of the {what}", $"One {one} with everything that was recorded of it."));
        }
        negotiation.MapView("/proposals/{p}", new Description("Read a proposal's current draft", "The latest draft, as tabled; 404 while none is. The proposal itself, with its changes, stands in the list of proposals."));
        negotiation.MapView("/drafts/{p}/{d}", new Description("Read a draft", "One draft as tabled, with the status of each point, and the points of its base that nothing accounts for."));
        negotiation.MapView("/compare", new Description("Compare drafts", "Two or three drafts side by side, aligned by lineage.") { Parameters = [new("drafts", "p/d,p/d or p/d,p/d,p/d.")] });
        negotiation.MapView("/lineage", new Description("Read lineage", "The links between two drafts, and their concordance.") { Parameters = [new("from", "p/d"), new("to", "p/d"), .. List] });
        negotiation.MapView("/lineage/{id}", new Description("Read a lineage link", "One link with everything that was recorded of it."));
        negotiation.MapView("/provisions/{v}", new Description("Read a provision's biography", "One clause through all drafts. An older id redirects."));
        negotiation.MapView("/provisions/{p}/{v}", new Description("Read a provision's biography by proposal", "The same, where the id is written with its proposal before a slash."));
        negotiation.MapView("/positions", new Description("Read the position matrix", "Parties by propositions, or by the points of a draft, with the claims behind each cell.") { Parameters = [new("draft", "p/d: its points are the columns."), .. List] });
        negotiation.MapView("/claims", new Description("List claims", "Claims, filtered.")
        {
            Parameters = [new("holder", "Whose view."), new("speaker", "Who said it."), new("about", "Id of what it is about."), new("kind", "Kind of claim."), new("source", "Source id."), new("session", "Session id."), .. List],
        });
        negotiation.MapView("/claims/{c}", new Description("Read a claim", "One claim with its history, conflicts and replies."));
        negotiation.MapView("/timeline", new Description("Read the timeline", "What happened, in order.") { Parameters = [new("kind", "Only this kind."), new("from", "EDTF."), new("to", "EDTF."), .. List] });
    }
}
