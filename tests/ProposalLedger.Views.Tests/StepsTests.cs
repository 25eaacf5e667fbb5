using ProposalLedger.Views.Steps;

namespace ProposalLedger.Views.Tests;

public sealed class StepsTests
{
    private static readonly Story Talks = Story.OfTalks().Given(
        A.Claim("june", "north", Stance.Opposes, "2025-06-01") with { Published = Edtf.Parse("2025-06-05") },
        A.Claim("same-day", "south", Stance.Opposes, "2025-06-01") with { Published = Edtf.Parse("2025-06-07"), Basis = Basis.Attributed },
        A.Claim("some-day-in-june", "north", Stance.Mixed, "2025-06") with { Published = Edtf.Parse("2025-07-05") },
        A.Claim("july", "north", Stance.Supports, "2025-07-01") with { Published = Edtf.Parse("2025-07-05") });

    private static StepsOfClock Ask(Story story, string query, Cut? cut = null) => story.Body<StepsOfClock>($"steps?{query}", cut);

    private static string Values(StepsOfClock steps) => string.Join(' ', steps.Items.Select(s => $"{s.Value}:{s.Changes}"));

    [Fact]
    public void As_it_happened_a_step_is_a_day_and_a_vague_date_counts_at_its_end()
    {
        var steps = Ask(Talks, "clock=asOf");
        Assert.Equal("2025-06-01:2 2025-06-30:1 2025-07-01:1", Values(steps));
        Assert.Equal("1 June 2025: Somebody: Says so., and 1 more", steps.Items[0].Sentence);
        Assert.Equal(("2025-06-01", "2025-07-01", 3, 1), (steps.First, steps.Last, steps.Total, steps.Together));
        Assert.Equal(9, steps.WithoutStep); // the timeless: negotiation, parties, issue, propositions; and the source, which is published and does not happen
    }

    [Fact]
    public void As_it_became_known_a_step_is_the_day_of_publication_and_what_a_source_took_back_is_a_step_too()
    {
        Assert.Equal("2025-06-05:1 2025-06-07:1 2025-07-05:2 2025-11-24:1", Values(Ask(Talks, "clock=knownBy")));
        var story = Story.OfTalks().Given(A.Claim("c", "north", Stance.Opposes, "2025-06-01"), A.Claim("never", "north", Stance.Opposes, "2025-06-02"))
            .Retracted(EntryKind.Claim, "c", "2025-06-20").Retracted(EntryKind.Claim, "never");
        var steps = Ask(story, "clock=knownBy");
        Assert.Equal("2025-06-01:1 2025-06-20:1 2025-11-24:1", Values(steps));
        Assert.Equal("20 June 2025: Somebody: Says so. - taken back by its source", steps.Items[1].Sentence);
        Assert.Equal("", Values(Ask(story, "clock=asOf")));
    }

    [Fact]
    public void As_it_was_recorded_every_event_is_a_step_corrections_and_retractions_too()
    {
        var story = Story.OfTalks().Given(A.Claim("c", "north", Stance.Opposes, "2025-06-01"))
            .Corrected(A.Claim("c", "north", Stance.Opposes, "2025-06-01") with { Text = "Says so, and more." }).Retracted(EntryKind.Claim, "c");
        var steps = Ask(story, "clock=at");
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 12).Select(n => $"{n}:1")), Values(steps));
        Assert.Equal(["Position 10: recorded Somebody: Says so.", "Position 11: corrected Somebody: Says so, and more.", "Position 12: retracted Somebody: Says so, and more."],
            steps.Items.Skip(9).Select(s => s.Sentence));
        Assert.Equal("Says so, and more.".Length, steps.Items[10].Size);
    }

    [Fact]
    public void The_size_is_that_of_the_texts_and_not_of_ids_dates_or_references()
    {
        long Size(Claim claim) => Ask(Story.OfTalks().Given(claim), "clock=at").Items[^1].Size;
        var claim = A.Claim("c", "north", Stance.Opposes, "2025-06-01");
        Assert.Equal("Says so.".Length + "Somebody".Length, Size(claim));
        Assert.Equal(Size(claim), Size(claim with { Id = "a-much-longer-id", Published = Edtf.Parse("2025-06-02"), Sources = ["wire", "wire"] }));
        Assert.Equal(Size(claim) + 5, Size(claim with { Note = "Noted" }));
    }

    [Fact]
    public void P13_A_step_says_how_directly_a_claim_is_known_and_that_a_link_is_only_suggested()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
            A.Claim("c", "north", Stance.Opposes, "2025-08-01", Basis.Attributed), A.Link("l", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]) with { Mode = LinkMode.Suggested });
        Assert.Contains("1 August 2025: Somebody (attributed): Says so.", Ask(story, "clock=asOf").Items.Select(s => s.Sentence));
        Assert.Contains("Position 14: recorded suggested link: carried", Ask(story, "clock=at").Items.Select(s => s.Sentence));
    }

    [Fact]
    public void P6_Steps_hold_nothing_later_than_the_cut_on_every_clock_and_the_other_clocks_choose_among_them()
    {
        Assert.Equal("2025-06-01:2 2025-06-30:1", Values(Ask(Talks, "clock=asOf", new Cut { AsOf = Edtf.Parse("2025-06") })));
        Assert.Equal("2025-06-01:2", Values(Ask(Talks, "clock=asOf", new Cut { KnownBy = Edtf.Parse("2025-06") })));
        Assert.Equal("2025-06-01:1", Values(Ask(Talks, "clock=asOf", new Cut { KnownBy = Edtf.Parse("2025-06"), At = 10 })));
        var before = Talks.Json("steps?clock=asOf", new Cut { At = 12 }).ToJsonString();
        var later = new Story();
        later.Events.AddRange(Talks.Events);
        later.Given(A.Claim("earlier", "north", Stance.Opposes, "2025-05-01")).Retracted(EntryKind.Claim, "june");
        Assert.Equal(before, later.Json("steps?clock=asOf", new Cut { At = 12 }).ToJsonString());
        Assert.NotEqual(before, later.Json("steps?clock=asOf").ToJsonString());
    }

    [Theory]
    [InlineData("2025-05-31", null, null, "2025-06-01")]
    [InlineData("2025-06-01", null, "2025-06-01", "2025-06-30")]
    [InlineData("2025-06-15", null, "2025-06-01", "2025-06-30")]
    [InlineData("2025-06", "2025-06-01", "2025-06-30", "2025-07-01")]
    [InlineData("2025-12", "2025-06-30", "2025-07-01", null)]
    public void Around_a_date_the_steps_before_and_after_are_exact(string around, string? previous, string? current, string? next)
    {
        var found = Ask(Talks, $"clock=asOf&around={around}").Around!;
        Assert.Equal((previous, current, next), (found.Previous, found.Current, found.Next));
    }

    [Fact]
    public void The_state_after_a_step_is_another_than_before_it()
    {
        foreach (var clock in Clocks.All)
        {
            var bodies = Ask(Talks, $"clock={clock.Name()}").Items.Select(s => Talks.Json("timeline?kind=claim", Cut.Now.After(clock, s.Value)).ToJsonString()).ToList();
            Assert.Equal(clock == Clock.At ? 5 : 3, bodies.Distinct().Count());
        }
    }

    [Fact]
    public void A_long_history_is_drawn_together_in_equal_groups_and_stays_exact_around_a_position()
    {
        var story = Story.OfTalks();
        for (var i = 0; i < 2_500; i++) story.Given(A.Claim($"c{i}", "north", Stance.Opposes, "2025-06-01"));
        var steps = Ask(story, "clock=at");
        Assert.Equal((2_509, 3), (steps.Total, steps.Together));
        Assert.InRange(steps.Items.Count, 500, 1_000);
        Assert.Equal(2_509, steps.Items.Sum(s => s.Steps));
        Assert.Equal(("3", "2509"), (steps.Items[0].Value, steps.Items[^1].Value));
        Assert.StartsWith("Positions 4 to 6: recorded party: Host, and 2 more", steps.Items[1].Sentence);
        var around = Ask(story, "clock=at&around=1000");
        Assert.Equal(("999", "1000", "1001"), (around.Around!.Previous, around.Around.Current, around.Around.Next));
        Assert.Equal(51, around.Items.Count);
        Assert.All(around.Items, s => Assert.Equal(1, s.Steps));
    }

    [Theory]
    [InlineData("clock=when", "unknown-clock", "/clock")]
    [InlineData("clock=at&around=yesterday", "bad-position", "/around")]
    [InlineData("clock=asOf&around=yesterday", "impossible-date", "/around")]
    public void P14_A_clock_or_a_place_that_is_none_is_refused(string query, string code, string pointer)
    {
        var refused = Assert.IsType<Answer.Refused>(Talks.Ask($"steps?{query}"));
        Assert.Equal((code, pointer), (refused.Refusals[0].Code, refused.Refusals[0].Pointer));
    }
}
