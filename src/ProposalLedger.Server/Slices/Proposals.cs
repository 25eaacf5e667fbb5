using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Offers of text, their drafts, and what is proposed and reported of their points.</summary>
internal static class Proposals
{
    public static void MapProposals(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Proposal>("/proposals", new Description("Make a proposal", "An offer of text by one or more parties. Its texts are drafts.")
        {
            Example = """{"id":"zone-plan","title":"Plan for the zone","by":["north"],"status":"tabled"}""",
        });
        negotiation.MapEntry<Draft>("/proposals/{p}/drafts", new Description("Table a draft", "One fixed text. It is never edited after tabling; a counter-text is a new draft that is based on it.")
        {
            Example = """
                {"id":"first","title":"First draft","occurred":"2025-01-09","text":"full","sources":["gazette"],
                 "points":[{"id":"1","label":"1","textKind":"verbatim","text":"The zone is fished by both islands.","issue":"fishing","sources":["gazette"]}]}
                """,
        }, place: (draft, at) => draft with { Proposal = Placing.Agreed(at.Proposal(), draft.Proposal, "/proposal") });
        negotiation.MapEntry<Rendering>("/proposals/{p}/drafts/{d}/renderings", new Description("Add a rendering", "One file, leak or translation of a draft, with its own numbering.")
        {
            Example = """{"id":"first-gazette","labels":{"1":"(a)"},"sources":["gazette"]}""",
        }, place: (rendering, at) => rendering with { Draft = Placing.Agreed(at.Draft(), rendering.Draft, "/draft") });
        negotiation.MapEntry<Amendment>("/proposals/{p}/amendments", new Description("Propose an amendment", "A proposal to change named points of a named draft.")
        {
            Example = """
                {"id":"south-1","draft":"zone-plan/first","by":["south"],"occurred":"2025-01-11",
                 "changes":[{"point":"1","kind":"replace","text":"The zone is fished by both islands in turn."}],"sources":["gazette"]}
                """,
        }, place: (amendment, at) => amendment with { Draft = at.Within(amendment.Draft) });
        negotiation.MapEntry<StatusReport>("/proposals/{p}/status", new Description("Report the status of a point", "Open, bracketed, agreed and between whom. It takes the place of an earlier status, so it needs If-Match and a reason. Without an id it gets one from draft, point, status and date.")
        {
            Example = """
                {"draft":"zone-plan/first","point":"1","status":"agreed","between":["north","south"],"occurred":"2025-01-12",
                 "sources":["gazette"],"reason":"Both delegations say so."}
                """,
        }, replaces: true, place: (status, at) => status with { Draft = at.Within(status.Draft) });
        negotiation.MapRevisions(EntryKind.Proposal, "/proposals/{p}", """{"reason":"It was only floated.","status":"floated"}""");
        negotiation.MapRevisions(EntryKind.Draft, "/drafts/{p}/{d}", """{"reason":"A slip in the transcription.","title":"The first draft"}""");
        negotiation.MapRevisions(EntryKind.Rendering, "/proposals/{p}/drafts/{d}/renderings/{id}", """{"reason":"Printed in capitals.","labels":{"1":"(A)"}}""");
        negotiation.MapRevisions(EntryKind.Amendment, "/proposals/{p}/amendments/{id}", """{"reason":"The day before.","occurred":"2025-01-10"}""");
        negotiation.MapRevisions(EntryKind.Status, "/proposals/{p}/status/{id}", """{"reason":"One delegation has denied it.","status":"open","between":[]}""");
    }
}
