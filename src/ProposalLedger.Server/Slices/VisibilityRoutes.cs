using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Who may read a negotiation.</summary>
internal static class VisibilityRoutes
{
    internal sealed record VisibilityBody
    {
        public required Visibility Visibility { get; init; }

        public required string Reason { get; init; }
    }

    public static void MapVisibility(this IEndpointRouteBuilder negotiation) => negotiation.MapWrite("/visibility", new Description("Set who may read a negotiation",
        "public: everybody; listed: who has a role there, and everybody else finds its id and title in the list of negotiations; private: who has a role there, and for everybody else there is no such negotiation. It goes for the past as well, and for streams that are open.")
    {
        Body = typeof(VisibilityBody),
        Example = """{"visibility":"public","reason":"The delegations have agreed to publish."}""",
    }, (http, body) =>
    {
        var json = JsonBody.Read(body);
        var reason = JsonBody.Reason(json);
        var visibility = Of(json["visibility"]);
        JsonBody.As<VisibilityBody>(json);
        return new Wish((string)http.Request.RouteValues["n"]!, Precondition.From(http.Request, required: false), _ => new Command.SetVisibility(visibility, reason));
    }).Requires(Role.Administrator);

    private static Visibility Of(System.Text.Json.Nodes.JsonNode? said) => said?.ToString() switch
    {
        "public" => Visibility.Public,
        "private" => Visibility.Private,
        "listed" => Visibility.Listed,
        null => throw new ProblemException(Problem.At("missing-field", "/visibility", "Say who may read it: public, listed or private.")),
        _ => throw new ProblemException(Problem.At("unknown-value", "/visibility", "A negotiation is public, listed or private.")),
    };
}
