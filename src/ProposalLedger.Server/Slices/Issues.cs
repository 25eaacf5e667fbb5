using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>What the parties differ on, and the sentences that can be supported or opposed.</summary>
internal static class Issues
{
    public static void MapIssues(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Issue>("/issues", new Description("Raise an issue", "A subject that the parties differ on. Nobody supports or opposes an issue: that takes a proposition.")
        {
            Example = """{"id":"fishing","title":"Fishing zone"}""",
        });
        negotiation.MapEntry<Proposition>("/propositions", new Description("Put a proposition", "A neutral sentence under an issue that can be supported or opposed.")
        {
            Example = """{"id":"shared-zone","issue":"fishing","text":"The zone between the islands is fished by both."}""",
        });
        negotiation.MapRevisions(EntryKind.Issue, "/issues/{id}", """{"reason":"Spelled as the parties do.","title":"Fishing zones"}""");
        negotiation.MapRevisions(EntryKind.Proposition, "/propositions/{id}", """{"reason":"Both is two.","text":"The zone between the islands is fished by the two."}""");
    }
}
