using ProposalLedger.Server.Imports;
using ProposalLedger.Server.Pages;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Compare;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Positions;
using ProposalLedger.Views.Provisions;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views.Tests;

/// <summary>The seeds, decided as the importer decides them and asked as readers ask.</summary>
public sealed class RealCaseTests
{
    private const string First = "us-peace-plan/us-28", Second = "us-peace-plan/us-ua-19";
    private static readonly Lazy<Snapshot> Ukraine = new(() => RealCase.Of("ukraine-2025"));

    private static T Ask<T>(string path, params (string Name, string Value)[] query) => Assert.IsType<T>(
        Assert.IsType<Answer.Body>(Questions.Answer(Ukraine.Value, path, query.ToDictionary(q => q.Name, q => q.Value))).Value);

    [Fact]
    public void It_begins_with_28_points_becoming_19_of_which_nobody_knows_the_text()
    {
        var drafts = Ask<NegotiationOverview>("").Summary.Drafts;
        var second = drafts.Single(d => d.Draft == Second);
        Assert.Equal(28, drafts.Single(d => d.Draft == First).Points);
        Assert.Equal((TextExtent.Unknown, First, 0), (second.Text, second.BasedOn, second.Points));
    }

    /// <summary>What the ledger knows of the 20 points, their copies in three papers among it, is of December.</summary>
    [Fact]
    public void P6_On_22_November_nothing_is_there_of_the_texts_that_came_after_it()
    {
        var then = RealCase.DossierOf("ukraine-2025").At(new Cut { AsOf = Edtf.Parse("2025-11-22") });
        foreach (var path in new[] { "", "drafts", "timeline", "lineage", "claims" })
        {
            var body = System.Text.Encoding.UTF8.GetString(ViewJson.Write(Assert.IsType<Answer.Body>(Questions.Answer(then, path, new Dictionary<string, string>())).Value));
            foreach (var later in new[] { "us-ua-20", "us-ua-19", "e3-28", "eu-24-" }) Assert.DoesNotContain(later, body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void How_many_points_an_unknown_text_has_is_told_as_reported_with_its_rivals()
    {
        Assert.Equal([19, 22, 27], Ask<NegotiationOverview>("").Summary.Drafts.Single(d => d.Draft == Second).ReportedCounts);
        Assert.Equal("28 points, then 19 (as reported; others count 22 and 27), then 20", Evolution().Headline());
    }

    [Fact]
    public void P12_The_sentence_on_the_28_counts_each_point_once_and_adds_up()
    {
        var steps = Evolution().Steps;
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.Equal(
            Enumerable.Range(0, step.Earlier.Points), Ukraine.Value.FindDraft(step.Earlier.Draft)!.Entry.Points
                .Select((p, place) => (Ref: $"{step.Earlier.Draft}/{p.Id}", place)).Where(p => step.Groups.Count(g => g.Points.Contains(p.Ref)) == 1).Select(p => p.place)));
        Assert.All(steps, step => Assert.Equal(step.Earlier.Points, step.Groups.Sum(g => g.Points.Count)));
        Assert.StartsWith("Of 28 points: 2 reworded, 3 dropped, 2 set aside, 4 moved to another track, 10 fate unknown, 2 dropped or set aside (reports differ), "
            + "1 reworded or dropped (reports differ) and 4 suggested as carried. Besides, 8 sub-points: 1 fate unknown and 7 not spoken of apart from their point.", steps.Single(s => s.Later.Draft == Second).Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void P12_Sub_points_of_which_nothing_is_said_are_accounted_for_with_their_point()
    {
        var step = Ask<LineageOfDrafts>("lineage", ("from", First), ("to", Second)).Steps.Single();
        Assert.Equal([($"{First}/10", "10b 10c 10d"), ($"{First}/21", "21a 21b 21c 21d")], step.WithParent.Select(p => (p.Parent, string.Join(' ', p.Points.Select(PointRef.PointOf)))));
        // Each point and sub-point of the earlier draft has one standing.
        Assert.Equal(Ukraine.Value.FindDraft(First)!.Entry.AllPoints.Select(p => $"{First}/{p.Id}"), step.Points.Select(p => p.Point));
    }

    [Fact]
    public void P12_A_comparison_counts_each_point_once_and_as_the_lineage_does()
    {
        foreach (var (from, to) in Ukraine.Value.All<Link>().Where(l => l.Entry.From.Count > 0).Select(l => (PointRef.DraftOf(l.Entry.From[0]), l.Entry.To.Count > 0 ? PointRef.DraftOf(l.Entry.To[0]) : l.Entry.ToDraft!)).Distinct())
        {
            var counts = Ask<Comparison>("compare", ("drafts", $"{from},{to}")).Steps.Single().Counts;
            Assert.Equal(Ukraine.Value.FindDraft(from)!.Entry.Points.Count, counts.Values.Sum());
            var points = Ask<LineageOfDrafts>("lineage", ("from", from), ("to", to), ("via", "none")).Points.Where(p => !p.IsPart).ToList();
            Assert.Equal(points.Count(p => p.Standing == PointStanding.ReportsDiffer), counts.GetValueOrDefault("reports-differ"));
            Assert.Equal(points.Count(p => p.Standing == PointStanding.Suggested), counts.GetValueOrDefault("suggested"));
            Assert.Equal(points.Count(p => p is { Standing: PointStanding.Told, Fates: [Fate.Dropped] }), counts.GetValueOrDefault("dropped"));
        }
        var seen = Ask<Comparison>("compare", ("drafts", $"{First},{Second}"));
        Assert.Equal(["reworded 2", "dropped 3", "set-aside 2", "moved-to-another-track 4", "unknown 10", "reports-differ 3", "suggested 4"], seen.Steps.Single().Counts.Select(c => $"{c.Key} {c.Value}"));
        Assert.Equal(["unknown 1", "with-parent 7"], seen.Steps.Single().Parts.Select(c => $"{c.Key} {c.Value}"));
        var differing = Ask<Comparison>("compare", ("drafts", $"{First},{Second}"), ("kind", "reports-differ")).Rows;
        Assert.Equal((3, 6), (differing.Count, differing.Sum(r => r.Changes.Count)));
    }

    [Fact]
    public void P13_What_is_only_suggested_is_not_said_to_have_no_recorded_origin()
    {
        var view = Ask<Comparison>("compare", ("drafts", $"{First},e3-counter/e3-28"));
        Assert.Equal(1, view.Steps.Single().Counts["suggested"]);
        Assert.Contains(view.Rows.SelectMany(r => r.Changes), c => c is { Kind: ComparedAs.OriginSuggested, To: ["e3-counter/e3-28/24"], Suggested.Count: > 0 });
        Assert.All(view.Rows.SelectMany(r => r.Changes).Where(c => c.Kind == ComparedAs.Unlinked), c => Assert.Empty(c.Suggested));
    }

    private static Evolution Evolution() => new(new Here(Ukraine.Value, ""), Ask<NegotiationOverview>("").Summary.Drafts);

    [Fact]
    public void P12_Each_of_the_28_points_has_its_row_and_rival_fates_stand_side_by_side()
    {
        var lineage = Ask<LineageOfDrafts>("lineage", ("from", First), ("to", Second));
        Assert.Empty(Enumerable.Range(1, 28).Select(i => $"{First}/{i}").Except(lineage.Concordance.SelectMany(r => r.From)));
        // What is only presumed is suggested, and stays unaccounted for.
        var asserted = lineage.Concordance.Where(r => r.Mode == LinkMode.Asserted).SelectMany(r => r.From).ToHashSet();
        Assert.NotEmpty(lineage.Unaccounted);
        Assert.All(lineage.Unaccounted, point => Assert.DoesNotContain(point, asserted));
        Assert.NotEmpty(lineage.ReportedUnknown);
        Assert.Equal([Fate.Dropped, Fate.SetAside], lineage.Concordance.Where(r => r.From.Contains($"{First}/7")).Select(r => r.Fate).OrderByDescending(f => f == Fate.Dropped));
        Assert.All(lineage.Concordance.Where(r => r.From.Contains($"{First}/7")), r => Assert.True(r.Rival && r.Conflict));
    }

    [Fact]
    public void Every_draft_and_every_comparison_of_two_answers_and_every_point_has_its_place()
    {
        var drafts = Ask<NegotiationOverview>("").Summary.Drafts.Select(d => d.Draft).ToList();
        foreach (var (from, to) in from a in drafts from b in drafts where a != b select (a, b))
        {
            var comparison = Ask<Comparison>("compare", ("drafts", $"{from},{to}"));
            Assert.NotEmpty(ViewJson.Write(comparison));
            foreach (var (draft, column) in ((string, int)[])[(from, 0), (to, 1)])
            {
                var shown = comparison.Rows.SelectMany(r => r.Cells[column]).SelectMany(Refs).ToHashSet();
                Assert.All(Ukraine.Value.FindDraft(draft)!.Entry.AllPoints, p => Assert.Contains($"{draft}/{p.Id}", shown));
            }
        }

        static IEnumerable<string> Refs(PointAsTabled point) => point.Points.SelectMany(Refs).Prepend(point.Ref);
    }

    [Fact]
    public void P12_The_20_account_for_the_28_across_the_19_that_nobody_published()
    {
        var third = Ask<DraftAsTabled>("drafts/us-peace-plan/us-ua-20");
        Assert.Equal((Second, First), (third.BasedOn, third.AccountsFor));
        var view = Ask<LineageOfDrafts>("lineage", ("from", First), ("to", "us-peace-plan/us-ua-20"));
        Assert.Equal([(0, 1), (1, 2), (0, 2)], view.Steps.Select(s => (s.From, s.To)));
        Assert.Equal(third.Unaccounted, view.Steps[2].Unaccounted);
        Assert.Empty(Enumerable.Range(1, 28).Select(i => $"{First}/{i}").Except(view.Steps[2].Concordance.SelectMany(r => r.From)));
    }

    [Fact]
    public void How_the_army_limit_changed_and_on_whose_account_is_one_biography()
    {
        var biography = Ask<Biography>("provisions/us-28.6");
        string Of(QuantityInTime q) => q.Term is { } term ? $"{term.Value}" : $"{q.Fate}";
        Assert.All(biography.Quantities, q => Assert.NotEmpty(q.Sources));
        var told = biography.Quantities.Where(q => q.Name == "army-size").Select(q => (q.Key, Of(q))).ToList();
        Assert.Equal(($"{First}/6", "600000"), told[0]);
        Assert.Subset(told.ToHashSet(), new HashSet<(string, string)>
        {
            ("l-28-19-6-dropped", "Dropped"), ("l-28-19-6-raised", "Reworded"), ("c-cap19-inquisitr", "660000"), ("e3-counter/e3-28/6", "800000"), ("us-peace-plan/us-ua-20/4", "800000"),
        });
        Assert.Equal(["l-28-19-6-dropped", "l-28-19-6-raised"], biography.Conflicts.SelectMany(c => c.Conflict.Entry.Links).Distinct().Order());
    }

    [Fact]
    public void P13_What_Europe_changed_and_what_of_it_stands_in_the_20_is_one_comparison()
    {
        var view = Ask<Comparison>("compare", ("drafts", $"{First},e3-counter/e3-28,us-peace-plan/us-ua-20"));
        var army = view.Parallels.Single(p => p.From.Contains($"{First}/6"));
        Assert.Equal([ComparedAs.Reworded], army.Second);
        Assert.Equal([ComparedAs.Reworded], army.Third);
        Assert.Equal((800_000m, "peacetime"), (army.SameTerms.Single().Value, army.SameTerms.Single().Scope));
        Assert.Equal(28, view.Parallels.Count);
        Assert.DoesNotContain(view.Rows.SelectMany(r => r.Changes), c => c.Step == 1);
    }

    [Fact]
    public void P13_Every_cell_shows_the_latest_first_hand_claim_or_says_that_there_is_none()
    {
        var matrix = Ask<PositionMatrix>("positions");
        Assert.NotEmpty(matrix.Cells);
        Assert.All(matrix.Cells, cell => Assert.Equal(cell.FirstHand, cell.Claims.Any(c => c.Entry.Basis == Basis.FirstHand)));
        Assert.Contains(matrix.Cells, cell => !cell.FirstHand);
        Assert.Contains(matrix.Cells, cell => cell.Conflict);
    }

    [Fact]
    public void Changes_over_time_are_movement()
    {
        var movements = Ask<Page<TimelineEntry>>("timeline", ("kind", "movement")).Items.Select(e => (Movement)e.Entry).ToList();
        Assert.Contains(movements, m => m is { Holder: "ukraine", About.Proposition: "territory-ukraine-concedes-land", From: Stance.Reserves, To: Stance.Opposes });
        // Three of Kyiv's statements each stand against Witkoff's word of March, and not against each other.
        var nato = Assert.Single(movements, m => m is { Holder: "ukraine", About.Proposition: "nato-ukraine-renounces" });
        Assert.Equal((Stance.Opposes, Stance.SupportsIf, "p072", "p084"), (nato.From, nato.To, nato.Earlier.Entry.Id, nato.Later.Entry.Id));
        Assert.All(movements, m => Assert.True(m.Earlier.Entry.Basis == Basis.FirstHand && m.Later.Entry.Basis == Basis.FirstHand));
    }

    [Fact]
    public void P13_Seventeen_of_the_20_are_reported_agreed_and_the_19_are_told_by_the_fates_of_the_28()
    {
        var view = Ask<ConvergenceOfDrafts>("convergence");
        Assert.All(view.Drafts, d => Assert.Equal((d.Points, d.Points), (d.Counts.Values.Sum(), d.States.Select(s => s.Point).Distinct().Count())));
        var last = view.Drafts.Single(d => d.Draft == "us-peace-plan/us-ua-20");
        Assert.Equal((17, 2, 1, 0, 85), (last.Counts["agreed"], last.Counts["open"], last.Counts["unknown"], last.Counts["not-reported"], last.AgreedPercent));
        var between = Assert.Single(last.AgreedBetween);
        Assert.Equal(("ukraine us", 17), (string.Join(' ', between.Parties), between.Points));
        Assert.Equal(["12", "14"], last.States.Where(s => s.State == PointState.Open).Select(s => s.Label));
        var unseen = view.Drafts.Single(d => d.Draft == Second);
        Assert.Equal((First, 28, null), (unseen.CountedOn, unseen.Points, unseen.AgreedPercent));
        Assert.Equal((3, 2, 4, 10, 3), (unseen.Counts["dropped"], unseen.Counts["set-aside"], unseen.Counts["moved-to-another-track"], unseen.Counts["unknown"], unseen.Counts["reports-differ"]));
        // 5 is reported as reworded, 10 inferred; of 1, 16, 18 and 20 there are suggestions alone.
        Assert.Equal((2, 4), (unseen.Counts["kept-or-reworded"], unseen.Counts["not-reported"]));
        Assert.Equal(["5", "10"], unseen.States.Where(s => s.State == PointState.KeptOrReworded).Select(s => s.Label));
        Assert.Equal(["10"], unseen.States.Where(s => s is { State: PointState.KeptOrReworded, Inferred: true }).Select(s => s.Label));
        Assert.Equal([("e3-counter/e3-28", 2, 6)], view.Drafts.Where(d => d.StruckOut > 0).Select(d => (d.Draft, d.StruckOut, d.TextNotSeen)));
        // Nobody reports of a single one of the 28 whether it was agreed: that is said, and is no 0 %.
        Assert.Equal((28, true, null), (view.Drafts.Single(d => d.Draft == First).Counts["not-reported"], view.Drafts.Single(d => d.Draft == First).Thin, view.Drafts.Single(d => d.Draft == First).AgreedPercent));
        Assert.All(view.Pairs, p => Assert.Equal(p.Compared < view.Threshold, p.SameSidePercent is null));
        Assert.Equal(17, view.Pairs.Single(p => p.Parties.Contains("us") && p.Parties.Contains("ukraine")).Agreed);
    }

    [Fact]
    public void P13_Whether_Russia_refused_the_truce_is_read_off_one_conflict_by_whose_word()
    {
        var conflict = Ask<ConflictInFull>("conflicts/d-philosophy").Conflict;
        Assert.Equal([("p022", Basis.FirstHand, Stance.SupportsIf), ("p023", Basis.OutletReported, Stance.Opposes), ("p024", Basis.Attributed, Stance.Supports)],
            conflict.Rivals.Select(r => (r.Entry.Id, r.Entry.Basis, r.Entry.Stance!.Value)));
        Assert.Equal(["p023", "p024"], conflict.OneOutlet);
    }

    [Fact]
    public void P13_Who_said_that_Kyiv_had_given_up_NATO_before_Kyiv_spoke_is_read_off_its_claims_in_time()
    {
        var list = Ask<ClaimList>("claims", ("holder", "ukraine"), ("about", "nato-ukraine-renounces"), ("kind", "position"));
        var before = list.Items.TakeWhile(c => c.Entry.Id != list.FirstHandFrom).ToList();
        Assert.Contains(before, c => c.Entry is { Id: "p011", Speaker.Name: "Steve Witkoff", Basis: Basis.Attributed });
        Assert.All(before, c => Assert.NotEqual(Basis.FirstHand, c.Entry.Basis));
        Assert.Equal("p071", list.FirstHandFrom);
    }

    [Fact]
    public void P13_The_talks_of_2_December_in_the_parties_own_words_stand_apart_from_commentators()
    {
        var list = Ask<ClaimList>("claims", ("session", "m-moscow-1202"));
        Assert.Equal((ClaimGrouping.Basis, 3, 0, 5, 3), (list.Group, list.Groups[0].Total, list.Groups[1].Total, list.Groups[2].Total, list.Groups[3].Total));
        Assert.All(list.Items.Take(3), c => Assert.Equal((Basis.FirstHand, "Yuri Ushakov"), (c.Entry.Basis, c.Entry.Speaker.Name)));
        Assert.All(list.Items.Skip(8), c => Assert.Equal("observers", c.Entry.Speaker.Party));
        Assert.Equal(["us"], list.NotHeardFirstHand);
    }

    [Fact]
    public void P13_Of_the_20_the_agreed_ones_name_between_whom_and_no_view_of_Russia_on_a_point_is_made_of_its_view_of_the_whole()
    {
        var matrix = Ask<PositionMatrix>("positions", ("draft", "us-peace-plan/us-ua-20"));
        var agreed = matrix.Columns.Where(c => c.State == PointState.Agreed).ToList();
        Assert.Equal(17, agreed.Count);
        Assert.All(agreed, c => Assert.Equal(["us", "ukraine"], c.Status!.Entry.Between));
        Assert.All(agreed, c => Assert.Contains("Zelenskyy", c.Status!.Entry.Reason, StringComparison.Ordinal));
        var russia = matrix.Coverage.Single(c => c.Party == "russia");
        Assert.Equal((0, 0, 20, Stance.Opposes), (russia.FirstHand, russia.ByOthersOnly, russia.Unknown, russia.WholeDraft));
        Assert.Equal("us-peace-plan/us-ua-20", Assert.Single(matrix.Cells, c => c.Party == "russia").Draft);
    }

    [Fact]
    public void Where_renderings_of_one_interview_differ_and_what_rests_on_one_outlet_alone_is_one_list()
    {
        var list = Ask<ConflictList>("conflicts", ("kind", "rendering"));
        Assert.Contains("d-rt-recognition", list.Items.Select(c => c.Conflict.Entry.Id));
        Assert.Contains("d-rt-article5", list.Items.Select(c => c.Conflict.Entry.Id));
        Assert.All(list.Items, c => Assert.Equal(ConflictKind.Rendering, c.Conflict.Entry.Kind));
        var alone = list.Items.SelectMany(c => c.OneOutlet).ToHashSet();
        Assert.NotEmpty(alone);
        Assert.Subset(Ask<ClaimList>("claims", ("outlets", "1"), ("limit", "500")).Items.Select(c => c.Entry.Id).ToHashSet(), alone);
    }

    [Fact]
    public void The_case_of_full_text_shows_words()
    {
        var lake = RealCase.Of("lake-vell-crossing");
        var drafts = lake.InTime<Draft>().Select(d => d.Entry).ToList();
        var changes = drafts.Zip(drafts.Skip(1)).SelectMany(p => CompareQuestion.Of(lake, [p.First, p.Second]).Rows).SelectMany(r => r.Changes).ToList();
        Assert.Contains(changes, c => c.Words.Any(w => w.Mark == WordMark.Inserted) && c.Words.Any(w => w.Mark == WordMark.Same));
        Assert.Contains(changes, c => c.Terms.Count > 0);
        Assert.All((ComparedAs[])[ComparedAs.Unchanged, ComparedAs.Reworded, ComparedAs.Moved, ComparedAs.Split, ComparedAs.Joined, ComparedAs.Inserted, ComparedAs.Dropped],
            kind => Assert.Contains(changes, c => c.Kind == kind));
    }
}
