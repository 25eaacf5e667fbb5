using ProposalLedger.Views.Drafts;

namespace ProposalLedger.Views.Tests;

public sealed class DraftTests
{
    private static DraftAsTabled Second(Story story) => story.Body<DraftAsTabled>("drafts/plan/d2");

    [Fact]
    public void P12_A_point_of_the_base_that_no_link_speaks_of_is_named()
    {
        var story = Story.OfDrafts(A.Points("1", "2", "3"), A.Points("1")).Given(
            A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("b", Fate.Dropped, ["plan/d1/3"], []));
        Assert.Equal(["plan/d1/2"], Second(story).Unaccounted);
    }

    [Fact]
    public void P12_Reported_unknown_is_accounted_for_and_counted_apart()
    {
        var draft = Second(Story.OfDrafts(A.Points("1"), []).Given(A.Link("a", Fate.Unknown, ["plan/d1/1"], [])));
        Assert.Empty(draft.Unaccounted);
        Assert.Equal(["plan/d1/1"], draft.ReportedUnknown);
    }

    [Fact]
    public void P12_P13_A_suggestion_accounts_for_nothing()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
            A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]) with { Mode = LinkMode.Suggested });
        Assert.Equal(["plan/d1/1"], Second(story).Unaccounted);
        Assert.Equal("d2.1", Second(story).Points[0].Provision);
    }

    [Fact]
    public void P12_A_retracted_link_accounts_for_nothing() => Assert.Equal(["plan/d1/1"], Second(Story.OfDrafts(A.Points("1"), A.Points("1"))
        .Given(A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"])).Retracted(EntryKind.Link, "a")).Unaccounted);

    [Fact]
    public void P12_A_link_to_another_draft_accounts_for_nothing_here() => Assert.Equal(["plan/d1/1"], Second(Story.OfDrafts(A.Points("1"), A.Points("1"))
        .Given(A.Draft("d3", "2025-06-21", A.Point("1")), A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d3/1"]))).Unaccounted);

    [Fact]
    public void P12_A_part_is_accounted_for_by_its_whole_and_a_whole_by_all_its_parts()
    {
        Point[] first = [A.Point("1", "Text", A.Point("1a"), A.Point("1b")), A.Point("2", "Text", A.Point("2a"), A.Point("2b"))];
        var story = Story.OfDrafts(first, A.Points("1", "2")).Given(A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]));
        Assert.Equal(["plan/d1/2"], Second(story).Unaccounted);
        Assert.Equal(["plan/d1/2b"], Second(story.Given(A.Link("b", Fate.Carried, ["plan/d1/2a"], ["plan/d2/2"]))).Unaccounted);
        Assert.Empty(Second(story.Given(A.Link("c", Fate.Dropped, ["plan/d1/2b"], []))).Unaccounted);
    }

    [Fact]
    public void The_status_of_a_point_is_the_latest_reported_and_none_is_not_open()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), []).Given(
            A.Status("s2", "1", PointStatus.Agreed, "2025-06-15"), A.Status("s1", "1", PointStatus.Open, "2025-06-11"));
        var body = story.Json("drafts/plan/d1")["points"]!;
        Assert.Equal(("agreed", "reported"), ((string?)body[0]!["status"]!["status"], (string?)body[0]!["status"]!["reason"]));
        Assert.Null(body[1]!["status"]);
        Assert.Equal("open", (string?)story.Retracted(EntryKind.Status, "s2").Json("drafts/plan/d1")["points"]![0]!["status"]!["status"]);
    }

    [Fact]
    public void The_current_draft_is_the_latest_by_occurred()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(A.Draft("d0", "2025-06-01", A.Point("1")));
        Assert.Equal(("d2", true), (story.Body<DraftAsTabled>("proposals/plan").Draft, story.Body<DraftAsTabled>("proposals/plan").Current));
        Assert.False(story.Body<DraftAsTabled>("drafts/plan/d0").Current);
    }

    [Fact]
    public void A_draft_of_unknown_text_says_so_and_tells_what_is_reported_of_it()
    {
        var draft = Second(Story.OfDrafts(A.Points("1"), []).Corrected(A.Draft("d2", "2025-06-20") with
        {
            BasedOn = "plan/d1", Reported = [new Reported { Text = "It has 19 points.", Sources = ["wire"] }],
        }));
        Assert.Equal((TextExtent.Unknown, "It has 19 points."), (draft.Text, draft.Reported[0].Text));
        Assert.Equal(12, draft.Position);
        Assert.Equal(13, draft.Corrected);
    }

    [Fact]
    public void The_body_has_the_contracts_form()
    {
        var body = Story.OfDrafts([A.Point("1", "Whole", A.Point("1a", "Part"))], A.Points("1")).Json("drafts/plan/d1").AsObject();
        foreach (var name in (string[])["negotiation", "proposal", "draft", "title", "text", "occurred", "published", "sources", "points", "unaccounted", "leftOut"])
            Assert.True(body.ContainsKey(name), name);
        Assert.Equal("plan/d1", (string?)Story.OfDrafts(A.Points("1"), A.Points("1")).Json("drafts/plan/d2")["basedOn"]);
        var point = body["points"]![0]!;
        Assert.Equal(("1", "verbatim", "Whole", "d1.1"), ((string?)point["id"], (string?)point["textKind"], (string?)point["text"], (string?)point["provision"]));
        Assert.Equal(("Part", "d1.1a"), ((string?)point["points"]![0]!["text"], (string?)point["points"]![0]!["provision"]));
    }

    [Theory]
    [InlineData("drafts/plan/nope", "unknown-draft")]
    [InlineData("proposals/nope", "unknown-proposal")]
    [InlineData("claims/nope", "unknown-claim")]
    [InlineData("provisions/nope", "unknown-provision")]
    [InlineData("lineage?from=plan/d1&to=plan/nope", "unknown-draft")]
    [InlineData("compare?drafts=plan/d1,plan/nope", "unknown-draft")]
    [InlineData("positions?draft=plan/nope", "unknown-draft")]
    [InlineData("nope", "unknown-view")]
    [InlineData("drafts/plan/d1/further", "unknown-view")]
    public void What_is_not_there_is_said_with_a_code(string path, string code) =>
        Assert.Equal(code, Assert.IsType<Answer.NotFound>(Story.OfDrafts(A.Points("1"), A.Points("1")).Ask(path)).Code);

    [Theory]
    [InlineData("claims?limit=0", "bad-limit", "/limit")]
    [InlineData("claims?limit=501", "bad-limit", "/limit")]
    [InlineData("claims?limit=ten", "bad-limit", "/limit")]
    [InlineData("claims?next=%%%", "bad-cursor", "/next")]
    [InlineData("claims?next=abcd", "bad-cursor", "/next")]
    [InlineData("claims?kind=guess", "unknown-kind", "/kind")]
    [InlineData("timeline?kind=guess", "unknown-kind", "/kind")]
    [InlineData("timeline?from=tomorrow", "impossible-date", "/from")]
    [InlineData("lineage?from=plan/d1", "missing-parameter", "/to")]
    [InlineData("compare", "missing-parameter", "/drafts")]
    [InlineData("lineage?from=plan/d1&to=plan/d1", "bad-drafts", "/to")]
    [InlineData("compare?drafts=plan/d1", "bad-drafts", "/drafts")]
    [InlineData("compare?drafts=plan/d1,plan/d1", "bad-drafts", "/drafts")]
    public void P14_A_query_that_cannot_be_read_is_refused_by_parameter(string path, string code, string pointer)
    {
        var refusal = Assert.Single(Assert.IsType<Answer.Refused>(Story.OfDrafts(A.Points("1"), A.Points("1")).Ask(path)).Refusals);
        Assert.Equal((code, pointer), (refusal.Code, refusal.Pointer));
    }

    [Fact]
    public void A_draft_without_a_date_of_publication_has_that_of_its_source()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(A.Draft("d3", "2025-06-30", A.Points("1")) with { Published = null });
        Assert.Equal("2025-11-24", (string?)story.Json("drafts/plan/d3")["published"]);
        Assert.Equal("2025-06-10", (string?)story.Json("drafts/plan/d1")["published"]);
    }
}
