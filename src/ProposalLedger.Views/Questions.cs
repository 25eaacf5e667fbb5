using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Compare;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Mandates;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Positions;
using ProposalLedger.Views.Projections;
using ProposalLedger.Views.Provisions;
using ProposalLedger.Views.Steps;
using ProposalLedger.Views.Since;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views;

/// <summary>One way to ask, for the API, the hub and the pages: what stands after <c>{n}/</c> in a path, with its query.</summary>
public static class Questions
{
    /// <param name="snapshot">The negotiation at a cut.</param>
    /// <param name="path">E.g. <c>drafts/us-peace-plan/us-28</c>; empty for the overview. Already decoded.</param>
    /// <param name="query">Parameters by name; <c>asOf</c>, <c>knownBy</c> and <c>at</c> are the snapshot's and not read here. Unknown ones are refused.</param>
    public static Answer Answer(Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query)
    {
        if (snapshot.Find<Negotiation>(EntryKind.Negotiation, snapshot.Negotiation) is null)
            return Missing.Entry(snapshot, EntryKind.Negotiation, snapshot.Negotiation);
        var parameters = new Query(query);
        parameters.RefuseOthersThan(ParametersOf(path));
        if (parameters.Refusals.Count > 0) return new Answer.Refused(parameters.Refusals);
        return path.Split('/') switch
        {
            [""] => OverviewQuestion.Ask(snapshot),
            ["compare"] => CompareQuestion.Ask(snapshot, parameters),
            ["lineage"] => LineageQuestion.Ask(snapshot, parameters),
            ["lineage", var link] => Catalogues.AskOne(snapshot, "links", link)!,
            ["positions"] => PositionsQuestion.Ask(snapshot, parameters),
            ["convergence"] => ConvergenceQuestion.Ask(snapshot),
            ["mandates"] => MandatesQuestion.Ask(snapshot, parameters),
            ["since"] => SinceQuestion.Ask(snapshot, parameters),
            ["timeline"] => TimelineQuestion.Ask(snapshot, parameters),
            ["steps"] => StepsQuestion.Ask(snapshot, parameters),
            ["claims"] => ClaimsQuestion.AskList(snapshot, parameters),
            ["claims", var claim] => ClaimsQuestion.AskOne(snapshot, claim),
            ["proposals", var proposal] => DraftQuestion.AskCurrent(snapshot, proposal),
            ["drafts", var proposal, var draft] => DraftQuestion.Ask(snapshot, $"{proposal}/{draft}"),
            ["provisions", var provision] => ProvisionQuestion.Ask(snapshot, provision),
            ["provisions", var proposal, var provision] => ProvisionQuestion.Ask(snapshot, $"{proposal}/{provision}"),
            [var list] => Catalogues.AskList(snapshot, list, parameters) ?? Missing.Path(path),
            [var list, var key] => Catalogues.AskOne(snapshot, list, key) ?? Missing.Path(path),
            _ => Missing.Path(path),
        };
    }

    /// <summary>Names of the projected views that the answer to a path rests on: where one has stopped, the answer is stale.</summary>
    public static IReadOnlyList<string> ViewsBehind(string path) => path.Split('/')[0] switch
    {
        "parties" or "persons" or "mandates" or "issues" or "propositions" or "sources" => Plain,
        // Sources date what has no date of its own.
        "sessions" or "actions" => Happenings,
        _ => ViewCatalogue.Names,
    };

    private static readonly string[] Plain = [ViewCatalogue.Negotiations, ViewCatalogue.Catalogue], Happenings = [.. Plain, ViewCatalogue.Sessions];

    /// <summary>The list of negotiations, the one with the latest news first. Those that a cut does not hold are not in it.</summary>
    public static Answer Negotiations(IEnumerable<Snapshot> snapshots, IEnumerable<Snapshot> listed, IReadOnlyDictionary<string, string> query) =>
        List(new Query(query), snapshots, listed);

    private static Answer List(Query query, IEnumerable<Snapshot> snapshots, IEnumerable<Snapshot> listed)
    {
        query.RefuseOthersThan(Part);
        var held = snapshots.Select(s => (Summary: OverviewQuestion.Summary(s), LeftOut: s.LeftOut<Entry>())).Where(s => s.Summary is not null).ToList();
        // A negotiation itself has no date; what its counts leave out straddles the cut.
        var answer = query.Page([.. held.Select(s => s.Summary!).OrderByDescending(s => s.LatestChange.Position)], s => s.Negotiation.Entry.Id, held.Sum(s => s.LeftOut));
        if (answer is not Answer.Body(Page<NegotiationSummary> page)) return answer;
        var names = listed.Select(s => s.Find<Negotiation>(EntryKind.Negotiation, s.Negotiation)?.Entry).OfType<Negotiation>().Select(n => new ListedNegotiation(n.Id, n.Title)).OrderBy(n => n.Id, StringComparer.Ordinal).ToList();
        return new Answer.Body(new NegotiationList { Items = page.Items, Total = page.Total, LeftOut = page.LeftOut, Next = page.Next, Listed = names.Count > 0 ? names : null });
    }

    private static readonly string[] Part = ["limit", "next"];

    private static string[] ParametersOf(string path) => path switch
    {
        "compare" => ["drafts", "kind"],
        "lineage" => ["from", "to", "via", .. Part],
        "convergence" => [],
        "positions" => ["draft", "sort", .. Part],
        "mandates" => MandatesQuestion.Parameters,
        "since" => SinceQuestion.Parameters,
        "timeline" => ["kind", "from", "to", "actor", "target", .. Part],
        "claims" => [.. ClaimsQuestion.Parameters, .. Part],
        "conflicts" => ["kind", "standing", .. Part],
        "steps" => ["clock", "around"],
        _ => path.Length == 0 || path.Contains('/', StringComparison.Ordinal) ? [] : Part,
    };
}
