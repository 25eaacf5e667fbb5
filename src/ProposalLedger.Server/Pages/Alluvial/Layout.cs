using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Server.Pages.Alluvial;

/// <summary>
/// Places the drafts of a lineage as columns, their points as blocks, and the links between them as ribbons. Pure: the same view gives the same
/// drawing. Nothing is measured, so widths of texts are estimated where they are shortened (<see cref="Fit"/>).
/// </summary>
public sealed class Layout
{
    /// <summary>What a page has room for.</summary>
    public const double PageWidth = 1152;
    public const double HeadHeight = 76;
    public const double Line = 14, FirstLine = 19;
    private const double Space = 4, Port = 14, Lane = 9, Stub = 24, Indent = 14, LongestBlock = 240, PerCharacter = .13, Thick = 8, Thin = 2.5;

    private readonly LineageOfDrafts view;
    private readonly List<DrawnColumn> columns = [];
    private readonly Dictionary<string, Block> blocks = new(StringComparer.Ordinal);

    // The places on a block's sides where ribbons meet it, from top to bottom.
    private readonly Dictionary<string, List<(int Step, ConcordanceRow? Row)>> left = new(StringComparer.Ordinal), right = new(StringComparer.Ordinal);

    // Where ribbons end in a column, or lead across it, without a block.
    private readonly Dictionary<(int Column, ConcordanceRow Row), double> lines = [], lanes = [];

    private Layout(LineageOfDrafts view) => this.view = view;

    public static Drawing Of(LineageOfDrafts view) => new Layout(view).Draw();

    private Drawing Draw()
    {
        foreach (var (step, at) in view.Steps.Select((s, i) => (s, i)))
        {
            foreach (var row in step.Concordance)
            {
                foreach (var point in row.From) Add(right, point, at, row);
                foreach (var point in row.To) Add(left, point, at, row);
            }
            foreach (var point in Loose(step)) Add(right, point, at, null);
        }
        var x = 0d;
        for (var at = 0; at < view.Columns.Count; at++)
        {
            var width = WidthOf(at);
            columns.Add(view.Columns[at].Points.Count > 0 ? PlaceBlocks(at, x, width) : PlaceOpen(at, x, width));
            x += width + Gap;
        }
        return new Drawing(
            x - Gap, columns.Max(c => c.Box.Bottom) + 8, columns, [.. view.Columns.SelectMany(c => c.Points).Select(p => blocks[p.Ref])],
            [.. view.Steps.SelectMany((step, at) => step.Concordance.Select(row => Of(at, row)))],
            [.. view.Steps.SelectMany((step, at) => Loose(step).Select(point => Loosen(at, point)))], [.. Rivals()], [.. Ties()]);

        static void Add(Dictionary<string, List<(int, ConcordanceRow?)>> side, string point, int step, ConcordanceRow? row) =>
            (side.TryGetValue(point, out var ports) ? ports : side[point] = []).Add((step, row));
    }

    /// <summary>Unaccounted for, and no suggestion to draw either.</summary>
    private static IEnumerable<string> Loose(LineageStep step) => step.Unaccounted.Where(point => step.Concordance.All(r => !r.From.Contains(point)));

    private double WidthOf(int column) => view.Columns.Count switch
    {
        1 or 2 => 370,
        _ => view.Columns[column].Points.Count > 0 ? 256 : 246,
    };

    private double Gap => view.Columns.Count switch
    {
        1 => 0,
        2 or 3 => (PageWidth - Enumerable.Range(0, view.Columns.Count).Sum(WidthOf)) / (view.Columns.Count - 1),
        _ => 200,
    };

    private DrawnColumn PlaceBlocks(int at, double x, double width)
    {
        var points = view.Columns[at].Points;
        // The longest text of all drafts is as tall as the longest block: heights can be compared across columns.
        var scale = Math.Min(PerCharacter, (LongestBlock - FirstLine) / Math.Max(1, view.Columns.SelectMany(c => c.Points).Max(p => p.Length)));
        var longest = points.GroupBy(p => p.Depth).ToDictionary(g => g.Key, g => g.Max(p => p.Label.Length));
        var titles = points.Where(p => p.Depth == 0).Select(p => p.Issue).OfType<string>().CountBy(t => t).ToDictionary(StringComparer.Ordinal);
        var placed = points.Select(point =>
        {
            var ports = Math.Max(left.GetValueOrDefault(point.Ref)?.Count ?? 0, right.GetValueOrDefault(point.Ref)?.Count ?? 0);
            var inset = Math.Min(point.Depth, 4) * Indent;
            var label = Math.Clamp(12 + (longest[point.Depth] * 8.6), 28, 90);
            var room = width - inset - label - 6;
            // What shares its issue with another point of the draft, as parts with theirs, is told apart by its text.
            var (issue, beginning) = (point is { Depth: 0, Issue: { } title } && titles[title] == 1 ? title : null, point.Beginning);
            var subject = Fit.Lines(issue ?? beginning, room, 12.5, 2);
            var height = Math.Round(new[] { FirstLine + 2 + (point.Length * scale), (ports * Port) + 2, (subject.Count * Line) + 7 }.Max(), 1);
            var text = issue is null ? [] : Fit.Lines(beginning, room, 12 * Fit.Wide, Math.Max(0, (int)((height - 7) / Line) - subject.Count));
            return new Block(at, point, new Box(x + inset, 0, width - inset, height), Fit.One(point.Label, label - 8, 12.5 * Fit.Wide), label, subject, text);
        }).ToList();
        // Beside what they come from, as far as the other drafts are tall: so ribbons stay level.
        var (y, rest) = (HeadHeight, placed.Sum(b => b.Box.Height + Space));
        var deepest = columns.Select(c => c.Box.Bottom).DefaultIfEmpty(0).Max();
        foreach (var block in placed)
        {
            var top = Math.Max(y, Math.Min(Level(block), deepest - rest));
            blocks[block.Point.Ref] = block with { Box = block.Box with { Y = Math.Round(top, 1) } };
            (y, rest) = (blocks[block.Point.Ref].Box.Bottom + Space, rest - block.Box.Height - Space);
        }
        foreach (var row in Passing(at))
        {
            lanes[(at, row)] = y + (LaneOf(row) / 2);
            y += LaneOf(row);
        }
        return new DrawnColumn(at, view.Columns[at], false, new Box(x, HeadHeight, width, y - HeadHeight));
    }

    /// <summary>Where a block would stand if its ribbons were level; 0 where it has none.</summary>
    private double Level(Block block)
    {
        var from = (left.GetValueOrDefault(block.Point.Ref) ?? []).SelectMany(port => port.Row!.From.Select(point => PortOf(right, point, port.Step, port.Row))).ToList();
        return from.Count == 0 ? 0 : from.Average() - (block.Box.Height / 2);
    }

    private DrawnColumn PlaceOpen(int at, double x, double width)
    {
        var ending = view.Steps.Where(s => s.To == at).SelectMany(s => s.Concordance)
            .Concat(view.Steps.Where(s => s.From == at).SelectMany(s => s.Concordance.Where(r => r.Fate != Fate.Inserted && r.To.Count > 0)));
        var rows = ending.Where(r => r.From.Count + r.To.Count > 0).Select(row => (Row: row, Ends: true)).Concat(Passing(at).Select(row => (Row: row, Ends: false)));
        var y = HeadHeight + 8;
        // Beside the point that they come from, where there is room; what comes from no point stands at the foot.
        foreach (var slot in rows.GroupBy(r => r.Row.From.Count > 0 ? r.Row.From[0] : "").OrderBy(g => blocks.TryGetValue(g.Key, out var b) ? (b.Column, b.Box.Y) : (int.MaxValue, 0)))
        {
            var height = slot.Sum(r => r.Ends ? Port + 2 : LaneOf(r.Row));
            if (blocks.TryGetValue(slot.Key, out var source)) y = Math.Max(y, source.Box.Y + ((source.Box.Height - height) / 2));
            foreach (var (row, ends) in slot.OrderBy(r => r.Ends ? 0 : 1))
            {
                var room = ends ? Port + 2 : LaneOf(row);
                (ends ? lines : lanes)[(at, row)] = y + (room / 2);
                y += room;
            }
            y += Space;
        }
        var bottom = Math.Max(y + 4, columns.Select(c => c.Box.Bottom).DefaultIfEmpty(HeadHeight + 60).Max());
        return new DrawnColumn(at, view.Columns[at], true, new Box(x, HeadHeight, width, bottom - HeadHeight));
    }

    /// <summary>What ends behind the column has its word there.</summary>
    private double LaneOf(ConcordanceRow row) => row.To.Count > 0 ? Lane : (Port * Fit.Lines(Words.LinkWords.Drawn(row, [row]), EndRoom, 12, 2).Count) + 4;

    /// <summary>What the word of an end has behind the last draft that the point was in.</summary>
    private double EndRoom => Gap - Stub - 18;

    /// <summary>What leads from a point before a column to something after it.</summary>
    private IEnumerable<ConcordanceRow> Passing(int column) =>
        view.Steps.Where(s => s.From < column && column < s.To).SelectMany(s => s.Concordance).Where(r => r.From.Count > 0);

    private Ribbon Of(int at, ConcordanceRow row)
    {
        var step = view.Steps[at];
        var (source, target) = (columns[step.From], columns[step.To]);
        var word = Words.LinkWords.Drawn(row, step.Concordance);
        var marks = new List<Mark>();
        var words = new List<Word>();
        var weight = row.Confidence == Confidence.Reported ? Thick : Thin;
        if (row is { From.Count: 0, To.Count: 0 })
        {
            // One whole draft and another: from head to head.
            var level = HeadHeight - 14;
            words.Add(new(word, target.Box.X - 8, level - 6, true, Gap - 16));
            return new Ribbon(at, row, [[new(source.Box.Right, source.Box.Right, level), new(target.Box.X, target.Box.X, level)]], marks, words, weight, step.To - step.From > 1);
        }

        List<List<Turn>> starts = [.. row.From.Select(point => Start(blocks[point].Box.Right, PortOf(right, point, at, row)))];
        if (starts.Count == 0 && lines.TryGetValue((step.From, row), out var known)) starts.Add(Start(source.Box.Right, known));
        List<Turn> ends = [.. row.To.Select(point => new Turn(blocks[point].Box.X, blocks[point].Box.X, PortOf(left, point, at, row)))];
        if (row.To.Count > 0) words.AddRange(ends.Select(end => new Word(word, end.X1 - 8, end.Y, true, Gap - 40)));
        else if (lines.TryGetValue((step.To, row), out var y))
        {
            ends.Add(new(target.Box.X, target.Box.X + 8, y));
            marks.Add(new(KindOf(row.Fate), target.Box.X + 8, y));
            words.Add(new(word, target.Box.X + 24, y, false, target.Box.Width - 30));
        }
        else
        {
            // It ends before the draft that it is not in: right behind what it was last known to be in.
            ends.AddRange(starts.Take(1).Select(start => new Turn(start[^1].X2 + Stub, start[^1].X2 + Stub, start[^1].Y)));
            marks.AddRange(ends.Select(end => new Mark(KindOf(row.Fate), end.X2, end.Y)));
            words.AddRange(ends.Select(end => new Word(word, end.X2 + 14, end.Y, false, EndRoom)));
        }
        if (starts.Count == 0)
        {
            starts.AddRange(ends.Select(end => (List<Turn>)[new Turn(end.X1 - Stub, end.X1 - Stub, end.Y)]));
            marks.AddRange(ends.Select(end => new Mark(row.Fate == Fate.Inserted ? MarkKind.Begins : MarkKind.Goes, end.X1 - Stub, end.Y)));
            words = [.. words.Select(w => w with { X = w.X - Stub - 4, Room = w.Room - Stub })];
            return new Ribbon(at, row, [.. starts.Zip(ends, (start, end) => (IReadOnlyList<Turn>)[.. start, end])], marks, words, weight, step.To - step.From > 1);
        }
        return new Ribbon(at, row, [.. starts.SelectMany(start => ends.Select(end => (IReadOnlyList<Turn>)[.. start, end]))], marks, words, weight, step.To - step.From > 1);

        // Across every column between the two.
        List<Turn> Start(double x, double y) =>
        [
            new(x, x, y),
            .. Enumerable.Range(step.From + 1, Math.Max(0, step.To - step.From - 1)).Where(c => lanes.ContainsKey((c, row)))
                .Select(c => new Turn(columns[c].Box.X, columns[c].Box.Right, lanes[(c, row)])),
        ];
    }

    private LooseEnd Loosen(int step, string point)
    {
        var x = blocks[point].Box.Right;
        return new(step, point, x, x + Stub, PortOf(right, point, step, null));
    }

    private IEnumerable<Tie> Ties() =>
        from step in view.Steps
        from parts in step.WithParent
        let silent = parts.Points.Where(p => !right.ContainsKey(p)).ToList()
        where silent.Count > 0
        group silent by parts.Parent into same
        let boxes = same.First().Select(p => blocks[p].Box).ToList()
        select new Tie(same.Key, same.First(), boxes[0].Right + 5, boxes[0].Y + 4, boxes[^1].Bottom - 4);

    private IEnumerable<RivalBar> Rivals() =>
        from point in view.Columns.SelectMany(c => c.Points)
        from step in Enumerable.Range(0, view.Steps.Count)
        let rivals = view.Steps[step].Concordance.Where(r => r.Rival && r.From.Contains(point.Ref)).ToList()
        where rivals.Count > 1
        let places = rivals.Select(r => PortOf(right, point.Ref, step, r)).ToList()
        select new RivalBar(blocks[point.Ref].Box.Right + 3, places.Min() - 5, places.Max() + 5);

    private double PortOf(Dictionary<string, List<(int Step, ConcordanceRow? Row)>> side, string point, int step, ConcordanceRow? row)
    {
        var (ports, box) = (side[point], blocks[point].Box);
        return box.Y + (box.Height * (ports.IndexOf((step, row)) + .5) / ports.Count);
    }

    private static MarkKind KindOf(Fate fate) => fate switch
    {
        Fate.Dropped => MarkKind.Dropped,
        Fate.SetAside => MarkKind.SetAside,
        Fate.MovedToAnotherTrack => MarkKind.Elsewhere,
        Fate.Unknown => MarkKind.Unknown,
        _ => MarkKind.Goes,
    };
}
