using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Server.Pages.Alluvial;

/// <summary>A lineage as shapes: what <see cref="Layout"/> makes of a view, in pixels.</summary>
/// <param name="Columns">Drafts, in time.</param>
/// <param name="Blocks">Every point of every column once, column by column, in the draft's order.</param>
/// <param name="Ribbons">Every link of every step once, in the order of the concordance.</param>
/// <param name="Loose">Points that no link of a step speaks of.</param>
/// <param name="Rivals">Double bars at points of which reports differ.</param>
/// <param name="Ties">Brackets at sub-points of which nothing is said apart from their point.</param>
public sealed record Drawing(
    double Width, double Height, IReadOnlyList<DrawnColumn> Columns, IReadOnlyList<Block> Blocks, IReadOnlyList<Ribbon> Ribbons,
    IReadOnlyList<LooseEnd> Loose, IReadOnlyList<RivalBar> Rivals, IReadOnlyList<Tie> Ties);

public sealed record Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
    public bool Overlaps(Box other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}

/// <param name="IsOpen">No point of it is known: ribbons end in it, or lead across it.</param>
/// <param name="Box">From its first block to its last; of an open one the block itself.</param>
public sealed record DrawnColumn(int Index, LineageColumn Draft, bool IsOpen, Box Box);

/// <param name="Label">As printed, shortened where it is very long.</param>
/// <param name="LabelRoom">Pixels before the text.</param>
/// <param name="Subject">What it is about: its issue, else the beginning of its text. One line or two.</param>
/// <param name="Text">As much of the beginning of its text as the block has room for.</param>
public sealed record Block(int Column, ColumnPoint Point, Box Box, string Label, double LabelRoom, IReadOnlyList<string> Subject, IReadOnlyList<string> Text);

/// <param name="Step">Index in <see cref="LineageOfDrafts.Steps"/>.</param>
/// <param name="Bands">From each point that the link leads from to each that it leads to.</param>
/// <param name="Marks">How it begins or ends where there is no point.</param>
/// <param name="Words">The fate, where each of its ends is.</param>
/// <param name="Crosses">It leads past a draft between its two.</param>
/// <param name="Weight">Thick where reported, thin where inferred or of unknown confidence.</param>
public sealed record Ribbon(
    int Step, ConcordanceRow Row, IReadOnlyList<IReadOnlyList<Turn>> Bands, IReadOnlyList<Mark> Marks, IReadOnlyList<Word> Words, double Weight,
    bool Crosses);

/// <summary>A band goes level from <paramref name="X1"/> to <paramref name="X2"/>; to the next turn it swings.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Turn(double X1, double X2, double Y);

public enum MarkKind
{
    /// <summary>A cross-bar: it is gone.</summary>
    Dropped,

    /// <summary>Two uprights: it waits for somebody.</summary>
    SetAside,

    /// <summary>An arrow out of the drawing.</summary>
    Elsewhere,

    /// <summary>An open ring: nobody knows.</summary>
    Unknown,

    /// <summary>A dot: it goes on, in no point that can be named.</summary>
    Goes,

    /// <summary>A bar before it: it was not there before.</summary>
    Begins,
}

public sealed record Mark(MarkKind Kind, double X, double Y);

/// <param name="EndsAt">The text ends at X, instead of beginning there.</param>
/// <param name="Room">Pixels that it may take.</param>
public sealed record Word(string Text, double X, double Y, bool EndsAt, double Room);

public sealed record LooseEnd(int Step, string Point, double X1, double X2, double Y);

/// <summary>A bracket beside sub-points, with words of what they go with.</summary>
public sealed record Tie(string Parent, IReadOnlyList<string> Points, double X, double Y1, double Y2);

public sealed record RivalBar(double X, double Y1, double Y2);
