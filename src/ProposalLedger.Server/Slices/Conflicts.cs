using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>What cannot all hold, and the editors' public choices.</summary>
internal static class Conflicts
{
    public static void MapConflicts(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Conflict>("/conflicts", new Description("Raise a conflict", "Claims, links or reports that cannot all hold. A later change of mind is movement, and no conflict.")
        {
            Example = """{"id":"zone-said-twice","kind":"contradiction","claims":["north-supports","north-opposes"],"text":"Two papers report opposite answers.","sources":["gazette"]}""",
        });
        negotiation.MapEntry<Resolution>("/resolutions", new Description("Resolve a conflict", "An editor's recorded choice, with its reason. A later one takes its place, so it needs If-Match.")
        {
            Example = """{"id":"zone-said-twice-1","conflict":"zone-said-twice","chosen":"north-supports","reason":"The other paper has corrected itself."}""",
        }, replaces: true);
        negotiation.MapRevisions(EntryKind.Conflict, "/conflicts/{id}", """{"reason":"It is the same answer, reported twice.","kind":"rendering"}""");
        negotiation.MapRevisions(EntryKind.Resolution, "/resolutions/{id}", """{"reason":"The wrong side was named.","chosen":"none"}""");
    }
}
