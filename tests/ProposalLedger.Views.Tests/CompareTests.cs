using ProposalLedger.Views.Compare;

namespace ProposalLedger.Views.Tests;

public sealed class CompareTests
{
    private static Comparison Compare(Story story, string drafts = "plan/d1,plan/d2") => story.Body<Comparison>($"compare?drafts={drafts}");

    [Fact]
    public void Each_change_has_its_kind_and_is_counted()
    {
        var comparison = Compare(Story.OfDrafts(
            [A.Point("1", "Same words."), A.Point("2", "Old words."), .. A.Points("3", "4", "5", "6", "7", "8")],
            [A.Point("1", "Same words."), A.Point("2", "New words."), .. A.Points("3", "4", "5", "6", "9")]).Given(
            A.Link("l1", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]),
            A.Link("l2", Fate.Carried, ["plan/d1/2"], ["plan/d2/2"]),
            A.Link("l3", Fate.Split, ["plan/d1/3"], ["plan/d2/3", "plan/d2/4"]),
            A.Link("l4", Fate.Joined, ["plan/d1/4", "plan/d1/5"], ["plan/d2/5"]),
            A.Link("l6", Fate.SetAside, ["plan/d1/6"], []),
            A.Link("l7", Fate.Dropped, ["plan/d1/7"], []),
            A.Link("l9", Fate.Inserted, [], ["plan/d2/9"])));
        var counts = comparison.Steps.Single().Counts;
        Assert.Equal(["unchanged 1", "reworded 1", "split 1", "joined 2", "dropped 1", "set-aside 1", "unaccounted 1"], counts.Select(c => $"{c.Key} {c.Value}"));
        Assert.Equal(["inserted 1", "unlinked 1"], comparison.Steps.Single().Added.Select(c => $"{c.Key} {c.Value}"));
        Assert.Equal(["plan/d1/8"], Changes(comparison, ComparedAs.Unaccounted).Single().From);
        Assert.Equal(["plan/d2/6"], Changes(comparison, ComparedAs.Unlinked).Single().To);
    }

    [Fact]
    public void Words_are_marked_between_verbatim_texts_of_one_language()
    {
        var change = Pair(A.Point("1", "The army has 600,000 soldiers."), A.Point("1", "The army has 800,000 soldiers in peace."));
        Assert.False(change.ComparedByMeaning);
        Assert.Equal("The army has 600,000 soldiers.", string.Concat(change.Words.Where(w => w.Mark != WordMark.Inserted).Select(w => w.Text)));
        Assert.Equal("The army has 800,000 soldiers in peace.", string.Concat(change.Words.Where(w => w.Mark != WordMark.Deleted).Select(w => w.Text)));
        Assert.Equal("600", change.Words.Single(w => w.Mark == WordMark.Deleted).Text);
    }

    [Fact]
    public void Texts_that_are_the_ledgers_words_are_compared_by_meaning()
    {
        foreach (var other in (Point[])[
            A.Point("1", "Autre.") with { Language = "fr" },
            A.Point("1", "Other.") with { TextKind = TextKind.Paraphrase },
            A.Point("1", "Other.") with { TextKind = TextKind.Translation }])
        {
            var change = Pair(A.Point("1", "One."), other);
            Assert.True(change.ComparedByMeaning);
            Assert.Empty(change.Words);
            Assert.Equal(ComparedAs.Carried, change.Kind);
        }
    }

    [Fact]
    public void Terms_are_compared_as_quantities()
    {
        var term = new Term { Name = "army-size", Value = 600_000, Unit = "persons" };
        var same = new Term { Name = "years", Value = 10, Unit = "years" };
        var change = Pair(A.Point("1") with { Terms = [term, same] }, A.Point("1") with { Terms = [term with { Value = 800_000, Scope = "in peace" }, same] });
        var moved = Assert.Single(change.Terms);
        Assert.Equal(("army-size", 600_000m, 800_000m), (moved.Name, moved.From!.Value, moved.To!.Value));
    }

    [Fact]
    public void A_row_holds_what_links_connect_and_an_inserted_point_stands_where_it_was_put()
    {
        var comparison = Compare(Story.OfDrafts(A.Points("1", "2"), A.Points("1", "new", "2")).Given(
            A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("b", Fate.Carried, ["plan/d1/2"], ["plan/d2/2"])));
        Assert.Equal(["1|1", "|new", "2|2"], comparison.Rows.Select(r => string.Join('|', r.Cells.Select(c => string.Join('+', c.Select(p => p.Point.Id))))));
    }

    [Fact]
    public void P13_Suggestions_align_nothing()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]) with { Mode = LinkMode.Suggested });
        Assert.Equal(["suggested"], Compare(story).Steps[0].Counts.Keys);
        Assert.Equal(["origin-suggested"], Compare(story).Steps[0].Added.Keys);
        Assert.Equal(2, Compare(story).Rows.Count);
    }

    [Fact]
    public void Of_three_drafts_the_outer_ones_are_also_compared_where_nobody_knows_the_text_between()
    {
        var story = Story.OfDrafts(A.Points("1"), []).Given(A.Draft("d3", "2025-07-01", A.Point("1")),
            A.Link("a", Fate.SetAside, ["plan/d1/1"], []), A.Link("b", Fate.Carried, ["plan/d1/1"], ["plan/d3/1"]));
        var comparison = Compare(story, "plan/d1,plan/d2,plan/d3");
        Assert.Equal([(0, 1, "set-aside"), (1, 2, ""), (0, 2, "unchanged")], comparison.Steps.Select(s => (s.From, s.To, string.Join(' ', s.Counts.Keys))));
        var row = Assert.Single(comparison.Rows);
        Assert.Equal([1, 0, 1], row.Cells.Select(c => c.Count));
        Assert.Equal(TextExtent.Unknown, comparison.Drafts[1].Text);
        Assert.DoesNotContain(row.Changes, c => c.Kind is ComparedAs.Unlinked or ComparedAs.Inserted);
    }

    [Theory]
    [InlineData(600_000, "persons", 800_000, "persons", 200_000)]
    [InlineData(15, "years", 10, "years", -5)]
    [InlineData(15, "years", 180, "months", null)]
    public void A_difference_is_told_where_the_units_are_equal(int from, string unit, int to, string other, int? difference)
    {
        var term = new Term { Name = "size", Value = from, Unit = unit };
        var change = Pair(A.Point("1") with { Terms = [term] }, A.Point("1") with { Terms = [term with { Value = to, Unit = other }] });
        Assert.Equal((decimal?)difference, change.Terms.Single().Difference);
    }

    [Fact]
    public void A_kind_of_change_is_asked_for_and_the_counts_stay_whole()
    {
        var story = Story.OfDrafts(A.Points("1", "2", "3"), A.Points("1", "2")).Given(
            A.Link("a", Fate.Moved, ["plan/d1/1"], ["plan/d2/2"]), A.Link("b", Fate.Carried, ["plan/d1/2"], ["plan/d2/1"]), A.Link("c", Fate.Dropped, ["plan/d1/3"], []));
        var comparison = Compare(story, "plan/d1,plan/d2&kind=moved,dropped");
        Assert.Equal([ComparedAs.Moved, ComparedAs.Dropped], comparison.Rows.SelectMany(r => r.Changes).Select(c => c.Kind));
        Assert.Equal([ComparedAs.Moved, ComparedAs.Dropped], comparison.Kinds);
        Assert.Equal(3, comparison.Steps.Single().Counts.Values.Sum());
        Assert.Equal(("unknown-kind", "/kind"), Assert.IsType<Answer.Refused>(story.Ask("compare?drafts=plan/d1,plan/d2&kind=better")).Refusals.Single() is var r ? (r.Code, r.Pointer) : default);
    }

    [Fact]
    public void P13_Of_two_rival_texts_what_both_made_of_a_point_is_read_side_by_side_and_no_link_is_made_up()
    {
        var size = new Term { Name = "army-size", Value = 600_000, Unit = "persons" };
        var story = Story.OfDrafts([A.Point("1") with { Terms = [size] }, .. A.Points("2", "3")], [A.Point("1") with { Terms = [size with { Value = 800_000 }, new Term { Name = "years", Value = 5, Unit = "years" }] }, A.Point("2")]).Given(
            A.Draft("d3", "2025-07-01", A.Point("1") with { Terms = [size with { Value = 800_000 }] }) with { BasedOn = "plan/d1" },
            A.Link("a", Fate.Reworded, ["plan/d1/1"], ["plan/d2/1"]), A.Link("b", Fate.Carried, ["plan/d1/2"], ["plan/d2/2"]), A.Link("c", Fate.Dropped, ["plan/d1/3"], []),
            A.Link("d", Fate.Reworded, ["plan/d1/1"], ["plan/d3/1"]), A.Link("e", Fate.Dropped, ["plan/d1/2"], []) with { ToDraft = "plan/d3" }, A.Link("f", Fate.Dropped, ["plan/d1/3"], []) with { ToDraft = "plan/d3" });
        var comparison = Compare(story, "plan/d1,plan/d2,plan/d3");
        Assert.Equal([(0, 1), (1, 2), (0, 2)], comparison.Steps.Select(s => (s.From, s.To)));
        Assert.Empty(comparison.Steps[1].Counts);
        Assert.Equal([("plan/d1/1", "Reworded", "Reworded", 1), ("plan/d1/2", "Unchanged", "Dropped", 0), ("plan/d1/3", "Dropped", "Dropped", 0)],
            comparison.Parallels.Select(p => (p.From.Single(), string.Join(' ', p.Second), string.Join(' ', p.Third), p.SameTerms.Count)));
        Assert.Equal(800_000m, comparison.Parallels[0].SameTerms.Single().Value);
        // Once a source links the two, that link says it.
        Assert.Empty(Compare(story.Given(A.Link("g", Fate.Carried, ["plan/d2/1"], ["plan/d3/1"])), "plan/d1,plan/d2,plan/d3").Parallels);
    }

    private static PointComparison Pair(Point first, Point second) => Assert.Single(Compare(
        Story.OfDrafts([first], [second]).Given(A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]))).Rows.Single().Changes);

    private static IEnumerable<PointComparison> Changes(Comparison comparison, ComparedAs kind) =>
        comparison.Rows.SelectMany(r => r.Changes).Where(c => c.Kind == kind);
}
