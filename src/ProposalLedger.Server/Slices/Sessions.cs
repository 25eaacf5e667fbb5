using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>What happened at the table and outside it.</summary>
internal static class Sessions
{
    public static void MapSessions(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Session>("/sessions", new Description("Record a session", "A meeting or call: announced, held or not held. Reports of it may differ; each has its sources.")
        {
            Example = """
                {"id":"first-round","kind":"meeting","status":"held","occurred":"2025-01-09/2025-01-10","participants":[{"party":"north","names":["A. North"]}],
                 "reports":[{"what":"place","text":"Harbour House","sources":["gazette"]}]}
                """,
        });
        negotiation.MapEntry<OutsideAction>("/actions", new Description("Record an action", "A dated act outside the table by an actor toward a target. Its motive and legality are claims about it.")
        {
            Example = """{"id":"patrol","actor":"north","target":"south","occurred":"2025-01-12","text":"North sends a patrol boat into the zone.","sources":["gazette"]}""",
        });
        negotiation.MapRevisions(EntryKind.Session, "/sessions/{id}", """{"reason":"It ended a day later.","occurred":"2025-01-09/2025-01-11"}""");
        negotiation.MapRevisions(EntryKind.Action, "/actions/{id}", """{"reason":"The day before.","occurred":"2025-01-11"}""");
    }
}
