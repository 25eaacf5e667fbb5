using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Tests;

public sealed class LineageTests
{
    private const string Between = "lineage?from=plan/d1&to=plan/d2";

    private static Story Story() => Tests.Story.OfDrafts(A.Points("1", "2", "3", "4"), A.Points("1", "2", "3"));

    private static IEnumerable<string> Rows(Story story) => story.Body<LineageOfDrafts>(Between).Concordance.Select(r => r.Link);

    [Fact]
    public void The_concordance_follows_the_earlier_draft_and_ends_with_what_was_inserted()
    {
        var story = Story().Given(
            A.Link("in3", Fate.Inserted, [], ["plan/d2/3"]),
            A.Link("in2", Fate.Inserted, [], ["plan/d2/2"]),
            A.Link("drop4", Fate.Dropped, ["plan/d1/4"], []),
            A.Link("join", Fate.Joined, ["plan/d1/2", "plan/d1/3"], ["plan/d2/1"]),
            A.Link("keep", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]));
        Assert.Equal(["keep", "join", "drop4", "in2", "in3"], Rows(story));
    }

    [Fact]
    public void A_split_and_a_join_are_one_row_each()
    {
        var lineage = Story().Given(A.Link("split", Fate.Split, ["plan/d1/1"], ["plan/d2/1", "plan/d2/2"])).Body<LineageOfDrafts>(Between);
        var row = Assert.Single(lineage.Concordance);
        Assert.Equal(["1", "2"], row.ToLabels);
        Assert.Equal(["plan/d1/2", "plan/d1/3", "plan/d1/4"], lineage.Unaccounted);
    }

    [Fact]
    public void Rival_fates_stand_side_by_side_as_a_conflict_until_it_is_resolved()
    {
        var story = Story().Given(
            A.Link("aside", Fate.SetAside, ["plan/d1/1"], []) with { For = "the presidents" },
            A.Link("other", Fate.Carried, ["plan/d1/2"], ["plan/d2/2"]),
            A.Link("gone", Fate.Dropped, ["plan/d1/1"], []),
            A.Conflict("x") with { Links = ["aside", "gone"] });
        var rows = story.Body<LineageOfDrafts>(Between).Concordance;
        Assert.Equal([("aside", true, true), ("gone", true, true), ("other", false, false)], rows.Select(r => (r.Link, r.Conflict, r.Rival)));
        Assert.Equal("the presidents", rows[0].For);
        Assert.All(story.Given(A.Resolution("r", "x", "gone")).Body<LineageOfDrafts>(Between).Concordance, r => Assert.False(r.Conflict));
    }

    [Fact]
    public void P13_A_suggestion_is_listed_as_one_and_rivals_no_assertion()
    {
        var lineage = Story().Given(
            A.Link("guess", Fate.Dropped, ["plan/d1/1"], []) with { Mode = LinkMode.Suggested },
            A.Link("fact", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"])).Body<LineageOfDrafts>(Between);
        Assert.Equal([("fact", LinkMode.Asserted, false), ("guess", LinkMode.Suggested, false)], lineage.Concordance.Select(r => (r.Link, r.Mode, r.Rival)));
        Assert.Equal(["carried"], lineage.Counts.Keys);
    }

    [Fact]
    public void Links_to_a_draft_of_unknown_text_and_between_whole_drafts_are_in()
    {
        var story = Tests.Story.OfDrafts(A.Points("1"), []).Given(
            A.Link("like", Fate.Reworded, [], []) with { FromDraft = "plan/d1", ToDraft = "plan/d2" },
            A.Link("aside", Fate.SetAside, ["plan/d1/1"], []));
        Assert.Equal(["aside", "like"], Rows(story));
    }

    [Fact]
    public void Links_of_other_drafts_are_not_in()
    {
        var story = Story().Given(A.Draft("d3", "2025-07-01", A.Point("1")), A.Link("on", Fate.Carried, ["plan/d2/1"], ["plan/d3/1"]));
        Assert.Empty(Rows(story));
    }

    [Fact]
    public void The_body_has_the_contracts_form()
    {
        var body = Story().Given(A.Link("drop", Fate.MovedToAnotherTrack, ["plan/d1/1"], [])).Json(Between);
        var row = body["concordance"]![0]!;
        Assert.Equal("""["plan/d1/1"]""", row["from"]!.ToJsonString());
        Assert.Equal("[]", row["to"]!.ToJsonString());
        Assert.Equal(("plan/d2", "moved-to-another-track", "reported", false),
            ((string?)row["toDraft"], (string?)row["fate"], (string?)row["confidence"], (bool)row["conflict"]!));
        Assert.Equal("drop", (string?)body["links"]![0]!["id"]);
        Assert.Equal(3, body["unaccounted"]!.AsArray().Count);
    }

    [Fact]
    public void Without_two_drafts_it_is_the_list_of_links()
    {
        var story = Tests.Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
            A.Link("l1", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("l2", Fate.Dropped, ["plan/d1/2"], []));
        var page = story.Body<Page<AsRecorded<Link>>>("lineage?limit=1");
        Assert.Equal((2, "l1"), (page.Total, page.Items.Single().Entry.Id));
        Assert.Equal("l2", story.Body<Page<AsRecorded<Link>>>($"lineage?next={page.Next}").Items.Single().Entry.Id);
        Assert.IsType<Answer.Refused>(story.Ask("lineage?from=plan/d1"));
    }
}
