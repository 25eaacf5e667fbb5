using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Convergence;

internal static class ConvergenceQuestion
{
    /// <summary>Each is a count of all points: of more dates the latest are told.</summary>
    private const int MostSteps = 100;

    public static Answer Ask(Snapshot snapshot)
    {
        var statuses = snapshot.InTime<StatusReport>().ToLookup(s => s.Entry.Draft, StringComparer.Ordinal);
        List<DraftConvergence> drafts = [.. snapshot.InTime<Draft>().Select(d => Of(snapshot, d.Entry, [.. statuses[d.Entry.Key]]))];
        var (pairs, silent, notListed) = Pairs.Of(snapshot, drafts);
        return new Answer.Body(new ConvergenceOfDrafts
        {
            Drafts = drafts,
            Pairs = pairs,
            SilentPairs = silent,
            PairsNotListed = notListed > 0 ? notListed : null,
            Threshold = Thinness.Threshold,
            LeftOut = snapshot.LeftOut<StatusReport>() + snapshot.LeftOut<Link>() + snapshot.LeftOut<Draft>()
                + snapshot.LeftOut<Claim>(c => c is { Kind: ClaimKind.Position, Basis: Basis.FirstHand, Stance: not null }),
        });
    }

    private static DraftConvergence Of(Snapshot snapshot, Draft draft, List<AsRecorded<StatusReport>> statuses)
    {
        var before = Before(snapshot, draft);
        var fates = before?.Points.Select(p => PointStates.OfBase(snapshot, before, p, draft.Key)).ToList() ?? [];
        var ownKnown = draft.Points.Count > 0;
        var states = ownKnown ? Own(draft, statuses) : fates;
        var reported = states.Count(s => s.State != PointState.NotReported);
        var withStatus = states.Count(s => s.Ground is StateGround.Status or StateGround.PartsStatus);
        var agreed = states.Where(s => s.State == PointState.Agreed).ToList();
        return new DraftConvergence
        {
            Draft = draft.Key,
            Title = draft.Title,
            Occurred = draft.Occurred,
            Text = draft.Text,
            ReportedCounts = [.. draft.Reported.Select(r => r.Count).OfType<int>().Distinct()],
            CountedOn = ownKnown || before is null ? draft.Key : before.Key,
            Points = states.Count,
            Reported = reported,
            WithStatus = withStatus,
            Thin = Thinness.IsThin(withStatus),
            AgreedPercent = Thinness.Percent(agreed.Count, states.Count, withStatus),
            Counts = Counted(states),
            Inferred = InferredOf(states),
            TextNotSeen = draft.Points.Count(p => p.TextKind == TextKind.Unknown),
            StruckOut = StruckOut(snapshot, draft, fates),
            AgreedBetween = [.. agreed.SelectMany(s => s.Pairs).CountBy(p => p).OrderByDescending(p => p.Value).Select(p => new AgreedBetween([p.Key.First, p.Key.Second], p.Value))],
            AgreedBetweenNotSaid = agreed.Count(s => s.Pairs.Count == 0),
            Steps = ownKnown ? Steps(draft, statuses) : [],
            OfBase = ownKnown && before is not null ? new(before.Key, fates.Count, Counted(fates), InferredOf(fates)) : null,
            States = states,
        };
    }

    /// <summary>A number that is kept so that the others stay what they were, at which the point itself is gone: nothing leads to it.</summary>
    private static int StruckOut(Snapshot snapshot, Draft draft, List<PointConvergence> fates)
    {
        var reached = Ancestry.Of(snapshot).LinksOf(draft.Key).SelectMany(l => l.Entry.To).ToHashSet(StringComparer.Ordinal);
        var dropped = fates.Where(f => f.State == PointState.Dropped).Select(f => f.Label).ToHashSet(StringComparer.Ordinal);
        return draft.Points.Count(p => dropped.Contains(p.Label) && !reached.Contains(PointRef.Of(draft, p)));
    }

    private static Dictionary<string, int> InferredOf(IEnumerable<PointConvergence> states) =>
        states.Where(s => s.Inferred).CountBy(s => Counts.Word(s.State)).ToDictionary(StringComparer.Ordinal);

    private static List<PointConvergence> Own(Draft draft, IEnumerable<AsRecorded<StatusReport>> statuses)
    {
        var byPoint = statuses.ToLookup(s => s.Entry.Point, StringComparer.Ordinal);
        return [.. draft.Points.Select(p => PointStates.Own(draft, p, byPoint))];
    }

    private static List<ConvergenceStep> Steps(Draft draft, List<AsRecorded<StatusReport>> statuses)
    {
        var ends = statuses.Select(s => s.Entry.Occurred).DistinctBy(date => date.End).ToList();
        return ends.Count < 2 ? [] : [.. ends.TakeLast(MostSteps).Select(date => new ConvergenceStep(date, Counted(Own(draft, statuses.Where(s => (s.Entry.Occurred.End ?? DateTimeOffset.MaxValue) <= (date.End ?? DateTimeOffset.MaxValue))))))];
    }

    /// <summary>The nearest draft before this one whose points are known.</summary>
    private static Draft? Before(Snapshot snapshot, Draft draft)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { draft.Key };
        for (var origin = draft.BasedOn; origin is not null && seen.Add(origin);)
        {
            if (snapshot.FindDraft(origin)?.Entry is not { } earlier) return null;
            if (earlier.Points.Count > 0) return earlier;
            origin = earlier.BasedOn;
        }
        return null;
    }

    private static Dictionary<string, int> Counted(IReadOnlyCollection<PointConvergence> states) =>
        Enum.GetValues<PointState>().ToDictionary(Counts.Word, state => states.Count(s => s.State == state), StringComparer.Ordinal);
}
