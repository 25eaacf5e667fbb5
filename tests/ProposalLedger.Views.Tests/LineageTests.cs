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

    private static LineageOfDrafts Lineage(Story story, string query = "from=plan/d1&to=plan/d3") => story.Body<LineageOfDrafts>($"lineage?{query}");

    private static Story OfThree() => Tests.Story.OfDrafts(A.Points("1", "2", "3"), []).Given(
        A.Draft("d3", "2025-07-01", A.Points("1", "2")) with { BasedOn = "plan/d2" },
        A.Link("there", Fate.SetAside, ["plan/d1/1"], []), A.Link("across", Fate.Carried, ["plan/d1/1"], ["plan/d3/1"]));

    private static IEnumerable<string> Steps(LineageOfDrafts view) => view.Steps.Select(s => $"{s.From}-{s.To}: {string.Join(' ', s.Concordance.Select(r => r.Link))}");

    [Fact]
    public void A_lineage_leads_through_what_each_draft_is_based_on_and_across_an_unknown_text()
    {
        var view = Lineage(OfThree());
        Assert.Equal(["plan/d1", "plan/d2", "plan/d3"], view.Columns.Select(c => c.Draft));
        Assert.Equal(["0-1: there", "1-2: ", "0-2: across"], Steps(view));
        Assert.Equal([3, 0, 2], view.Columns.Select(c => c.Points.Count));
        // What the two drafts alone answer stays what it was.
        Assert.Equal(["across"], view.Links.Select(l => l.Entry.Id));
        Assert.Equal(["across"], view.Concordance.Select(r => r.Link));
        Assert.Equal(["plan/d1/2", "plan/d1/3"], view.Unaccounted);
        Assert.Equal(["0-1: across"], Steps(Lineage(OfThree(), "from=plan/d1&to=plan/d3&via=none")));
    }

    [Fact]
    public void A_reader_names_the_drafts_between_and_links_lead_past_a_rival_text()
    {
        var story = OfThree().Given(A.Draft("rival", "2025-06-15", A.Points("1")) with { BasedOn = "plan/d1" }, A.Link("rivals", Fate.Reworded, ["plan/d1/1"], ["plan/rival/1"]));
        Assert.Equal(["0-1: rivals", "1-2: ", "0-2: across"], Steps(Lineage(story, "from=plan/d1&to=plan/d3&via=plan/rival")));
        Assert.Equal(["0-1: rivals"], Steps(Lineage(story, "from=plan/d1&to=plan/rival")));
        Assert.Equal("unknown-draft", Assert.IsType<Answer.NotFound>(story.Ask("lineage?from=plan/d1&to=plan/d3&via=plan/none")).Code);
        foreach (var twice in new[] { "plan/d1", "plan/rival,plan/rival" })
            Assert.Equal(("bad-drafts", "/via"), (Assert.Single(Assert.IsType<Answer.Refused>(story.Ask($"lineage?from=plan/d1&to=plan/d3&via={twice}")).Refusals) is var r ? (r.Code, r.Pointer) : default));
    }

    [Fact]
    public void What_was_reinstated_leads_past_the_text_that_it_was_not_in_and_nothing_else_is_missed_there()
    {
        var story = Tests.Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(A.Draft("d3", "2025-07-01", A.Points("1", "2")) with { BasedOn = "plan/d2" },
            A.Link("a", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("b", Fate.Carried, ["plan/d2/1"], ["plan/d3/1"]), A.Link("back", Fate.Reinstated, ["plan/d1/2"], ["plan/d3/2"]));
        var view = Lineage(story);
        Assert.Equal(["0-1: a", "1-2: b", "0-2: back"], Steps(view));
        Assert.Equal([["plan/d1/2"], [], []], view.Steps.Select(s => s.Unaccounted));
    }

    [Fact]
    public void Nobody_has_to_account_for_the_points_of_a_rival_text()
    {
        var story = OfThree().Given(A.Draft("rival", "2025-06-15", A.Points("1")) with { BasedOn = "plan/d1" }, A.Link("rivals", Fate.Reworded, ["plan/d1/1"], ["plan/rival/1"]));
        Assert.Equal([["plan/d1/2", "plan/d1/3"], [], ["plan/d1/2", "plan/d1/3"]], Lineage(story, "from=plan/d1&to=plan/d3&via=plan/rival").Steps.Select(s => s.Unaccounted));
    }

    [Fact]
    public void A_circle_of_bases_ends()
    {
        var story = Tests.Story.OfDrafts(A.Points("1"), A.Points("1")).Corrected(A.Draft("d1", "2025-06-10", A.Points("1")) with { BasedOn = "plan/d2" });
        Assert.Equal(["plan/d1", "plan/d2"], Lineage(story, "from=plan/d1&to=plan/d2").Columns.Select(c => c.Draft));
    }

    [Fact]
    public void P12_A_draft_after_an_unknown_text_accounts_for_the_nearest_known_one()
    {
        var story = OfThree().Given(A.Link("nobody", Fate.Unknown, ["plan/d1/3"], []) with { ToDraft = "plan/d3" });
        var draft = story.Body<Views.Drafts.DraftAsTabled>("drafts/plan/d3");
        Assert.Equal(("plan/d2", "plan/d1"), (draft.BasedOn, draft.AccountsFor));
        Assert.Equal(["plan/d1/2"], draft.Unaccounted);
        Assert.Equal(["plan/d1/3"], draft.ReportedUnknown);
        Assert.Equal(["plan/d1/2"], Lineage(story).Steps.Single(s => (s.From, s.To) == (0, 2)).Unaccounted);
        // A fate in the text between is none in the later draft.
        Assert.Equal(["plan/d1/2", "plan/d1/3"], story.Body<Views.Drafts.DraftAsTabled>("drafts/plan/d2").Unaccounted);
        Assert.Empty(story.Given(A.Link("gone", Fate.Dropped, ["plan/d1/2"], []) with { ToDraft = "plan/d3" }).Body<Views.Drafts.DraftAsTabled>("drafts/plan/d3").Unaccounted);
    }

    [Fact]
    public void P10_Each_row_says_who_recorded_it_and_that_it_was_corrected()
    {
        var story = OfThree();
        var row = Lineage(story).Concordance.Single();
        Assert.Equal(("editor", null), (row.RecordedBy, row.Corrected));
        story.Corrected(A.Link("across", Fate.Reworded, ["plan/d1/1"], ["plan/d3/1"]));
        row = Lineage(story).Concordance.Single();
        Assert.Equal((Fate.Reworded, (long?)story.Events.Count), (row.Fate, row.Corrected));
        Assert.Empty(Lineage(story.Retracted(EntryKind.Link, "across")).Concordance);
    }

    [Fact]
    public void A_column_says_of_each_point_how_long_of_what_kind_and_about_what_it_is()
    {
        var story = Tests.Story.OfDrafts([A.Point("1", "Long enough.", A.Point("1a", "A part.") with { TextKind = TextKind.Oral }) with { Issue = "army" }], A.Points("1"));
        var points = Lineage(story, "from=plan/d1&to=plan/d2").Columns[0].Points;
        Assert.Equal([("plan/d1/1", 0, 12, TextKind.Verbatim, "Armed forces"), ("plan/d1/1a", 1, 7, TextKind.Oral, null)], points.Select(p => (p.Ref, p.Depth, p.Length, p.TextKind, p.Issue)));
        Assert.Equal(["Long enough.", "A part."], points.Select(p => p.Beginning));
    }
}
