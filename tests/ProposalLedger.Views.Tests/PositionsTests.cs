using System.Text.Json.Nodes;
using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Tests;

public sealed class PositionsTests
{
    private static PositionCell Cell(Story story, string party = "north") =>
        story.Body<PositionMatrix>("positions").Cells.Single(c => c.Party == party && c.Proposition == "cap");

    [Fact]
    public void Rows_are_parties_and_third_parties_and_columns_go_by_issue()
    {
        var matrix = Story.OfTalks().Given(
            new Issue { Id = "land", Title = "Territory" },
            new Proposition { Id = "line", Issue = "land", Text = "The line of contact is frozen" },
            new Proposition { Id = "drones", Issue = "army", Text = "Drones are not limited" }).Body<PositionMatrix>("positions");
        Assert.Equal(["north", "south", "host"], matrix.Parties);
        Assert.Equal(["cap", "ban", "drones", "line"], matrix.Columns.Select(c => c.Proposition));
    }

    [Fact]
    public void P13_No_cell_means_that_no_position_is_known()
    {
        var story = Story.OfTalks().Given(A.Claim("c1", "north", Stance.Opposes, "2025-06-01"));
        Assert.Equal(["north"], story.Body<PositionMatrix>("positions").Cells.Select(c => c.Party));
    }

    [Fact]
    public void P13_An_attributed_claim_is_never_shown_as_first_hand()
    {
        var cell = Cell(Story.OfTalks().Given(A.Claim("c1", "north", Stance.Supports, "2025-06-01", Basis.Attributed)));
        Assert.Equal((Stance.Supports, false), (cell.Stance, cell.FirstHand));
    }

    [Fact]
    public void P13_A_later_attributed_claim_does_not_stand_in_for_the_partys_own_word()
    {
        var cell = Cell(Story.OfTalks().Given(
            A.Claim("own", "north", Stance.Opposes, "2025-06-01"), A.Claim("theirs", "north", Stance.Supports, "2025-06-09", Basis.Attributed)));
        Assert.Equal((Stance.Opposes, true, 2), (cell.Stance, cell.FirstHand, cell.Total));
    }

    [Fact]
    public void The_latest_goes_by_when_it_was_said_and_not_by_when_it_was_recorded()
    {
        var cell = Cell(Story.OfTalks().Given(A.Claim("late", "north", Stance.Supports, "2025-06-09"), A.Claim("backfilled", "north", Stance.Opposes, "2025-06-01")));
        Assert.Equal(Stance.Supports, cell.Stance);
        Assert.Equal(["late", "backfilled"], cell.Claims.Select(c => c.Entry.Id));
    }

    [Fact]
    public void Of_two_claims_of_one_day_the_one_recorded_last_is_the_latest() =>
        Assert.Equal(Stance.Opposes, Cell(Story.OfTalks().Given(A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-09"))).Stance);

    [Fact]
    public void A_retracted_claim_is_in_no_cell() =>
        Assert.Empty(Story.OfTalks().Given(A.Claim("c1", "north", Stance.Opposes, "2025-06-01")).Retracted(EntryKind.Claim, "c1").Body<PositionMatrix>("positions").Cells);

    [Fact]
    public void A_cell_shows_a_conflict_until_somebody_resolves_it()
    {
        var story = Story.OfTalks().Given(
            A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-09"), A.Conflict("x", "a", "b"));
        Assert.True(Cell(story).Conflict);
        Assert.False(Cell(story.Given(A.Resolution("r", "x", "a"))).Conflict);
        Assert.True(Cell(story.Retracted(EntryKind.Resolution, "r")).Conflict);
    }

    [Fact]
    public void A_resolution_changes_no_stance_and_the_cell_says_in_whose_favour_it_was()
    {
        var story = Story.OfTalks().Given(
            A.Claim("r1", "north", Stance.Supports, "2025-06-09"), A.Claim("r2", "north", Stance.Opposes, "2025-06-09"), A.Conflict("x", "r1", "r2"), A.Resolution("r", "x", "r1"));
        Assert.Equal((Stance.Opposes, false), (Cell(story).Stance, Cell(story).Conflict));
        Assert.Equal([new("x", "r1")], Cell(story).Resolved);
        Assert.Equal("""[{"conflict":"x","chosen":"r1"}]""", story.Json("positions")["cells"]![0]!["resolved"]!.ToJsonString());
        Assert.Equal("""[{"conflict":"x","chosen":"r1"}]""", story.Json("claims/r2")["resolved"]!.ToJsonString());
        // "None of them" decides nothing.
        story.Given(A.Resolution("n", "x", "none"));
        Assert.True(Cell(story).Conflict);
        Assert.Empty(Cell(story).Resolved);
    }

    [Fact]
    public void A_conflict_whose_other_side_was_retracted_marks_no_cell()
    {
        var story = Story.OfTalks().Given(
            A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-09"), A.Conflict("x", "a", "b"));
        Assert.True(Cell(story).Conflict);
        Assert.False(Cell(story.Retracted(EntryKind.Claim, "b")).Conflict);
    }

    [Fact]
    public void A_cell_shows_twenty_claims_and_says_how_many_there_are()
    {
        var story = Story.OfTalks().Given([.. Enumerable.Range(1, 25).Select(i => A.Claim($"c{i}", "north", Stance.Supports, $"2025-06-{i:D2}"))]);
        Assert.Equal((25, 20, "c25"), (Cell(story).Total, Cell(story).Claims.Count, Cell(story).Claims[0].Entry.Id));
    }

    [Fact]
    public void A_claim_that_takes_no_stance_is_no_position()
    {
        var warning = A.Claim("c1", "north", Stance.Opposes, "2025-06-01") with { Kind = ClaimKind.Warning, Stance = null };
        Assert.Empty(Story.OfTalks().Given(warning).Body<PositionMatrix>("positions").Cells);
    }

    [Fact]
    public void The_columns_of_a_draft_are_its_points_and_the_draft_as_a_whole_where_a_claim_is_about_it()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
            A.Claim("p", "south", Stance.Opposes, "2025-06-12") with { About = new Subject { Point = "plan/d1/2" } },
            A.Claim("w", "north", Stance.Proposes, "2025-06-12") with { About = new Subject { Draft = "plan/d1" } });
        var matrix = story.Body<PositionMatrix>("positions?draft=plan/d1");
        Assert.Equal(["plan/d1", "plan/d1/1", "plan/d1/2"], matrix.Columns.Select(c => c.Draft ?? c.Point));
        Assert.Equal([("north", "plan/d1"), ("south", "plan/d1/2")], matrix.Cells.Select(c => (c.Party, c.Draft ?? c.Point)));
    }

    [Fact]
    public void The_body_has_the_contracts_form()
    {
        var body = Story.OfTalks().Given(A.Claim("c1", "north", Stance.SupportsIf, "2025-06-01") with { Condition = "a guarantee" }).Json("positions?limit=1");
        Assert.Equal(["parties", "columns", "cells", "coverage", "movements", "week", "leftOut", "next"], body.AsObject().Select(p => p.Key));
        Assert.Equal("""{"proposition":"cap","issue":"army","text":"The army has an upper limit","contention":0,"opposedPairs":0,"openConflicts":0,"changed":"2025-06-01"}""", body["columns"]![0]!.ToJsonString());
        var cell = body["cells"]![0]!.AsObject();
        Assert.Equal("supports-if", (string?)cell["stance"]);
        Assert.False((bool)cell["conflict"]!);
        Assert.Equal(("c1", 10, "2026-01-01T00:10:00Z", "north"), Claim(cell["claims"]![0]!));
        Assert.NotNull(body["next"]);
        var rest = Story.OfTalks().Json($"positions?limit=1&next={body["next"]}");
        Assert.Equal("ban", (string?)rest["columns"]![0]!["proposition"]);
        Assert.True(rest.AsObject().ContainsKey("next"));
        Assert.Null(rest["next"]);

        static (string?, int, string?, string?) Claim(JsonNode claim) =>
            ((string?)claim["id"], (int)claim["position"]!, (string?)claim["recorded"], (string?)claim["holder"]);
    }
}
