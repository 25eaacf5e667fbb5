using ProposalLedger.Server.Access;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Exports;
using ProposalLedger.Server.Imports;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Reading;

namespace ProposalLedger.Server.Slices;

/// <summary>The table of the API's routes: <c>/api</c>, as <c>/openapi/v1.json</c> describes it.</summary>
internal static class Api
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Ledger");
        api.MapNegotiations();
        var reading = api.MapGroup("").ForReaders();
        reading.MapNegotiationList(new Description("List the negotiations", "With counts, drafts and the latest change of each."));
        reading.MapEvents();
        reading.MapReceipts();
        reading.MapStreams();
        api.MapRedaction();
        api.MapTokens();
        api.MapRoles();
        api.MapTickets();
        api.MapImports();
        api.MapViewStates();

        var negotiation = api.MapGroup("/negotiations/{n}").WithTags("Negotiation").ForReaders();
        negotiation.MapVisibility();
        negotiation.MapParties();
        negotiation.MapIssues();
        negotiation.MapSources();
        negotiation.MapSessions();
        negotiation.MapProposals();
        negotiation.MapLineage();
        negotiation.MapClaims();
        negotiation.MapConflicts();
        negotiation.MapViews();
        negotiation.MapCite();
        negotiation.MapExport();
    }
}
