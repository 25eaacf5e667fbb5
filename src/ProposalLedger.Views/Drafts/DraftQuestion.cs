using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Drafts;

internal static class DraftQuestion
{
    public static Answer Ask(Snapshot snapshot, string reference) =>
        snapshot.FindDraft(reference) is { } draft ? new Answer.Body(Of(snapshot, draft)) : Missing.Draft(snapshot, reference);

    /// <summary>The proposal's latest draft.</summary>
    public static Answer AskCurrent(Snapshot snapshot, string proposal)
    {
        if (snapshot.Find<Proposal>(EntryKind.Proposal, proposal) is null) return Missing.Entry(snapshot, EntryKind.Proposal, proposal);
        return Current(snapshot, proposal) is { } draft ? new Answer.Body(Of(snapshot, draft))
            : new Answer.NotFound("no-draft", $"No draft of '{proposal}' has been tabled in this state of the negotiation.");
    }

    public static AsRecorded<Draft>? Current(Snapshot snapshot, string proposal) =>
        snapshot.Derive(s => new LatestDrafts(s)).Of.GetValueOrDefault(proposal);

    public static DraftAsTabled Of(Snapshot snapshot, AsRecorded<Draft> recorded)
    {
        var draft = recorded.Entry;
        var accounting = Accounting.OfBase(snapshot, draft);
        return new DraftAsTabled
        {
            Negotiation = snapshot.Negotiation,
            Proposal = draft.Proposal,
            Draft = draft.Id,
            Title = draft.Title,
            By = snapshot.Find<Proposal>(EntryKind.Proposal, draft.Proposal)?.Entry.By ?? [],
            Text = draft.Text,
            Occurred = draft.Occurred,
            Published = draft.Published ?? recorded.PublicSince,
            PublicSince = recorded.PublicSince,
            BasedOn = draft.BasedOn,
            Sources = draft.Sources,
            Points = Points(snapshot, draft),
            AccountsFor = accounting.Earlier,
            Unaccounted = accounting.Unaccounted,
            ReportedUnknown = accounting.ReportedUnknown,
            Reported = draft.Reported,
            Renderings = [.. snapshot.All<Rendering>().Where(r => r.Entry.Draft == draft.Key)],
            Amendments = [.. snapshot.InTime<Amendment>().Where(a => a.Entry.Draft == draft.Key)],
            Current = Current(snapshot, draft.Proposal)?.Entry.Key == draft.Key,
            Position = recorded.Position,
            Recorded = recorded.Recorded,
            Corrected = recorded.Corrected,
            LeftOut = snapshot.PartsLeftOut<Draft>(d => d.Key == draft.Key) + snapshot.LeftOut<StatusReport>(s => s.Draft == draft.Key) + snapshot.LeftOut<Amendment>(a => a.Draft == draft.Key)
                + snapshot.LeftOut<Rendering>(r => r.Draft == draft.Key) + snapshot.LeftOut<Link>(l => Ancestry.DraftsOf(l).Contains(draft.Key)),
        };
    }

    public static IReadOnlyList<PointAsTabled> Points(Snapshot snapshot, Draft draft)
    {
        var ancestry = Ancestry.Of(snapshot);
        var statuses = snapshot.Derive(s => new LatestStatuses(s));
        PointAsTabled Tabled(Point point) => new()
        {
            Point = point,
            Ref = PointRef.Of(draft, point),
            Provision = ancestry.ProvisionOf(PointRef.Of(draft, point)),
            Status = statuses.Of(draft, point),
            Points = [.. point.Points.Select(Tabled)],
        };
        return [.. draft.Points.Select(Tabled)];
    }
}

internal sealed class LatestDrafts(Snapshot snapshot)
{
    /// <summary>By proposal.</summary>
    public Dictionary<string, AsRecorded<Draft>> Of { get; } =
        snapshot.All<Draft>().GroupBy(d => d.Entry.Proposal).ToDictionary(p => p.Key, p => p.MaxBy(Chronology.Of)!, StringComparer.Ordinal);
}

/// <summary>The latest status that is reported of each point, by occurred, then position.</summary>
internal sealed class LatestStatuses
{
    private readonly Dictionary<(string Draft, string Point), AsRecorded<StatusReport>> latest = [];

    public LatestStatuses(Snapshot snapshot)
    {
        foreach (var status in snapshot.InTime<StatusReport>()) latest[(status.Entry.Draft, status.Entry.Point)] = status;
    }

    public AsRecorded<StatusReport>? Of(Draft draft, Point point) => latest.GetValueOrDefault((draft.Key, point.Id));
}
