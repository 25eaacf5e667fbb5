using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views.Tests;

public sealed class TimelineTests
{
    private static IReadOnlyList<TimelineEntry> Entries(Story story, string query = "") => story.Body<Page<TimelineEntry>>($"timeline{query}").Items;

    private static Session Session(string id, string occurred) => new()
    {
        Id = id, Kind = SessionKind.Meeting, Status = SessionStatus.Held, Occurred = Edtf.Parse(occurred), Participants = [], Reports = [],
    };

    private static Story Dated() => Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
        Session("s1", "2025-06-15"), A.Status("t1", "1", PointStatus.Open, "2025-06-11"), A.Claim("c1", "north", Stance.Opposes, "2025-06-12"),
        new OutsideAction { Id = "aid", Actor = "north", Occurred = Edtf.Parse("2025-06-01"), Text = "Aid stops.", Sources = ["wire"] });

    [Fact]
    public void Dated_things_go_by_when_they_happened() =>
        Assert.Equal(["aid", "plan/d1", "t1", "s1", "plan/d2"], Entries(Dated()).Select(e => e.Key));

    [Theory]
    [InlineData("?kind=claim", "c1")]
    [InlineData("?kind=draft,session", "plan/d1 s1 plan/d2")]
    [InlineData("?from=2025-06-12", "s1 plan/d2")]
    [InlineData("?to=2025-06-11", "aid plan/d1 t1")]
    [InlineData("?from=2025-06-11&to=2025-06-15", "t1 s1")]
    public void Filters_narrow_it(string query, string keys) => Assert.Equal(keys, string.Join(' ', Entries(Dated(), query).Select(e => e.Key)));

    [Theory]
    [InlineData("?actor=north", "aid")]
    [InlineData("?target=south", "strike")]
    [InlineData("?actor=south&target=south", "strike")]
    [InlineData("?actor=north&target=south", "")]
    [InlineData("?kind=session&actor=north", "")]
    public void Actions_are_asked_for_by_who_acts_and_toward_whom(string query, string keys)
    {
        var story = Dated().Given(new OutsideAction { Id = "strike", Actor = "south", Target = "south", Occurred = Edtf.Parse("2025-06-02"), Text = "A strike.", Sources = ["wire"] });
        Assert.Equal(keys, string.Join(' ', Entries(story, query).Select(e => e.Key)));
    }

    [Theory]
    [InlineData("?actor=nobody", "unknown-actor"), InlineData("?target=nobody", "unknown-target")]
    public void P14_A_party_that_is_not_on_record_is_refused(string query, string code) =>
        Assert.Equal(code, Assert.Single(Assert.IsType<Answer.Refused>(Dated().Ask("timeline" + query)).Refusals).Code);

    [Fact]
    public void What_only_may_have_happened_within_what_is_asked_for_is_marked_as_uncertain()
    {
        var story = Dated().Given(Session("june", "2025-06"), Session("year", "2025"));
        Assert.Equal(["s1 False", "june False", "year True"], Entries(story, "?kind=session&from=2025-06&to=2025-06").Select(e => $"{e.Key} {e.Uncertain}"));
        Assert.Equal(["s1 False", "june True", "year True"], Entries(story, "?kind=session&from=2025-06-11").Select(e => $"{e.Key} {e.Uncertain}"));
        Assert.Equal(["s1 False", "june True", "year True"], Entries(story, "?kind=session&to=2025-06-15").Select(e => $"{e.Key} {e.Uncertain}"));
        Assert.All(Entries(story), e => Assert.Null(e.Uncertain));
    }

    [Fact]
    public void A_change_of_a_partys_own_stance_is_movement()
    {
        var movement = Assert.IsType<Movement>(Assert.Single(Entries(Story.OfTalks().Given(
            A.Claim("later", "north", Stance.SupportsIf, "2025-06-09"), A.Claim("earlier", "north", Stance.Opposes, "2025-06-01")))).Entry);
        Assert.Equal((Stance.Opposes, Stance.SupportsIf, "cap"), (movement.From, movement.To, movement.About.Proposition));
    }

    [Fact]
    public void P13_What_others_say_what_stands_in_conflict_and_what_has_no_order_is_no_movement()
    {
        var own = A.Claim("own", "north", Stance.Opposes, "2025-06-01");
        Assert.Empty(Entries(Story.OfTalks().Given(own, A.Claim("b", "north", Stance.Supports, "2025-06-09", Basis.Attributed))));
        Assert.Empty(Entries(Story.OfTalks().Given(own, A.Claim("b", "north", Stance.Supports, "2025-06-09"), A.Conflict("x", "own", "b"))));
        Assert.Empty(Entries(Story.OfTalks().Given(own, A.Claim("b", "north", Stance.Supports, "2025-06"))));
        Assert.Empty(Entries(Story.OfTalks().Given(own, A.Claim("b", "south", Stance.Supports, "2025-06-09"))));
        Assert.Empty(Entries(Story.OfTalks().Given(own, A.Claim("b", "north", Stance.Opposes, "2025-06-09"))));
    }

    [Theory]
    [InlineData(Stance.Silent), InlineData(Stance.Declines)]
    public void Saying_nothing_is_no_movement_and_hides_none(Stance nothing)
    {
        var (reserves, quiet) = (A.Claim("a", "north", Stance.Reserves, "2025-06-01"), A.Claim("b", "north", nothing, "2025-06-05"));
        Assert.Empty(Entries(Story.OfTalks().Given(reserves, quiet)));
        Assert.Empty(Entries(Story.OfTalks().Given(quiet, A.Claim("c", "north", Stance.Supports, "2025-06-09"))));
        var movement = Assert.IsType<Movement>(Assert.Single(Entries(Story.OfTalks().Given(reserves, quiet, A.Claim("c", "north", Stance.Supports, "2025-06-09")))).Entry);
        Assert.Equal((Stance.Reserves, Stance.Supports), (movement.From, movement.To));
    }

    [Fact]
    public void An_entry_is_written_whole()
    {
        var entry = Dated().Json("timeline?kind=draft")["items"]![0]!;
        Assert.Equal(("draft", "plan/d1", "2025-06-10", "Draft d1"), ((string?)entry["kind"], (string?)entry["key"], (string?)entry["occurred"], (string?)entry["entry"]!["title"]));
    }
}
