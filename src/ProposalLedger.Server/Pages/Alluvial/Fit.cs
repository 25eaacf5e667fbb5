namespace ProposalLedger.Server.Pages.Alluvial;

/// <summary>Shortens texts to a width that is estimated: an SVG neither wraps nor measures without a script.</summary>
public static class Fit
{
    /// <summary>Of a sans-serif letter, in parts of the font's size. On the wide side: text must not run out of its block.</summary>
    private const double Letter = .6;

    /// <summary>How much wider than that bold and serif letters are.</summary>
    public const double Wide = 1.14;

    public static string One(string text, double room, double size) => Lines(text, room, size, 1) is [var line, ..] ? line : "";

    /// <summary>As many lines as there may be; the last one says with an ellipsis that there is more.</summary>
    public static IReadOnlyList<string> Lines(string text, double room, double size, int most)
    {
        var length = Math.Max(1, (int)(room / (size * Letter)));
        var (lines, rest) = (new List<string>(), text.ReplaceLineEndings(" ").Trim());
        while (rest.Length > 0 && lines.Count < most)
        {
            if (rest.Length <= length)
            {
                lines.Add(rest);
                return lines;
            }
            var last = lines.Count == most - 1;
            var end = rest.LastIndexOf(' ', length - (last ? 1 : 0));
            if (end <= length / 3) end = Math.Max(1, length - 1);
            if (char.IsHighSurrogate(rest[end - 1])) end = Math.Max(1, end - 1);
            lines.Add(last ? rest[..end].TrimEnd(' ', ',', ';', ':', '.', '…') + "…" : rest[..end]);
            rest = rest[end..].TrimStart();
        }
        return lines;
    }
}
