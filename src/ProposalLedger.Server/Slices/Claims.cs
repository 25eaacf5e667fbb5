using ProposalLedger.Domain;
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
        negotiation.MapWrite("/claims/{c}/corrections", new Description("Correct a claim", "A reason, with the fields that replace those of the claim (JSON merge patch, RFC 7396: null removes). The first coding stays readable.")
        {
            Body = typeof(CorrectionBody),
            Example = """{"reason":"The paper gives the day before.","occurred":"2025-01-09"}""",
        }, (http, body) =>
        {
            var correction = Correction.Read(body);
            return Of(http, (id, register) => correction.Apply(id, register));
        });
        negotiation.MapWrite("/claims/{c}/retractions", new Description("Retract a claim", "It no longer holds: since `published` where a source took it back, else for every time. It stays readable.")
        {
            Body = typeof(Retraction),
            Example = """{"reason":"The paper withdrew the report.","published":"2025-01-15","sources":["gazette"]}""",
        }, (http, body) =>
        {
            var retraction = Retraction.Read(body);
            return Of(http, (id, register) => retraction.Apply(id, register));
        });
    }

    private static Wish Of(HttpContext http, Func<string, Register, Command> command) => new(
        (string)http.Request.RouteValues["n"]!, Precondition.From(http.Request, required: true),
        register => command((string)http.Request.RouteValues["c"]!, register));
}
