using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

internal static class Negotiations
{
    public static void MapNegotiations(this IEndpointRouteBuilder api) => api.MapEntry<Negotiation>("/negotiations", new Description(
        "Open a negotiation", "One process with its parties, issues, sessions and texts. Its id is the first part of every address below it.")
    {
        Example = """{"id":"island-talks","title":"Island talks","summary":"A fictitious negotiation over a fishing zone."}""",
    });
}
