using ProposalLedger.Testing;
using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Tests;

public sealed class CutTests
{
    private static readonly Story Talks = Story.OfTalks().Given(
        A.Claim("june", "north", Stance.Opposes, "2025-06-01") with { Published = Edtf.Parse("2025-06-05") },
        A.Claim("july", "north", Stance.Supports, "2025-07-01") with { Published = Edtf.Parse("2025-07-05") });

    private static string Claims(Story story, Cut cut) => string.Join(' ', story.Body<Page<AsRecorded<Claim>>>("claims", cut).Items.Select(c => c.Entry.Id));

    private static Cut Known(string by) => new() { KnownBy = Edtf.Parse(by) };

    private static Cut AsOf(string date) => new() { AsOf = Edtf.Parse(date) };

    [Theory]
    [InlineData("2025-05-31", "")]
    [InlineData("2025-06-01", "june")]
    [InlineData("2025-06-30", "june")]
    [InlineData("2025-07-01", "june july")]
    public void As_of_a_day_holds_what_happened_up_to_its_end(string day, string claims) => Assert.Equal(claims, Claims(Talks, AsOf(day)));

    [Theory]
    [InlineData("2025-06-04", "")]
    [InlineData("2025-06-05", "june")]
    [InlineData("2025-07-05", "june july")]
    public void Known_by_a_day_holds_what_was_published_up_to_its_end(string day, string claims) => Assert.Equal(claims, Claims(Talks, Known(day)));

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-07")]
    [InlineData("9998-12-31")]
    public void P14_The_first_and_the_last_days_that_there_are_cut_every_view_as_other_days_do(string day)
    {
        Assert.All(EveryView.Paths, path => Assert.NotNull(Talks.Ask(path, AsOf(day))));
        Assert.All(EveryView.Paths, path => Assert.NotNull(Talks.Ask(path, Known(day))));
    }

    [Fact]
    public void What_straddles_the_cut_is_left_out_and_counted()
    {
        var story = Story.OfTalks().Given(A.Claim("some-day", "north", Stance.Opposes, "2025-06"), A.Claim("after", "north", Stance.Supports, "2025-07"));
        var page = story.Body<Page<AsRecorded<Claim>>>("claims", AsOf("2025-06-15"));
        Assert.Equal((0, 1), (page.Total, page.LeftOut));
        Assert.Equal(1, story.Body<PositionMatrix>("positions", AsOf("2025-06-15")).LeftOut);
        Assert.Equal(0, story.Body<Page<AsRecorded<Claim>>>("claims", AsOf("2025-06-30")).LeftOut);
    }

    [Fact]
    public void Without_a_date_of_publication_the_earliest_dated_sources_counts_and_then_the_recording()
    {
        var story = Story.OfTalks().Given(
            new Source { Id = "undated", Publisher = "P", Title = "T", Kind = SourceKind.Blog },
            A.Claim("sourced", "north", Stance.Opposes, "2025-06-01") with { Published = null, Sources = ["undated", "wire"] },
            A.Claim("bare", "north", Stance.Opposes, "2025-06-01") with { Published = null, Sources = ["undated"] });
        Assert.Equal("", Claims(story, Known("2025-11-23")));
        Assert.Equal("sourced", Claims(story, Known("2025-11-24")));
        Assert.Equal("sourced bare", Claims(story, Known("2026-01-01")));
    }

    [Fact]
    public void P6_A_position_cuts_everything_and_nothing_appended_later_changes_it()
    {
        var story = Story.OfTalks().Given(A.Claim("c", "north", Stance.Opposes, "2025-06-01"));
        var before = story.Json("positions", new Cut { At = 10 }).ToJsonString();
        story.Corrected(A.Claim("c", "north", Stance.Supports, "2025-06-01")).Retracted(EntryKind.Claim, "c").Given(
            new Party { Id = "new", Name = "New", Kind = PartyKind.Party }, new Proposition { Id = "p", Issue = "army", Text = "More" });
        Assert.Equal(before, story.Json("positions", new Cut { At = 10 }).ToJsonString());
        Assert.Empty(story.Body<PositionMatrix>("positions").Cells);
        Assert.Equal("unknown-claim", Assert.IsType<Answer.NotFound>(story.Ask("claims/c", new Cut { At = 9 })).Code);
    }

    [Fact]
    public void An_editors_correction_replaces_the_value_under_every_date_and_an_editors_retraction_too()
    {
        var story = Story.OfTalks().Given(A.Claim("c", "north", Stance.Opposes, "2025-06-01")).Corrected(A.Claim("c", "north", Stance.Mixed, "2025-06-01"));
        Assert.Equal(Stance.Mixed, story.Body<PositionMatrix>("positions", Known("2025-06-01")).Cells[0].Stance);
        Assert.Equal("", Claims(story.Retracted(EntryKind.Claim, "c"), Known("2025-06-01")));
    }

    [Fact]
    public void What_a_source_took_back_holds_until_then()
    {
        var story = Story.OfTalks().Given(A.Claim("c", "north", Stance.Opposes, "2025-06-01")).Retracted(EntryKind.Claim, "c", "2025-06-20");
        Assert.Equal("c", Claims(story, Known("2025-06-19")));
        Assert.Equal("", Claims(story, Known("2025-06-20")));
    }

    [Fact]
    public void An_editorial_act_shows_once_all_its_sources_are_published()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
            new Source { Id = "late", Publisher = "P", Title = "T", Kind = SourceKind.Blog, Published = Edtf.Parse("2025-12-01") },
            A.Link("l", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]) with { Sources = ["wire", "late"] });
        Assert.Equal(0, story.Body<Page<AsRecorded<Link>>>("links", Known("2025-11-30")).Total);
        Assert.Equal(1, story.Body<Page<AsRecorded<Link>>>("links", Known("2025-12-01")).Total);
    }

    [Fact]
    public void Parties_and_propositions_are_timeless() =>
        Assert.Equal(3, Story.OfTalks().Body<PositionMatrix>("positions", new Cut { AsOf = Edtf.Parse("1990"), KnownBy = Edtf.Parse("1990") }).Parties.Count);

    [Fact]
    public void P14_A_cut_that_cannot_be_read_is_refused_by_parameter()
    {
        var refusals = Cut.TryRead(new Dictionary<string, string> { ["asOf"] = "soon", ["knownBy"] = "2025-01-01/..", ["at"] = "-1" }, out _);
        Assert.Equal(["/at", "/asOf", "/knownBy"], refusals.Select(r => r.Pointer));
        Assert.Empty(Cut.TryRead(new Dictionary<string, string> { ["asOf"] = "2025-11", ["at"] = "7" }, out var cut));
        Assert.Equal((7L, "2025-11"), (cut.At, cut.AsOf?.Text));
    }
}
