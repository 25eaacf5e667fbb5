namespace ProposalLedger.Views.Search;

/// <summary>A piece of a text, with whether the search found it.</summary>
public sealed record Segment(string Text, bool Marked);

/// <summary>A text with what was found in it; of a long one, the places where something was.</summary>
/// <param name="Name">Of the field in the entry: <c>text</c>, <c>title</c>, <c>note</c>.</param>
public sealed record FoundText(string Name, IReadOnlyList<Segment> Segments);

internal static class Marking
{
    private const int Whole = 400, Before = 80, After = 160, Places = 3;

    /// <summary>Null where nothing of it was found.</summary>
    public static FoundText? Of(Field field, IReadOnlySet<string> found)
    {
        var text = field.Text;
        // A word that normalizes into several, as a ligature may, is found by any of them.
        var marks = Folding.Words(text).Where(w => Folding.Fold(text[w]).Split(' ').Any(found.Contains)).ToList();
        if (marks.Count == 0) return null;
        var segments = new List<Segment>();
        foreach (var place in text.Length <= Whole ? [0..text.Length] : PlacesOf(text, marks))
        {
            if (place.Start.Value > 0) segments.Add(new("… ", false));
            var at = place.Start.Value;
            foreach (var mark in marks.Where(m => m.Start.Value >= place.Start.Value && m.End.Value <= place.End.Value))
            {
                if (mark.Start.Value > at) segments.Add(new(text[at..mark.Start.Value], false));
                segments.Add(new(text[mark], true));
                at = mark.End.Value;
            }
            if (at < place.End.Value) segments.Add(new(text[at..place.End.Value], false));
            if (place.End.Value < text.Length) segments.Add(new(" …", false));
        }
        return new FoundText(field.Name, segments);
    }

    private static List<Range> PlacesOf(string text, List<Range> marks)
    {
        var places = new List<Range>();
        foreach (var mark in marks)
        {
            var (start, end) = (WordStart(text, Math.Max(0, mark.Start.Value - Before)), WordEnd(text, Math.Min(text.Length, mark.End.Value + After)));
            if (places is [.., var last] && start <= last.End.Value)
            {
                // One that runs on for ever is cut off: a word that is in every sentence would show the whole text.
                if (end - last.Start.Value <= 3 * Whole) places[^1] = last.Start..end;
            }
            else if (places.Count < Places) places.Add(start..end);
        }
        return places;
    }

    private static int WordStart(string text, int at) => at == 0 ? 0 : text.IndexOf(' ', at, Math.Min(Before / 2, text.Length - at)) is >= 0 and var space ? space + 1 : Pair(text, at);

    private static int WordEnd(string text, int at) => at == text.Length ? at : text.LastIndexOf(' ', at - 1, After / 2) is >= 0 and var space ? space : Pair(text, at);

    private static int Pair(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
