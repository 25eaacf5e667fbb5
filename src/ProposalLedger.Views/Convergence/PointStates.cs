using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Convergence;

/// <summary>The one state of each point at a draft: by status reports, else by brackets in its text; of points that a draft's text does not show, by lineage.</summary>
internal static class PointStates
{
    /// <summary>Of a point that the draft has.</summary>
    /// <param name="reports">Of its draft, in time.</param>
    public static PointConvergence Own(Draft draft, Point point, ILookup<string, AsRecorded<StatusReport>> reports)
    {
        var own = Latest([.. reports[point.Id]]);
        if (own.Count > 0) return Decided(StateOf(own), StateGround.Status, own, own.SelectMany(r => PartyPair.Of(r.Entry.Between)));
        // Where all parts are reported alike, so is the whole; where only some are, or they differ, the whole is not reported.
        var parts = point.Points.Select(p => Own(draft, p, reports)).ToList();
        if (parts.Count > 0 && parts.TrueForAll(p => p.Ground is StateGround.Status or StateGround.PartsStatus && p.State == parts[0].State))
            return Decided(parts[0].State, StateGround.PartsStatus, [.. parts.SelectMany(p => p.Reports)],
                parts.Select(p => p.Pairs.AsEnumerable()).Aggregate((all, next) => all.Intersect(next)));
        return point.WithNested().Any(p => p.Brackets.Count > 0) ? Decided(PointState.Bracketed, StateGround.Text, [], [])
            : Decided(PointState.NotReported, StateGround.Nothing, [], []);

        PointConvergence Decided(PointState state, StateGround ground, IReadOnlyList<AsRecorded<StatusReport>> deciding, IEnumerable<PartyPair> pairs) => new()
        {
            Point = PointRef.Of(draft, point), Label = point.Label, State = state, Ground = ground, Reports = deciding,
            Pairs = [.. pairs.Distinct()],
        };
    }

    /// <summary>Of a point of an earlier draft, by what asserted links say of it in the later one.</summary>
    public static PointConvergence OfBase(Snapshot snapshot, Draft earlier, Point point, string later)
    {
        var reference = PointRef.Of(earlier, point);
        var links = Ancestry.Of(snapshot).LinksOf(later)
            .Where(l => l.Entry.From.Contains(reference) && Ancestry.IsBetween(l.Entry, earlier.Key, later)).Select(l => l.Entry).ToList();
        var states = links.Select(l => StateOf(l.Fate)).Distinct().ToList();
        return new PointConvergence
        {
            Point = reference, Label = point.Label, Links = [.. links.Select(l => l.Id)],
            Inferred = links.Count > 0 && links.TrueForAll(l => l.Confidence == Confidence.Inferred),
            Ground = links.Count > 0 ? StateGround.Lineage : StateGround.Nothing,
            State = states.Count switch { 0 => PointState.NotReported, 1 => states[0], _ => PointState.ReportsDiffer },
        };
    }

    /// <summary>A report gives way to one that is wholly later. Those that may be of the same time stand beside each other.</summary>
    /// <param name="inTime">Of one point.</param>
    private static List<AsRecorded<StatusReport>> Latest(List<AsRecorded<StatusReport>> inTime)
    {
        var last = inTime.Max(r => r.Entry.Occurred.Start);
        return inTime.FindAll(r => !(last >= r.Entry.Occurred.End));
    }

    private static PointState StateOf(List<AsRecorded<StatusReport>> reports) => reports.Select(r => r.Entry.Status).Distinct().ToList() switch
    {
        [PointStatus.Open] => PointState.Open,
        [PointStatus.Bracketed] => PointState.Bracketed,
        [PointStatus.Agreed] => PointState.Agreed,
        [PointStatus.SetAside] => PointState.SetAside,
        [PointStatus.Dropped] => PointState.Dropped,
        [PointStatus.Unknown] => PointState.Unknown,
        _ => PointState.ReportsDiffer,
    };

    /// <summary>That a point lives on, in whatever words, says nothing of whether anybody agreed to it.</summary>
    private static PointState StateOf(Fate fate) => fate switch
    {
        Fate.SetAside => PointState.SetAside,
        Fate.MovedToAnotherTrack => PointState.MovedToAnotherTrack,
        Fate.Dropped => PointState.Dropped,
        Fate.Unknown => PointState.Unknown,
        _ => PointState.KeptOrReworded,
    };
}
