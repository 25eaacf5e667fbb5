using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

internal static class Lineage
{
    public static void MapLineage(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Link>("/lineage", new Description(
            "Link points of two drafts", "What became of points of one draft in another: asserted, or suggested. Rival fates stand side by side.")
        {
            Example = """
                {"id":"first-1-second-1","fate":"reworded","from":["zone-plan/first/1"],"to":["zone-plan/second/1"],"mode":"asserted","confidence":"reported","sources":["gazette"]}
                """,
        });
        negotiation.MapRevisions(EntryKind.Link, "/lineage/{id}", """{"reason":"The two texts are word for word the same.","fate":"carried"}""");
    }
}
