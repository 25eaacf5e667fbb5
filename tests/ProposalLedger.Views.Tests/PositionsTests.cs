using System.Text.Json.Nodes;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Convergence;
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
    public void P13_A_conflict_over_something_else_marks_no_stance_as_disputed()
    {
        var story = Story.OfTalks().Given(
            A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("count", "south", Stance.Supports, "2025-06-09") with { Kind = ClaimKind.Value, Stance = null }, A.Conflict("x", "a", "count"));
        Assert.Equal((false, true), (Cell(story).Conflict, Cell(story).ConflictElsewhere));
        story.Given(A.Claim("b", "north", Stance.Opposes, "2025-06-09"), A.Conflict("y", "a", "b"));
        Assert.True(Cell(story).Conflict);
    }

    [Fact]
    public void P13_What_is_said_on_a_points_subject_is_counted_beside_the_point_and_makes_no_cell()
    {
        var story = Story.OfDrafts([A.Point("1") with { Issue = "army" }, A.Point("2")], []).Given(
            A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-10", Basis.Attributed), A.Claim("v", "north", Stance.Opposes, "2025-06-10") with { Kind = ClaimKind.Value, Stance = null },
            A.Claim("own", "south", Stance.Opposes, "2025-06-10") with { About = new Subject { Point = "plan/d1/1" } });
        var matrix = story.Body<PositionMatrix>("positions?draft=plan/d1");
        Assert.Equal(["south"], matrix.Cells.Select(c => c.Party));
        Assert.Equal([new("north", "plan/d1/1", "army", 2, 1)], matrix.Related);
        // The address that the page gives for it holds as many.
        Assert.Equal(2, story.Body<ClaimList>("claims?issue=army&holder=north&kind=position").Total);
        Assert.Empty(story.Body<PositionMatrix>("positions").Related);
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
    public void A_cell_of_500_claims_shows_the_latest_and_leads_to_all_of_them_in_parts()
    {
        var story = Story.OfTalks().Given([.. Enumerable.Range(0, 500).Select(i => A.Claim($"c{i}", "north", Stance.Supports, $"2025-{1 + (i / 28 % 12):D2}-{1 + (i % 28):D2}"))]);
        Assert.Equal((500, 20), (Cell(story).Total, Cell(story).Claims.Count));
        var (seen, next, dossier) = (new List<string>(), "", story.Dossier().At(Cut.Now));
        do
        {
            var query = new Dictionary<string, string> { ["holder"] = "north", ["about"] = "cap", ["kind"] = "position" };
            if (next.Length > 0) query["next"] = next;
            var part = (ClaimList)((Answer.Body)Questions.Answer(dossier, "claims", query)).Value;
            Assert.Equal((500, 100), (part.Total, part.Items.Count));
            seen.AddRange(part.Items.Select(c => c.Entry.Id));
            next = part.Next ?? "";
        }
        while (next.Length > 0);
        Assert.Equal(500, seen.Distinct().Count());
        Assert.Equal(500, seen.Count);
    }

    [Fact]
    public void P13_Contention_counts_pairs_that_oppose_each_other_by_their_own_word_and_open_conflicts()
    {
        var story = Story.OfTalks().Given(
            A.Claim("n", "north", Stance.Supports, "2025-06-01"), A.Claim("s", "south", Stance.Opposes, "2025-06-01"), A.Claim("h", "host", Stance.SupportsIf, "2025-06-01"),
            A.Claim("b", "north", Stance.Opposes, "2025-06-01") with { About = new Subject { Proposition = "ban" } });
        Assert.Equal([("cap", 2, 2, 0), ("ban", 0, 0, 0)], Weights(story));
        // What others say of a party sets nobody against it; a stance on no side neither.
        Assert.Equal([("cap", 0, 0, 0), ("ban", 0, 0, 0)], Weights(Story.OfTalks().Given(
            A.Claim("n", "north", Stance.Supports, "2025-06-01"), A.Claim("s", "south", Stance.Opposes, "2025-06-01", Basis.Attributed), A.Claim("h", "host", Stance.Reserves, "2025-06-01"))));
        story.Given(A.Conflict("x", "b", "n"), A.Conflict("y", "b", "s"), A.Conflict("z", "b", "h"));
        Assert.Equal([("cap", 5, 2, 3), ("ban", 3, 0, 3)], Weights(story));
        Assert.Equal([("cap", 4, 2, 2), ("ban", 2, 0, 2)], Weights(story.Given(A.Resolution("r", "x", "n"))));

        static IEnumerable<(string?, int, int, int)> Weights(Story story) =>
            story.Body<PositionMatrix>("positions").Columns.Select(c => (c.Proposition, c.Contention, c.OpposedPairs, c.OpenConflicts));
    }

    [Fact]
    public void Columns_are_sorted_by_contention_or_by_the_latest_change_and_the_order_is_that_of_the_parts_too()
    {
        var story = Story.OfTalks().Given(
            new Proposition { Id = "drones", Issue = "army", Text = "Drones are not limited" },
            A.Claim("c", "north", Stance.Supports, "2025-06-01"), A.Claim("b", "north", Stance.Supports, "2025-06-03") with { About = new Subject { Proposition = "ban" } },
            A.Claim("d", "north", Stance.Supports, "2025-06-02") with { About = new Subject { Proposition = "drones" } }, A.Claim("e", "south", Stance.Opposes, "2025-06-01") with { About = new Subject { Proposition = "drones" } });
        Assert.Equal("cap ban drones", Order(""));
        Assert.Equal("drones cap ban", Order("?sort=contention"));
        Assert.Equal("ban drones cap", Order("?sort=changed"));
        var first = story.Body<PositionMatrix>("positions?sort=changed&limit=1");
        Assert.Equal("drones", story.Body<PositionMatrix>($"positions?sort=changed&limit=1&next={first.Next}").Columns.Single().Proposition);
        Assert.All(first.Cells, c => Assert.Equal("ban", c.Proposition));

        string Order(string query) => string.Join(' ', story.Body<PositionMatrix>($"positions{query}").Columns.Select(c => c.Proposition));
    }

    [Fact]
    public void P13_A_cell_tells_the_partys_own_stances_in_time_and_since_when_it_stands_as_it_does()
    {
        var cell = Cell(Story.OfTalks().Given(
            A.Claim("a", "north", Stance.Opposes, "2025-06-01"), A.Claim("b", "north", Stance.Opposes, "2025-06-02"), A.Claim("theirs", "north", Stance.Mixed, "2025-06-03", Basis.Attributed),
            A.Claim("c", "north", Stance.Supports, "2025-06-04"), A.Claim("d", "north", Stance.Supports, "2025-06-05")));
        Assert.Equal([(Stance.Opposes, "2025-06-01", "a", 2), (Stance.Supports, "2025-06-04", "c", 2)], cell.History.Select(h => (h.Stance, h.Since.Text, h.Claim, h.Claims)));
        Assert.Equal(("2025-06-04", "2025-06-05", true), (cell.Changed.Text, cell.Occurred.Text, cell.Moved));
        var unheard = Cell(Story.OfTalks().Given(A.Claim("x", "north", Stance.Opposes, "2025-06-01", Basis.Attributed), A.Claim("y", "north", Stance.Supports, "2025-06-02", Basis.Attributed)));
        Assert.Equal((0, false, "2025-06-02"), (unheard.History.Count, unheard.Moved, unheard.Changed.Text));
    }

    [Fact]
    public void The_shown_week_ends_with_the_cut_or_with_the_latest_position_and_a_vague_date_is_in_no_week()
    {
        var story = Story.OfTalks().Given(A.Claim("a", "north", Stance.Opposes, "2025-06-01"), A.Claim("b", "south", Stance.Opposes, "2025-06-09"), A.Claim("c", "host", Stance.Opposes, "2025-06"));
        Assert.Equal(["south"], Changed(Cut.Now with { AsOf = Edtf.Parse("2025-06-10") }));
        Assert.Equal(["north"], Changed(Cut.Now with { AsOf = Edtf.Parse("2025-06-07") }));
        Assert.Empty(Changed(Cut.Now with { AsOf = Edtf.Parse("2025-06-30") }));
        // Without a date the week ends where the latest position does: June.
        Assert.Equal(Edtf.Parse("2025-06").End, story.Body<PositionMatrix>("positions").Week!.To);
        Assert.Null(Story.OfTalks().Body<PositionMatrix>("positions").Week);

        IEnumerable<string> Changed(Cut cut) => story.Body<PositionMatrix>("positions", cut).Cells.Where(c => c.InWeek).Select(c => c.Party);
    }

    [Fact]
    public void P13_A_position_on_the_whole_draft_is_none_on_its_points_and_a_point_has_the_status_that_is_reported()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
            A.Claim("w", "north", Stance.Opposes, "2025-06-12") with { About = new Subject { Draft = "plan/d1" } }, A.Claim("p", "south", Stance.Supports, "2025-06-12", Basis.Attributed) with { About = new Subject { Point = "plan/d1/2" } },
            A.Status("s1", "1", PointStatus.Agreed, "2025-06-12"));
        var matrix = story.Body<PositionMatrix>("positions?draft=plan/d1");
        Assert.DoesNotContain(matrix.Cells, c => c.Party == "north" && c.Point is not null);
        Assert.Equal([("north", 0, 0, 2, Stance.Opposes), ("south", 0, 1, 1, null), ("host", 0, 0, 2, (Stance?)null)], matrix.Coverage.Select(c => (c.Party, c.FirstHand, c.ByOthersOnly, c.Unknown, c.WholeDraft)));
        Assert.Equal([(null, null), ("s1", PointState.Agreed), (null, PointState.NotReported)], matrix.Columns.Select(c => (c.Status?.Entry.Id, c.State)));
    }

    [Fact]
    public void The_movements_of_the_shown_columns_come_with_them()
    {
        var story = Story.OfTalks().Given(A.Claim("a", "north", Stance.Opposes, "2025-06-01"), A.Claim("b", "north", Stance.Supports, "2025-06-09"));
        Assert.Equal([("north", Stance.Opposes, Stance.Supports)], story.Body<PositionMatrix>("positions").Movements.Select(m => (m.Holder, m.From, m.To)));
        Assert.Empty(story.Body<PositionMatrix>($"positions?limit=1&next={story.Body<PositionMatrix>("positions?limit=1").Next}").Movements);
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
        Assert.Equal(["parties", "columns", "cells", "related", "coverage", "movements", "week", "leftOut", "next"], body.AsObject().Select(p => p.Key));
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
