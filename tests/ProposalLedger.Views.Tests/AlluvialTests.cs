using ProposalLedger.Server.Pages.Alluvial;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Tests;

/// <summary>What the drawing of a lineage holds to, whatever it draws.</summary>
public sealed class AlluvialTests
{
    private const string Plan = "us-peace-plan";

    /// <summary>Named lineages, from the real case, the invented one and worse.</summary>
    public static TheoryData<string> Cases => [.. Views.Keys];

    private static readonly Dictionary<string, Func<LineageOfDrafts>> Views = new()
    {
        ["28, 19, 20"] = () => Real("ukraine-2025", $"from={Plan}/us-28&to={Plan}/us-ua-20"),
        ["28, 19"] = () => Real("ukraine-2025", $"from={Plan}/us-28&to={Plan}/us-ua-19"),
        ["28, straight to 20"] = () => Real("ukraine-2025", $"from={Plan}/us-28&to={Plan}/us-ua-20&via=none"),
        ["28, rival text, 20"] = () => Real("ukraine-2025", $"from={Plan}/us-28&to={Plan}/us-ua-20&via=e3-counter/e3-28"),
        ["whole drafts"] = () => Real("ukraine-2025", "from=eu-ua-april/eu-ua-apr&to=eu-24/eu-24-telegraph"),
        ["Lake Vell"] = () => Real("lake-vell-crossing", "from=bridge-agreement/march&to=bridge-agreement/july"),
        ["every fate"] = () => EveryFate().Body<LineageOfDrafts>("lineage?from=plan/d1&to=plan/d3"),
        ["200 points"] = () => Many(200).Body<LineageOfDrafts>("lineage?from=plan/d1&to=plan/d2"),
        ["nothing linked"] = () => Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Body<LineageOfDrafts>("lineage?from=plan/d1&to=plan/d2"),
    };

    [Theory, MemberData(nameof(Cases))]
    public void Every_point_and_every_link_is_drawn_once_in_the_order_of_the_tables(string name)
    {
        var view = Views[name]();
        var drawing = Layout.Of(view);
        Assert.Equal(view.Columns.SelectMany(c => c.Points).Select(p => p.Ref), drawing.Blocks.Select(b => b.Point.Ref));
        Assert.Equal(view.Steps.SelectMany((s, i) => s.Concordance.Select(r => (i, r.Link))), drawing.Ribbons.Select(r => (r.Step, r.Row.Link)));
        // Each link has its word, and each of its points a band.
        Assert.All(drawing.Ribbons, r => Assert.NotEmpty(r.Words));
        Assert.All(drawing.Ribbons, r => Assert.True(r.Bands.Count >= Math.Max(r.Row.From.Count, r.Row.To.Count)));
        Assert.All(view.Steps.SelectMany((s, i) => s.Unaccounted.Select(p => (i, p))), missing => Assert.True(
            drawing.Loose.Count(l => (l.Step, l.Point) == missing) + drawing.Ribbons.Count(r => r.Step == missing.i && r.Row.Mode == LinkMode.Suggested && r.Row.From.Contains(missing.p)) > 0));
    }

    [Theory, MemberData(nameof(Cases))]
    public void No_block_overlaps_another_and_all_lies_within_the_drawing(string name)
    {
        var drawing = Layout.Of(Views[name]());
        foreach (var (block, index) in drawing.Blocks.Select((b, i) => (b, i)))
        {
            Assert.All(drawing.Blocks.Skip(index + 1), other => Assert.False(block.Box.Overlaps(other.Box), $"{block.Point.Ref} and {other.Point.Ref}"));
            Assert.True(block.Box.X >= 0 && block.Box.Y >= Layout.HeadHeight && block.Box.Right <= drawing.Width && block.Box.Bottom <= drawing.Height);
        }
        foreach (var open in drawing.Columns.Where(c => c.IsOpen))
        {
            var lines = drawing.Ribbons.SelectMany(r => r.Words).Where(w => w.X > open.Box.X && w.X < open.Box.Right).Select(w => w.Y).Order().ToList();
            Assert.All(lines, y => Assert.InRange(y, open.Box.Y, open.Box.Bottom));
            Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 12, "two fates on one line"));
        }
        Assert.True(drawing.Columns.Count > 3 || drawing.Width <= Layout.PageWidth);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_ribbon_leads_from_its_points_to_its_points(string name)
    {
        var drawing = Layout.Of(Views[name]());
        var boxes = drawing.Blocks.ToDictionary(b => b.Point.Ref, b => b.Box);
        foreach (var ribbon in drawing.Ribbons)
        {
            Assert.All(ribbon.Row.From, point => Assert.Contains(ribbon.Bands, band => band[0].X1 == boxes[point].Right && band[0].Y > boxes[point].Y && band[0].Y < boxes[point].Bottom));
            Assert.All(ribbon.Row.To, point => Assert.Contains(ribbon.Bands, band => band[^1].X2 == boxes[point].X && band[^1].Y > boxes[point].Y && band[^1].Y < boxes[point].Bottom));
            Assert.All(ribbon.Bands, band => Assert.All(band.Zip(band.Skip(1)), pair => Assert.True(pair.First.X2 <= pair.Second.X1)));
        }
    }

    [Fact]
    public void P12_Sub_points_of_which_nothing_is_said_are_tied_to_their_point()
    {
        var drawing = Layout.Of(Views["28, 19, 20"]());
        Assert.Equal(["10: 10b 10c 10d", "21: 21a 21b 21c 21d"], drawing.Ties.Select(t => $"{PointRef.PointOf(t.Parent)}: {string.Join(' ', t.Points.Select(PointRef.PointOf))}"));
        Assert.All(drawing.Ties, tie => Assert.All(drawing.Blocks.Where(b => tie.Points.Contains(b.Point.Ref)), b => Assert.True(tie.X > b.Box.Right && tie.Y1 < b.Box.Bottom && tie.Y2 > b.Box.Y)));
    }

    [Theory, MemberData(nameof(Cases))]
    public void No_two_blocks_of_a_draft_are_told_by_the_same_words_where_their_texts_differ_and_labels_are_whole(string name)
    {
        foreach (var column in Layout.Of(Views[name]()).Blocks.Where(b => b.Point is { Depth: 0, Issue: not null }).GroupBy(b => b.Column))
        {
            var told = column.GroupBy(b => string.Join(' ', b.Subject)).Where(g => g.Count() > 1);
            Assert.All(told, same => Assert.True(same.All(b => !b.Point.Issue!.StartsWith(string.Join(' ', b.Subject), StringComparison.Ordinal)), same.Key));
            Assert.All(column.Where(b => b.Point.Label.Length <= 8), b => Assert.Equal(b.Point.Label, b.Label));
        }
    }

    [Fact]
    public void What_leads_past_an_open_block_is_known_to_and_no_word_of_it_stands_in_the_block()
    {
        var drawing = Layout.Of(Views["28, 19, 20"]());
        var open = drawing.Columns.Single(c => c.IsOpen).Box;
        Assert.Contains(drawing.Ribbons, r => r.Crosses);
        Assert.All(drawing.Ribbons.Where(r => r.Crosses).SelectMany(r => r.Words), w => Assert.True(w.X > open.Right));
        Assert.DoesNotContain(drawing.Ribbons.SelectMany(r => r.Words), w => w.Text.Contains(" for ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_view_gives_the_same_drawing()
    {
        var view = Views["28, 19, 20"]();
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(Layout.Of(view)), System.Text.Json.JsonSerializer.Serialize(Layout.Of(view)));
    }

    [Fact]
    public void A_longer_text_is_a_taller_block_on_one_scale_for_all_drafts()
    {
        var view = Story.OfDrafts([A.Point("1", new string('a', 400)), A.Point("2", new string('a', 1200))], [A.Point("1", new string('a', 800)), A.Point("9", new string('a', 16_000))])
            .Body<LineageOfDrafts>("lineage?from=plan/d1&to=plan/d2");
        var heights = Layout.Of(view).Blocks.OrderBy(b => b.Point.Length).Select(b => b.Box.Height).ToList();
        Assert.Equal(heights.Order(), heights);
        Assert.InRange(heights[^1], 200, 260);
    }

    [Fact]
    public void P13_What_is_suggested_inferred_dropped_set_aside_elsewhere_or_unknown_each_has_its_own_line_and_end()
    {
        var ribbons = Layout.Of(Views["every fate"]()).Ribbons;
        MarkKind[] Ends(Fate fate) => [.. ribbons.Where(r => r.Row.Fate == fate).SelectMany(r => r.Marks).Select(m => m.Kind).Distinct()];
        Assert.Equal([MarkKind.Dropped], Ends(Fate.Dropped));
        Assert.Equal([MarkKind.SetAside], Ends(Fate.SetAside));
        Assert.Equal([MarkKind.Elsewhere], Ends(Fate.MovedToAnotherTrack));
        Assert.Equal([MarkKind.Unknown], Ends(Fate.Unknown));
        Assert.Equal([MarkKind.Begins], Ends(Fate.Inserted));
        Assert.Equal(2, ribbons.First(r => r.Row.Fate == Fate.Split).Bands.Count);
        Assert.Equal(2, ribbons.First(r => r.Row.Fate == Fate.Joined).Bands.Count);
        Assert.True(ribbons.First(r => r.Row.Confidence == Confidence.Reported).Weight > ribbons.First(r => r.Row.Confidence == Confidence.Inferred).Weight);
        Assert.All(ribbons.Where(r => r.Row.Mode == LinkMode.Suggested), r => Assert.All(r.Words, w => Assert.EndsWith("(suggested)", w.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Rival_fates_stand_side_by_side_under_a_double_bar()
    {
        var drawing = Layout.Of(Views["28, 19"]());
        var rivals = drawing.Ribbons.Where(r => r.Row.From.Contains($"{Plan}/us-28/7")).ToList();
        Assert.Equal(["dropped", "set aside"], rivals.Select(r => r.Words.Single().Text.Split(" for ")[0]).Select(w => w.StartsWith("or ", StringComparison.Ordinal) ? w[3..] : w).Order());
        Assert.Single(rivals, r => r.Words.Single().Text.StartsWith("or ", StringComparison.Ordinal));
        var box = drawing.Blocks.Single(b => b.Point.Ref == $"{Plan}/us-28/7").Box;
        Assert.Contains(drawing.Rivals, bar => bar.X > box.Right && bar.Y1 >= box.Y && bar.Y2 <= box.Bottom);
    }

    [Theory, InlineData("Ukraine's armed forces would be capped", 1), InlineData("אבגדה וזחטי", 2), InlineData("𝔘𝔫𝔟𝔯𝔬𝔨𝔢𝔫𝔘𝔫𝔟𝔯𝔬𝔨𝔢𝔫", 2)]
    public void Shortened_texts_break_no_character_and_say_that_there_is_more(string text, int most)
    {
        var lines = Fit.Lines(text, 60, 12, most);
        Assert.InRange(lines.Count, 1, most);
        Assert.All(lines, line => Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(line))));
        Assert.True(string.Concat(lines).Length >= text.Length - 1 || lines[^1].EndsWith('…'));
    }

    internal static Story EveryFate() => Story.OfDrafts(A.Points("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"), []).Given(
        A.Draft("d3", "2025-07-01", A.Points("1", "2", "3", "4", "5", "6", "7", "8")) with { BasedOn = "plan/d2" },
        A.Link("c", Fate.Carried, ["plan/d1/1"], ["plan/d3/1"]), A.Link("r", Fate.Reworded, ["plan/d1/2"], ["plan/d3/2"]) with { Confidence = Confidence.Inferred },
        A.Link("s", Fate.Split, ["plan/d1/3"], ["plan/d3/3", "plan/d3/4"]), A.Link("j", Fate.Joined, ["plan/d1/4", "plan/d1/5"], ["plan/d3/5"]),
        A.Link("m", Fate.Moved, ["plan/d1/6"], ["plan/d3/7"]), A.Link("n", Fate.Renumbered, ["plan/d1/7"], ["plan/d3/6"]),
        A.Link("i", Fate.Inserted, [], ["plan/d3/8"]), A.Link("d", Fate.Dropped, ["plan/d1/8"], []) with { ToDraft = "plan/d3" },
        A.Link("a", Fate.SetAside, ["plan/d1/9"], []) with { For = "leaders" }, A.Link("t", Fate.MovedToAnotherTrack, ["plan/d1/10"], []), A.Link("u", Fate.Unknown, ["plan/d1/11"], []),
        A.Link("g", Fate.Carried, ["plan/d1/1"], []) with { Mode = LinkMode.Suggested }, A.Link("b", Fate.Reinstated, [], ["plan/d3/8"]) with { FromDraft = "plan/d2" },
        A.Link("w", Fate.Unknown, [], []) with { FromDraft = "plan/d1", ToDraft = "plan/d2", Mode = LinkMode.Suggested });

    private static Story Many(int points) => Story.OfDrafts(
        [.. Enumerable.Range(1, points).Select(i => A.Point($"{i}", new string('x', i * 7 % 900)))], [.. Enumerable.Range(1, points).Select(i => A.Point($"{i}"))])
        .Given([.. Enumerable.Range(1, points).Select(i => A.Link($"l{i}", Fate.Moved, [$"plan/d1/{i}"], [$"plan/d2/{(i * 37 % points) + 1}"]))]);

    private static LineageOfDrafts Real(string negotiation, string query) => Assert.IsType<LineageOfDrafts>(Assert.IsType<Answer.Body>(Questions.Answer(
        RealCase.Of(negotiation), "lineage", query.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]))).Value);
}
