using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>What was said, by whom, and what became of the saying.</summary>
internal static class Claims
{
    public static void MapClaims(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Claim>("/claims", new Description("Record a claim", "One sourced assertion: who said it, whose view or act it is about, who relays it.")
        {
            Example = """
                {"id":"north-supports","kind":"position","holder":"north","speaker":{"name":"A. North","party":"north"},"about":{"proposition":"shared-zone"},
                 "stance":"supports","basis":"first-hand","occurred":"2025-01-10","text":"North can live with a shared zone.","sources":["gazette"]}
                """,
        });
        negotiation.MapRevisions(EntryKind.Claim, "/claims/{c}", """{"reason":"The paper gives the day before.","occurred":"2025-01-09"}""");
    }
}
