using ProposalLedger.Server.Pages;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Views.Tests;

public sealed class ConflictTests
{
    private static Story Talks(params Entry[] more) => Story.OfTalks().Given(
        A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-09"), A.Conflict("x", "a", "b")).Given(more);

    [Fact]
    public void One_conflict_comes_with_its_sides_its_resolutions_and_its_changes()
    {
        var body = Talks(A.Resolution("r", "x", "a")).Json("conflicts/x");
        Assert.Equal(("x", true, false), ((string?)body["id"], (bool)body["resolved"]!, (bool)body["lapsed"]!));
        Assert.Equal(["a", "b"], body["rivals"]!.AsArray().Select(r => (string?)r!["id"]));
        Assert.Equal("a", (string?)body["resolutions"]![0]!["chosen"]);
        Assert.Equal("conflict-raised.v1", (string?)body["changes"]![0]!["type"]);
    }

    [Fact]
    public void Its_page_shows_them_too()
    {
        var story = Talks(A.Resolution("r", "x", "a"));
        var content = PageOf.Body(story.Body<ConflictInFull>("conflicts/x"), new Here(story.Dossier().At(Cut.Now), ""), "conflicts/x", new Dictionary<string, string>());
        Assert.Equal(typeof(ConflictPage), content?.Component);
    }

    [Fact]
    public void P1_A_retracted_conflict_stays_readable() =>
        Assert.Equal(13, (int)Talks().Retracted(EntryKind.Conflict, "x").Json("conflicts/x")["retracted"]!);

    [Fact]
    public void It_is_open_while_two_of_its_sides_hold_and_lapses_then()
    {
        var story = Talks();
        Assert.Equal((ConflictStanding.Open, "x"), (Standing(story), Assert.Single(story.Body<NegotiationOverview>("").OpenConflicts)));
        story.Retracted(EntryKind.Claim, "b");
        Assert.Equal(ConflictStanding.Lapsed, Standing(story));
        Assert.Empty(story.Body<NegotiationOverview>("").OpenConflicts);
        Assert.True((bool)story.Json("conflicts")["items"]![0]!["lapsed"]!);
        Assert.Equal([ConflictStanding.Lapsed], new Here(story.Dossier().At(Cut.Now), "").Conflicts("a").Select(c => c.Standing));
    }

    [Theory, InlineData(ConflictKind.Rendering), InlineData(ConflictKind.CutQuotation), InlineData(ConflictKind.SourceError)]
    public void What_is_of_one_thing_alone_is_open_while_that_holds(ConflictKind kind)
    {
        var story = Talks(A.Conflict("one", "a") with { Kind = kind });
        Assert.Equal(ConflictStanding.Open, Standing(story, "one"));
        Assert.Equal(ConflictStanding.Lapsed, Standing(story.Retracted(EntryKind.Claim, "a"), "one"));
    }

    [Fact]
    public void Points_and_links_are_sides_like_claims()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
            A.Link("l", Fate.Dropped, ["plan/d1/1"], []), A.Conflict("x") with { Points = ["plan/d1/1"], Links = ["l"] }, A.Conflict("y") with { Points = ["plan/d1/9"], Links = ["l"] });
        Assert.Equal([ConflictStanding.Open, ConflictStanding.Lapsed], [Standing(story), Standing(story, "y")]);
    }

    [Fact]
    public void None_of_them_leaves_it_open_and_a_choice_that_is_retracted_holds_no_longer()
    {
        Assert.Equal(ConflictStanding.Open, Standing(Talks(A.Resolution("r", "x", "none"))));
        Assert.False((bool)Talks(A.Resolution("r", "x", "none")).Json("conflicts/x")["resolved"]!);
        Assert.Equal(ConflictStanding.Resolved, Standing(Talks(A.Resolution("r", "x", "a")).Retracted(EntryKind.Claim, "b")));
        Assert.Equal(ConflictStanding.Lapsed, Standing(Talks(A.Resolution("r", "x", "a")).Retracted(EntryKind.Claim, "a")));
    }

    [Fact]
    public void Conflicts_are_listed_by_kind_and_counted_by_how_they_stand()
    {
        var story = Talks(A.Resolution("r", "x", "a")).Given(
            A.Conflict("voices", "a", "b") with { Kind = ConflictKind.TwoVoices }, A.Conflict("late", "a", "b"), A.Conflict("print", "a", "b") with { Kind = ConflictKind.Rendering });
        var list = story.Body<ConflictList>("conflicts");
        Assert.Equal(["x", "late", "print", "voices"], list.Items.Select(c => c.Conflict.Entry.Id));
        Assert.Equal([new(ConflictKind.Contradiction, 2, 1, 1, 0), new(ConflictKind.Rendering, 1, 1, 0, 0), new(ConflictKind.CutQuotation, 0, 0, 0, 0),
            new(ConflictKind.TwoVoices, 1, 1, 0, 0), new(ConflictKind.SourceError, 0, 0, 0, 0)], list.Kinds);
        Assert.Equal(["late"], story.Body<ConflictList>("conflicts?kind=contradiction&standing=open").Items.Select(c => c.Conflict.Entry.Id));
        Assert.Equal(["x"], story.Body<ConflictList>("conflicts?standing=resolved").Items.Select(c => c.Conflict.Entry.Id));
        Assert.Equal(list.Kinds, story.Body<ConflictList>("conflicts?standing=resolved").Kinds);
        Assert.Equal(4, story.Retracted(EntryKind.Claim, "b").Retracted(EntryKind.Claim, "a").Body<ConflictList>("conflicts?standing=lapsed").Total);
        Assert.Equal(["a", "b"], Talks(A.Resolution("r", "x", "a")).Body<ClaimList>("claims?conflict=resolved").Items.Select(c => c.Entry.Id));
    }

    [Fact]
    public void P10_A_later_resolution_takes_the_place_of_an_earlier_one_none_reopens_and_all_are_shown()
    {
        var story = Talks(A.Resolution("r1", "x", "a"));
        Assert.Equal("a", story.Body<ClaimInFull>("claims/a").Resolved.Single().Chosen);
        story.Given(A.Resolution("r2", "x", "b"));
        Assert.Equal("b", story.Body<ClaimInFull>("claims/a").Resolved.Single().Chosen);
        story.Given(A.Resolution("r3", "x", "none"));
        var conflict = story.Body<ConflictInFull>("conflicts/x").Conflict;
        Assert.False(conflict.Resolved);
        Assert.Equal(["r1", "r2", "r3"], conflict.Resolutions.Select(r => r.Entry.Id));
        Assert.All(conflict.Resolutions, r => Assert.NotEmpty(r.Entry.Reason));
        Assert.Equal(["x"], story.Body<ConflictList>("conflicts?standing=open").Items.Select(c => c.Conflict.Entry.Id));
    }

    private static ConflictStanding Standing(Story story, string conflict = "x") => new Disputes(story.Dossier().At(Cut.Now)).StandingOf(conflict);
}
