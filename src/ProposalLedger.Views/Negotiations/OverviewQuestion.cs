using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Negotiations;

internal static class OverviewQuestion
{
    private const int LatestShown = 10;

    public static Answer Ask(Snapshot snapshot) => Summary(snapshot) is not { } summary
        ? Missing.Entry(snapshot, EntryKind.Negotiation, snapshot.Negotiation)
        : new Answer.Body(new NegotiationOverview
        {
            Summary = summary,
            Latest = [.. snapshot.LatestChanges(LatestShown).Select(Of)],
            OpenConflicts = snapshot.Derive(s => new Disputes(s)).Open,
            LeftOut = snapshot.LeftOut<Entry>(),
        });

    /// <summary>Null where the cut does not hold the negotiation.</summary>
    public static NegotiationSummary? Summary(Snapshot snapshot) =>
        snapshot.Find<Negotiation>(EntryKind.Negotiation, snapshot.Negotiation) is not { } negotiation ? null : new NegotiationSummary
        {
            Negotiation = negotiation,
            Counts = Catalogues.Counts(snapshot),
            Drafts = [.. snapshot.InTime<Draft>().Select(d => Of(snapshot, d))],
            LatestChange = Of(snapshot.LatestChanges(1).Single()),
        };

    public static DraftSummary Of(Snapshot snapshot, AsRecorded<Draft> recorded)
    {
        var draft = recorded.Entry;
        var statuses = snapshot.Derive(s => new LatestStatuses(s));
        var accounting = Accounting.OfBase(snapshot, draft);
        return new DraftSummary
        {
            Draft = draft.Key,
            Proposal = draft.Proposal,
            Title = draft.Title,
            By = snapshot.Find<Proposal>(EntryKind.Proposal, draft.Proposal)?.Entry.By ?? [],
            BasedOn = draft.BasedOn,
            Text = draft.Text,
            Occurred = draft.Occurred,
            PublicSince = recorded.PublicSince,
            Points = draft.Points.Count,
            ReportedCounts = [.. draft.Reported.Select(r => r.Count).OfType<int>().Distinct()],
            AccountsFor = accounting.Earlier,
            Unaccounted = accounting.Unaccounted.Count,
            Statuses = Counts.Of(draft.AllPoints.Select(p => statuses.Of(draft, p)).OfType<AsRecorded<StatusReport>>().Select(s => s.Entry.Status)),
            Current = DraftQuestion.Current(snapshot, draft.Proposal) == recorded,
        };
    }

    private static LatestChange Of(Change change) => new()
    {
        Position = change.Position,
        Recorded = change.Recorded,
        Type = change.Type,
        Kind = change.Event.Kind,
        Key = change.Key,
        Actor = change.Actor,
        Occurred = change.Occurred,
    };
}
