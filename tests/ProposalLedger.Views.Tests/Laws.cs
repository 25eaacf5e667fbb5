using FsCheck;
using FsCheck.Fluent;

namespace ProposalLedger.Views.Tests;

public sealed class Laws
{
    private static readonly string[] Paths =
    [
        "", "positions", "claims", "steps?clock=asOf", "steps?clock=knownBy", "steps?clock=at", "timeline?kind=claim,draft,movement", "drafts/plan/d1", "drafts/plan/d2", "lineage?from=plan/d1&to=plan/d2",
        "compare?drafts=plan/d1,plan/d2", "conflicts", "convergence", "positions?draft=plan/d1&sort=changed", "claims?group=basis", "provisions/d1.1",
    ];

    /// <summary>A random history: claims, links and statuses recorded, corrected and retracted in any order, also of things that are not there.</summary>
    private static readonly Gen<Story> Stories = Gen.Sized(size => Step.ListOf(Math.Min(size, 30)).Select(steps =>
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1", "2"));
        foreach (var step in steps) story.Add(step);
        return story;
    }));

    private static Gen<LedgerEvent> Step =>
        from number in Gen.Choose(1, 4)
        from day in Gen.Choose(1, 28)
        from stance in Gen.Elements(Enum.GetValues<Stance>())
        from fate in Gen.Elements(Enum.GetValues<Fate>())
        from point in Gen.Elements("1", "2")
        from entry in Gen.Elements<Entry>(
            A.Claim($"c{number}", "north", stance, $"2025-06-{day:D2}", (Basis)(day % 4)),
            A.Link($"l{number}", fate, [$"plan/d1/{point}"], [$"plan/d2/{number % 3}"]) with { Mode = (LinkMode)(day % 2) },
            A.Status($"s{number}", point, (PointStatus)(number % 6), $"2025-06-{day:D2}"),
            A.Conflict($"x{number}", "c1", "c2") with { Links = ["l1", "l2"] },
            A.Resolution($"r{number}", $"x{number}", $"l{number}"))
        from verb in Gen.Choose(0, 4)
        select verb switch
        {
            0 => new LedgerEvent.Retracted(entry.EntryKind, entry.Key, null, []),
            1 => new LedgerEvent.Corrected(entry),
            _ => (LedgerEvent)new LedgerEvent.Recorded(entry),
        };

    private static void ForAll(Func<Story, bool> law) => Prop.ForAll(Stories.ToArbitrary(), law).QuickCheckThrowOnFailure();

    private static string All(Dossier dossier, Cut cut) => string.Join('\n', Paths.Select(p => p.Split('?')).Select(p =>
        Questions.Answer(dossier.At(cut), p[0], p.Length == 1 ? [] : p[1].Split('&').Select(q => q.Split('=')).ToDictionary(q => q[0], q => q[1])) switch
        {
            Answer.Body(var body) => System.Text.Encoding.UTF8.GetString(ViewJson.Write(body)),
            var other => other.ToString(),
        }));

    [Fact]
    public void P5_Any_batching_gives_the_same_bodies() => ForAll(story =>
    {
        var whole = story.Dossier();
        var parts = Dossier.Empty(Story.N);
        var (done, size) = (0, 1);
        foreach (var chunk in story.Events.Chunk(7))
        {
            // Each range comes twice, and the second time with what came before.
            var again = story.Events.Skip(Math.Max(0, done - size)).Take(size + chunk.Length);
            parts = parts.With(Changes(chunk), chunk[^1].Position).With(Changes(again), chunk[^1].Position);
            (done, size) = (done + chunk.Length, size + 1);
        }
        return All(whole, Cut.Now) == All(parts, Cut.Now);
    });

    [Fact]
    public void P6_A_cut_at_the_head_equals_the_current_view_and_a_cut_before_it_what_was_current_then() => ForAll(story =>
    {
        var head = story.Events.Count;
        var middle = (head + 12) / 2;
        return All(story.Dossier(), Cut.Now) == All(story.Dossier(), new Cut { At = head })
            && All(story.Dossier(), new Cut { At = middle }) == All(story.Dossier(story.Events.Take(middle).ToList()), Cut.Now);
    });

    [Fact]
    public void P12_Every_point_of_the_base_is_accounted_for_or_named() => ForAll(story =>
    {
        var snapshot = story.Dossier().At(Cut.Now);
        var draft = snapshot.FindDraft("plan/d2")!.Entry;
        var unaccounted = Lineage.Accounting.OfBase(snapshot, draft).Unaccounted;
        var spoken = Lineage.Ancestry.Of(snapshot).Links.SelectMany(l => l.Entry.From).ToHashSet();
        return A.Points("1", "2").All(p => unaccounted.Contains($"plan/d1/{p.Id}") != spoken.Contains($"plan/d1/{p.Id}"));
    });

    [Fact]
    public void P13_Every_point_is_counted_once_and_what_nobody_reports_is_neither_open_nor_agreed() => ForAll(story =>
    {
        var snapshot = story.Dossier().At(Cut.Now);
        var view = (Convergence.ConvergenceOfDrafts)((Answer.Body)Questions.Answer(snapshot, "convergence", new Dictionary<string, string>())).Value;
        return view.Drafts.Count == 2 && view.Drafts.All(draft =>
            draft.Points == 2 && draft.Counts.Values.Sum() == draft.Points && draft.States.DistinctBy(s => s.Point).Count() == draft.Points
            && draft.States.All(point =>
            {
                var reports = snapshot.All<StatusReport>().Where(s => $"{s.Entry.Draft}/{s.Entry.Point}" == point.Point).Select(s => s.Entry.Status).ToList();
                return reports.Count == 0 ? point.State == Convergence.PointState.NotReported
                    : point.State switch
                    {
                        Convergence.PointState.Agreed => reports.Contains(PointStatus.Agreed),
                        Convergence.PointState.Open => reports.Contains(PointStatus.Open),
                        Convergence.PointState.NotReported => false,
                        _ => true,
                    };
            })
            && (draft.OfBase is null || draft.OfBase.Counts.Values.Sum() == draft.OfBase.Points));
    });

    private static IEnumerable<Change> Changes(IEnumerable<EventStore.StoredEvent> events) => events.Select(ChangeRow.Read);
}
