using ProposalLedger.Views.Convergence;

namespace ProposalLedger.Views.Tests;

public sealed class ConvergenceTests
{
    private static DraftConvergence Draft(Story story, string draft = "plan/d1", Cut? cut = null) =>
        story.Body<ConvergenceOfDrafts>("convergence", cut).Drafts.Single(d => d.Draft == draft);

    private static PointConvergence Point(Story story, string point = "1") => Draft(story).States.Single(s => s.Point == $"plan/d1/{point}");

    private static Story Talks(params Entry[] more) => Story.OfDrafts(A.Points("1", "2", "3", "4", "5", "6"), A.Points("1", "2")).Given(more);

    [Fact]
    public void P13_Each_point_has_one_state_and_of_what_nothing_is_reported_it_is_said()
    {
        var draft = Draft(Talks(
            A.Status("a", "1", PointStatus.Agreed, "2025-06-12"), A.Status("b", "2", PointStatus.Open, "2025-06-12"), A.Status("c", "3", PointStatus.Unknown, "2025-06-12"),
            A.Status("d", "4", PointStatus.SetAside, "2025-06-12"), A.Status("e", "5", PointStatus.Dropped, "2025-06-12")));
        Assert.Equal([PointState.Agreed, PointState.Open, PointState.Unknown, PointState.SetAside, PointState.Dropped, PointState.NotReported], draft.States.Select(s => s.State));
        Assert.Equal((6, 6, 5), (draft.Points, draft.Counts.Values.Sum(), draft.Reported));
        Assert.Equal(Enum.GetValues<PointState>().Length, draft.Counts.Count);
    }

    [Fact]
    public void A_later_report_takes_the_place_of_an_earlier_one()
    {
        var story = Talks(A.Status("a", "1", PointStatus.Open, "2025-06-12"), A.Status("b", "1", PointStatus.Agreed, "2025-06-14"), A.Status("c", "2", PointStatus.Bracketed, "2025-06-12"));
        Assert.Equal((PointState.Agreed, "b"), (Point(story).State, Point(story).Reports.Single().Entry.Id));
        Assert.Equal([("2025-06-12", 1, 0, 1), ("2025-06-14", 0, 1, 1)], Draft(story).Steps.Select(s => (s.UpTo.Text, s.Counts["open"], s.Counts["agreed"], s.Counts["bracketed"])));
        Assert.All(Draft(story).Steps, s => Assert.Equal(6, s.Counts.Values.Sum()));
        Assert.Equal(PointState.Open, Draft(story, cut: Cut.Now with { AsOf = Edtf.Parse("2025-06-13") }).States[0].State);
        Assert.Empty(Draft(story, cut: Cut.Now with { AsOf = Edtf.Parse("2025-06-13") }).Steps);
    }

    [Fact]
    public void Reports_of_which_nobody_can_tell_which_is_later_differ_and_count_as_neither()
    {
        var sameDay = Talks(A.Status("a", "1", PointStatus.Open, "2025-06-12"), A.Status("b", "1", PointStatus.Agreed, "2025-06-12"));
        Assert.Equal((PointState.ReportsDiffer, 2), (Point(sameDay).State, Point(sameDay).Reports.Count));
        Assert.Equal((1, 0, 0), (Draft(sameDay).Counts["reports-differ"], Draft(sameDay).Counts["open"], Draft(sameDay).Counts["agreed"]));
        Assert.Empty(Draft(sameDay).AgreedBetween);
        Assert.Equal(PointState.ReportsDiffer, Point(Talks(A.Status("a", "1", PointStatus.Open, "2025-06"), A.Status("b", "1", PointStatus.Agreed, "2025-06-12"))).State);
        Assert.Equal(PointState.Agreed, Point(Talks(A.Status("a", "1", PointStatus.Agreed, "2025-06"), A.Status("b", "1", PointStatus.Agreed, "2025-06-12"))).State);
    }

    [Fact]
    public void Two_reports_that_each_name_two_parties_make_no_agreement_across()
    {
        var story = Talks(
            A.Status("a", "1", PointStatus.Agreed, "2025-06-12"), A.Status("b", "1", PointStatus.Agreed, "2025-06-12") with { Between = ["north", "host"] },
            A.Status("c", "2", PointStatus.Agreed, "2025-06-12") with { Between = [] });
        Assert.Equal(["host north 1", "north south 1"], Draft(story).AgreedBetween.Select(b => $"{string.Join(' ', b.Parties)} {b.Points}").Order());
        Assert.Equal(1, Draft(story).AgreedBetweenNotSaid);
        var pairs = story.Body<ConvergenceOfDrafts>("convergence").Pairs;
        Assert.DoesNotContain(pairs, p => p.Parties.Contains("host") && p.Parties.Contains("south"));
    }

    [Fact]
    public void Parts_that_are_all_reported_alike_tell_of_their_whole_and_brackets_in_the_text_tell_of_themselves()
    {
        var point = A.Point("1", "Text", A.Point("1a"), A.Point("1b"));
        var story = Story.OfDrafts([point, A.Point("2") with { Brackets = [new Wording { Text = "or not" }] }], A.Points("1")).Given(A.Status("a", "1a", PointStatus.Agreed, "2025-06-12"));
        Assert.Equal([(PointState.NotReported, StateGround.Nothing), (PointState.Bracketed, StateGround.Text)], Draft(story).States.Select(s => (s.State, s.Ground)));
        story.Given(A.Status("b", "1b", PointStatus.Agreed, "2025-06-12") with { Between = ["north", "host"] });
        Assert.Equal((PointState.Agreed, StateGround.PartsStatus, 0), (Point(story).State, Point(story).Ground, Point(story).Pairs.Count));
        Assert.Equal(PointState.Open, Point(story.Given(A.Status("c", "1", PointStatus.Open, "2025-06-13"))).State);
    }

    [Fact]
    public void P13_A_draft_of_unknown_text_is_told_by_asserted_fates_of_the_points_before_it_and_a_suggestion_is_none()
    {
        var story = Story.OfDrafts(A.Points("1", "2", "3", "4", "5", "6"), []).Given(
            A.Link("l1", Fate.Dropped, ["plan/d1/1"], []), A.Link("l2", Fate.SetAside, ["plan/d1/2"], []), A.Link("l3", Fate.Dropped, ["plan/d1/3"], []), A.Link("l3b", Fate.SetAside, ["plan/d1/3"], []),
            A.Link("l4", Fate.Dropped, ["plan/d1/4"], []) with { Mode = LinkMode.Suggested }, A.Link("l5", Fate.Unknown, ["plan/d1/5"], []), A.Link("l6", Fate.Reworded, ["plan/d1/6"], []));
        var draft = Draft(story, "plan/d2");
        Assert.Equal([PointState.Dropped, PointState.SetAside, PointState.ReportsDiffer, PointState.NotReported, PointState.Unknown, PointState.KeptOrReworded], draft.States.Select(s => s.State));
        Assert.Equal(("plan/d1", 6, 0, true), (draft.CountedOn, draft.Points, draft.WithStatus, draft.Thin));
        Assert.Null(draft.AgreedPercent);
        Assert.Null(draft.OfBase);
        // A resolution decides between rival fates.
        story.Given(A.Conflict("x") with { Links = ["l3", "l3b"] }, A.Resolution("r", "x", "l3b"));
        Assert.Equal(PointState.SetAside, Draft(story, "plan/d2").States[2].State);
    }

    [Fact]
    public void Where_the_points_are_known_the_fates_of_the_earlier_ones_are_counted_for_themselves()
    {
        var story = Talks(A.Link("l1", Fate.Dropped, ["plan/d1/1"], []), A.Link("l2", Fate.Carried, ["plan/d1/2"], ["plan/d2/1"]));
        var draft = Draft(story, "plan/d2");
        Assert.Equal((2, 2), (draft.Points, draft.Counts["not-reported"]));
        Assert.Equal(("plan/d1", 6, 1, 1, 4), (draft.OfBase!.Draft, draft.OfBase.Points, draft.OfBase.Counts["dropped"], draft.OfBase.Counts["kept-or-reworded"], draft.OfBase.Counts["not-reported"]));
    }

    [Fact]
    public void P13_What_was_inferred_alone_is_counted_apart_from_what_is_reported()
    {
        var story = Story.OfDrafts(A.Points("1", "2", "3"), []).Given(
            A.Link("l1", Fate.Reworded, ["plan/d1/1"], []), A.Link("l2", Fate.Reworded, ["plan/d1/2"], []) with { Confidence = Confidence.Inferred }, A.Link("l3", Fate.Dropped, ["plan/d1/3"], []) with { Confidence = Confidence.Inferred });
        var draft = Draft(story, "plan/d2");
        Assert.Equal((2, 1, 3), (draft.Counts["kept-or-reworded"], draft.Counts["dropped"], draft.Reported));
        Assert.Equal(["dropped 1", "kept-or-reworded 1"], draft.Inferred.Select(i => $"{i.Key} {i.Value}").Order());
        Assert.Equal(["2", "3"], draft.States.Where(s => s.Inferred).Select(s => s.Label));
    }

    [Fact]
    public void P13_A_number_at_which_a_point_is_struck_out_or_no_text_was_seen_is_told_apart()
    {
        var story = Story.OfDrafts(A.Points("1", "2", "3"), [A.Point("1"), A.Point("2"), A.Point("3") with { TextKind = TextKind.Unknown }]).Given(
            A.Link("l1", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("l2", Fate.Dropped, ["plan/d1/2"], []), A.Link("l3", Fate.Unknown, ["plan/d1/3"], ["plan/d2/3"]));
        Assert.Equal((1, 1), (Draft(story, "plan/d2").StruckOut, Draft(story, "plan/d2").TextNotSeen));
        Assert.Equal((0, 0), (Draft(story).StruckOut, Draft(story).TextNotSeen));
    }

    [Fact]
    public void A_share_is_given_only_where_enough_is_reported()
    {
        StatusReport[] reports = [.. Enumerable.Range(1, 5).Select(i => A.Status($"s{i}", $"{i}", i < 4 ? PointStatus.Agreed : PointStatus.Open, "2025-06-12"))];
        Assert.Equal((true, (int?)null), (Draft(Talks([.. reports.Take(4)])).Thin, Draft(Talks([.. reports.Take(4)])).AgreedPercent));
        Assert.Equal((false, 50), (Draft(Talks([.. reports])).Thin, Draft(Talks([.. reports])).AgreedPercent));
    }

    [Fact]
    public void P13_Pairs_are_compared_by_their_own_word_alone()
    {
        var story = Talks([.. Enumerable.Range(1, 6).SelectMany(i => new[]
        {
            A.Claim($"n{i}", "north", i == 6 ? Stance.Reserves : i == 4 ? Stance.Opposes : Stance.Supports, "2025-06-12") with { About = new Subject { Point = $"plan/d1/{i}" } },
            A.Claim($"s{i}", "south", i is 3 or 4 ? Stance.Opposes : i == 2 ? Stance.SupportsIf : Stance.Demands, "2025-06-12", i == 5 ? Basis.Attributed : Basis.FirstHand) with { About = new Subject { Point = $"plan/d1/{i}" } },
        })]);
        var pair = Pair(story);
        Assert.Equal((4, 2, 1, 1, 1, 1), (pair.Compared, pair.BothFor, pair.BothAgainst, pair.Opposed, pair.NoSide, pair.OnCondition));
        Assert.Equal((true, (int?)null), (pair.Thin, pair.SameSidePercent));
        story.Given(A.Claim("own", "south", Stance.Supports, "2025-06-13") with { About = new Subject { Point = "plan/d1/5" } });
        Assert.Equal((5, false, 80), (Pair(story).Compared, Pair(story).Thin, Pair(story).SameSidePercent));
        Assert.Equal(2, story.Body<ConvergenceOfDrafts>("convergence").SilentPairs);

        static PairConvergence Pair(Story story) => Assert.Single(story.Body<ConvergenceOfDrafts>("convergence").Pairs);
    }

    [Fact]
    public void A_group_is_not_compared_with_its_own_member()
    {
        var story = Talks(A.Claim("n", "north", Stance.Supports, "2025-06-12"), A.Claim("u", "union", Stance.Supports, "2025-06-12"), new Party { Id = "union", Name = "Union", Kind = PartyKind.Party, Members = ["north"] });
        Assert.Empty(story.Body<ConvergenceOfDrafts>("convergence").Pairs);
    }
}
