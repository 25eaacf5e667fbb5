using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

internal static class Sources
{
    public static void MapSources(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Source>("/sources", new Description(
            "Register a source", "Where something comes from. Its date is when the public could know what rests on it.")
        {
            Example = """{"id":"gazette","publisher":"Island Gazette","title":"Talks open","published":"2025-01-10","kind":"news"}""",
        });
        negotiation.MapRevisions(EntryKind.Source, "/sources/{id}", """{"reason":"The masthead says so.","publisher":"The Island Gazette"}""");
    }
}
