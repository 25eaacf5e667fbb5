namespace ProposalLedger.Views.Tests;

public sealed class SinceTests
{
    private static readonly Claim Early = A.Claim("early", "north", Stance.Supports, "2025-06-01");

    private static Story Told() => Story.OfTalks().Given(
        Early, A.Claim("late", "south", Stance.Opposes, "2025-06-02") with { Published = Edtf.Parse("2025-07-01") }, A.Claim("taken-back", "south", Stance.Opposes, "2025-06-01"),
        A.Claim("vague", "south", Stance.Opposes, "2025-06"));

    [Fact]
    public void What_was_public_by_a_day_stands_apart_from_what_came_later()
    {
        var since = Told().Json("since?published=2025-06-10&kind=claim");
        Assert.Equal(["new vague", "new late", "known early", "known taken-back"], Items(since));
        Assert.Equal((1, 0), ((int)since["leftOutEarlier"]!, (int)since["leftOut"]!));
        Assert.Equal("2025-06-10", (string)since["earlier"]!["knownBy"]!);
        Assert.Equal(["new late"], Items(Told().Json("since?published=2025-06-30&change=new&kind=claim")));
    }

    [Fact]
    public void A_correction_shows_both_values_and_who_made_it_and_what_a_source_took_back_since_is_told()
    {
        var story = Told().Corrected(Early with { Stance = Stance.Mixed, Text = "Says less." }).Retracted(EntryKind.Claim, "taken-back", "2025-06-20");
        var since = story.Json("since?published=2025-06-10&kind=claim");
        Assert.Equal(["corrected early", "retracted taken-back", "new vague", "new late"], Items(since));
        var corrected = since["items"]![0]!;
        Assert.Equal(("Says so.", "Says less."), ((string)corrected["before"]!["entry"]!["text"]!, (string)corrected["entry"]!["text"]!));
        Assert.Equal(("editor", "a reason", story.Events.Count - 1), ((string)corrected["by"]!["actor"]!, (string)corrected["by"]!["reason"]!, (int)corrected["by"]!["position"]!));
        Assert.Equal(2, (int)since["kinds"]![0]!["earlier"]!);
    }

    [Fact]
    public void Since_a_position_is_what_the_editors_changed_and_what_has_no_date_counts_too()
    {
        var story = Told();
        var position = story.Events.Count;
        story.Corrected(Early with { Text = "Says less." }).Corrected(Early with { Text = "Says more." }).Retracted(EntryKind.Claim, "late").Given(new Party { Id = "east", Name = "East", Kind = PartyKind.Party });
        var since = story.Json($"since?recorded={position}&change=corrected,retracted,new");
        Assert.Equal(["corrected early", "retracted late", "new east"], Items(since));
        Assert.Equal(("Says so.", "Says more."), ((string)since["items"]![0]!["before"]!["entry"]!["text"]!, (string)since["items"]![0]!["entry"]!["text"]!));
        // In between it is another answer, and afterwards there is nothing.
        Assert.Equal("Says less.", (string)story.Json($"since?recorded={position + 1}&change=corrected")["items"]![0]!["before"]!["entry"]!["text"]!);
        Assert.Empty(Items(story.Json($"since?recorded={position + 4}&change=corrected,retracted,new,gone")));
    }

    [Fact]
    public void Of_a_draft_are_its_points_and_what_speaks_of_it_or_of_them()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
            A.Status("s1", "1", PointStatus.Agreed, "2025-07-01"), A.Link("moved", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]),
            A.Claim("of-draft", "north", Stance.Supports, "2025-06-11") with { About = new Subject { Draft = "plan/d1" } },
            A.Claim("of-point", "north", Stance.Supports, "2025-07-11") with { About = new Subject { Point = "plan/d1/2" } },
            A.Claim("of-neither", "north", Stance.Supports, "2025-06-11"), A.Claim("of-other", "north", Stance.Supports, "2025-06-11") with { About = new Subject { Draft = "plan/d2" } },
            A.Conflict("c", "of-point", "of-neither"));
        var since = story.Json("since?published=2025-06-15&draft=plan/d1");
        Assert.Equal(["new s1", "new of-point", "new moved", "new c", "known plan/d1", "known of-draft"], Items(since));
        Assert.Equal((2, 2), ((int)since["draft"]!["pointsEarlier"]!, (int)since["draft"]!["points"]!));
        Assert.Null(story.Json("since?published=2025-06-01&draft=plan/d1")["draft"]!["pointsEarlier"]);
    }

    [Fact]
    public void P6_The_body_at_a_position_is_the_body_that_was_current_there_and_never_changes()
    {
        var story = Told();
        var before = story.Json("since?published=2025-06-10").ToJsonString();
        var pin = new Cut { At = story.Events.Count };
        story.Corrected(Early with { Text = "Says less." }).Retracted(EntryKind.Claim, "late").Given(A.Claim("more", "north", Stance.Mixed, "2025-06-01"));
        Assert.Equal(before, story.Json("since?published=2025-06-10", pin).ToJsonString());
        Assert.NotEqual(before, story.Json("since?published=2025-06-10").ToJsonString());
    }

    [Fact]
    public void Nothing_later_than_the_cut_is_in_it()
    {
        var since = Told().Json("since?published=2025-06-10&kind=claim", new Cut { KnownBy = Edtf.Parse("2025-06-30") });
        Assert.Equal(["new vague", "known early", "known taken-back"], Items(since));
    }

    [Theory]
    [InlineData("since", "missing-parameter", "/published")]
    [InlineData("since?published=2025/..", "open-ended-cut", "/published")]
    [InlineData("since?occurred=soon", "impossible-date", "/occurred")]
    [InlineData("since?recorded=0", "bad-position", "/recorded")]
    [InlineData("since?recorded=5000", "reversed-states", "/recorded")]
    [InlineData("since?published=2025-06-01&change=none", "unknown-change", "/change")]
    [InlineData("since?published=2025-06-01&since=1", "unknown-parameter", "/since")]
    public void P14_An_earlier_state_that_cannot_be_read_or_is_not_earlier_is_refused(string address, string code, string pointer)
    {
        var refusal = Assert.Single(Assert.IsType<Answer.Refused>(Told().Ask(address)).Refusals);
        Assert.Equal((code, pointer), (refusal.Code, refusal.Pointer));
    }

    [Fact]
    public void P14_A_day_after_the_cuts_is_refused() =>
        Assert.Equal("reversed-states", Assert.Single(Assert.IsType<Answer.Refused>(Told().Ask("since?published=2025-06-10", new Cut { KnownBy = Edtf.Parse("2025-06-01") })).Refusals).Code);

    private static string[] Items(System.Text.Json.Nodes.JsonNode since) => [.. since["items"]!.AsArray().Select(i => $"{i!["change"]} {i["key"]}")];
}
