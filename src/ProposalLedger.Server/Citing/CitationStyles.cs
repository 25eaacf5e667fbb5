using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.Server.Citing;

/// <summary>A way to write a citation.</summary>
/// <param name="Name">As a parameter has it.</param>
/// <param name="Title">For people.</param>
/// <param name="Extension">Of a file that holds it.</param>
public sealed record CitationStyle(string Name, string Title, string MediaType, string Extension, Func<Citation, string> Write);

/// <summary>The styles that there are. Texts of users come in through titles: each style takes them on one line, and escapes what it gives a meaning to.</summary>
public static class CitationStyles
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<CitationStyle> All { get; } =
    [
        new("apa", "APA", "text/x-bibliography", "txt", Apa),
        new("bibtex", "BibTeX", "application/x-bibtex", "bib", BibTeX),
        new("ris", "RIS", "application/x-research-info-systems", "ris", Ris),
        new("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", Csl),
    ];

    public static CitationStyle? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>APA's form of a data set (7th edition, 10.9).</summary>
    private static string Apa(Citation c) =>
        $"{Line(c.Author)}. ({c.Recorded.ToString("yyyy, MMMM d", CultureInfo.InvariantCulture)}). {Line(c.Title)} (Format {c.Format}) [Data set]. "
        + (c.Accessed is { } day ? $"Retrieved {day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture)}, from {c.Page}" : c.Page) + "\n";

    private static string BibTeX(Citation c)
    {
        (string Name, string Value)[] fields =
        [
            ("author", $"{{{Tex(c.Author)}}}"), ("title", $"{{{Tex(c.Title)}}}"), ("year", $"{c.Recorded.Year}"), ("month", Month(c.Recorded)), ("day", $"{c.Recorded.Day}"),
            ("date", c.Recorded.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("version", $"{c.Position}"), ("howpublished", "Data set"), ("url", Address(c.Page)),
            .. c.Accessed is { } day ? [("urldate", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))] : Array.Empty<(string, string)>(),
            // As text: within a field that a style passes on, \url may hold no percent sign.
            ("note", $"{Tex(c.Note)}, data at {Tex(Address(c.Data))}"),
        ];
        return $"@misc{{{c.Key},\n{string.Join(",\n", fields.Select(f => f.Name == "month" ? $"  month = {f.Value}" : $"  {f.Name} = {{{f.Value}}}"))}\n}}\n";
    }

    private static string Month(DateOnly day) => day.ToString("MMM", CultureInfo.InvariantCulture).ToLowerInvariant();

    private static string Ris(Citation c)
    {
        var day = c.Recorded.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
        (string Tag, string Value)[] lines =
        [
            ("TY", "DATA"), ("ID", c.Key), ("AU", c.Author), ("TI", c.Title), ("PY", $"{c.Recorded.Year}"), ("DA", day), ("PB", c.Author), ("ET", $"{c.Position}"), ("UR", c.Page), ("L2", c.Data),
            .. c.Accessed is { } seen ? [("Y2", seen.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture))] : Array.Empty<(string, string)>(),
            ("N1", $"{c.Note}, data at {c.Data}"), ("ER", ""),
        ];
        return string.Concat(lines.Select(l => $"{l.Tag}  - {Line(l.Value)}\r\n"));
    }

    private static string Csl(Citation c)
    {
        static JsonObject Day(DateOnly day) => new() { ["date-parts"] = new JsonArray(new JsonArray(day.Year, day.Month, day.Day)) };
        var item = new JsonObject
        {
            ["id"] = c.Key, ["type"] = "dataset", ["author"] = new JsonArray(new JsonObject { ["literal"] = Line(c.Author) }), ["title"] = Line(c.Title), ["issued"] = Day(c.Recorded),
            ["version"] = c.Position.ToString(CultureInfo.InvariantCulture), ["publisher"] = Line(c.Author), ["URL"] = c.Page,
        };
        if (c.Accessed is { } day) item["accessed"] = Day(day);
        item["note"] = $"{c.Note}, data at {c.Data}";
        return new JsonArray(item).ToJsonString(Readable) + "\n";
    }

    /// <summary>On one line, and without what turns the direction of writing: the page has the title as it is recorded.</summary>
    private static string Line(string text) => string.Join(' ', string.Concat(text.Where(c => c is not (>= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069')))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // BibTeX counts braces whether or not a backslash stands before them, so those of a text are told by name.
    private static string Tex(string text) => string.Concat(Line(text).Select(c => c switch
    {
        '\\' => @"\textbackslash{}", '{' => @"\textbraceleft{}", '}' => @"\textbraceright{}", '$' => @"\$", '&' => @"\&", '#' => @"\#", '_' => @"\_", '%' => @"\%",
        '~' => @"\textasciitilde{}", '^' => @"\textasciicircum{}", '"' => "''", _ => c.ToString(),
    }));

    // An address is taken as it is, but for braces, which would end the field; a percent sign begins an escape of the address itself.
    private static string Address(string url) => url.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);
}
