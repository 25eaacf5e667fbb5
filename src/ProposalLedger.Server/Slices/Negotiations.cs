using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

internal static class Negotiations
{
    public static void MapNegotiations(this IEndpointRouteBuilder api) => api.MapWrite("/negotiations", new Description(
        "Open a negotiation", "One process with its parties, issues, sessions and texts. Its id is the first part of every address below it. "
        + "With `visibility` (public, listed or private) it is so from its first event on: nothing of it is ever shown to who may not read it. Without, it is public. Who may open it says so; later it takes an administrator (POST /api/negotiations/{n}/visibility). "
        + "Of one that is there, `visibility` changes nothing: another than it has is 409 `visibility-differs`.")
    {
        Body = typeof(Opening),
        Example = """{"id":"island-talks","title":"Island talks","summary":"A fictitious negotiation over a fishing zone.","visibility":"private"}""",
    }, (http, body) =>
    {
        var parsed = EntryJson.ParseOpening(body.Span);
        var negotiation = EntryRoutes.Of(parsed);
        return new Wish(negotiation.Id, Precondition.From(http.Request, required: false), _ => new Command.Record(negotiation) { Visibility = parsed.Visibility });
        // It is named in the body: the recorder looks whether he may there.
    }).RequiresSomewhere(AccessRules.RoleToRecord(EntryKind.Negotiation));
}
