using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>What a link says, in the words that drawing and table share.</summary>
internal static class LinkWords
{
    /// <summary>set aside for Presidents Trump and Zelenskyy</summary>
    public static string Fate(ConcordanceRow row) => Say.Fate(row.Fate) + (row.For is { } whom ? $" for {whom}" : "");

    /// <summary>How it stands to other links; null where there is nothing to say.</summary>
    public static string? Standing(ConcordanceRow row) => row switch
    {
        { Mode: LinkMode.Suggested } => "suggested, not asserted",
        { Conflict: true } => "disputed",
        { Rival: true } => "another link gives it another fate",
        _ => null,
    };

    /// <summary>As short as a ribbon has room for, so without for whom: what is a rival's second fate begins with "or".</summary>
    /// <param name="row">Of the concordance.</param>
    /// <param name="beside">All rows of its step.</param>
    public static string Drawn(ConcordanceRow row, IReadOnlyList<ConcordanceRow> beside) =>
        (row.Rival && beside.First(r => r.Rival && r.From.Intersect(row.From).Any()) != row ? "or " : "") + Say.Fate(row.Fate)
        + (row.Mode == LinkMode.Suggested ? " (suggested)" : "");

    /// <summary>Reported by Caliber.az and Parapolitika: gone, by sources of others.</summary>
    public static string ByWhom(Here here, AsRecorded<Link> link)
    {
        var outlets = here.Publishers(link.Entry.Sources);
        var known = link.Entry.Confidence switch
        {
            Confidence.Reported => outlets.Length > 0 ? $"reported by {outlets}" : "reported",
            Confidence.Inferred => $"inferred by {link.RecordedBy}{(outlets.Length > 0 ? $", from what {outlets} say" : "")}",
            _ => outlets.Length > 0 ? $"of unknown confidence, by {outlets}" : "of unknown confidence",
        };
        return link.Entry.Note is { } note ? $"{known}: {note}" : known;
    }

    /// <summary>Nothing is said of 10 (b) to (d) apart from point 10.</summary>
    public static string WithParent(Here here, WithParent parts) => $"Nothing is said of {Say.List(parts.Points.Select(here.Label))} apart from point {here.Label(parts.Parent)}";

    /// <summary>A whole sentence: Point 7 of the 28 points: set aside for the presidents; disputed; reported.</summary>
    public static string Sentence(Here here, ConcordanceRow row, string from, string to)
    {
        var standing = Standing(row) is { } said ? $"; {said}" : "";
        var source = row.From.Count > 0 ? $"{Points(row.FromLabels)} of {here.DraftTitle(from)}" : row.To.Count > 0 ? $"Not a point of {here.DraftTitle(from)}" : here.DraftTitle(from);
        var target = row.To.Count > 0 ? $"{Points(row.ToLabels).ToLowerInvariant()} of {here.DraftTitle(to)}" : here.DraftTitle(to);
        return $"{source}, {target}: {Fate(row)}{standing}; {Say.Confidence(row.Confidence)}";
    }

    /// <summary>What became of a point, and where it comes from, along all steps.</summary>
    public static string Story(Here here, LineageOfDrafts view, int column, ColumnPoint point)
    {
        var told = new List<string> { $"Point {point.Label} of {here.DraftTitle(view.Columns[column].Draft)}: {point.Issue ?? point.Beginning}" };
        foreach (var step in view.Steps.Where(s => s.To == column))
            if (step.Concordance.Where(r => r.To.Contains(point.Ref)).ToList() is { Count: > 0 } rows)
                told.Add($"From {here.DraftTitle(view.Columns[step.From].Draft)}: {Either(rows, r => r.FromLabels)}");
        foreach (var step in view.Steps.Where(s => s.From == column))
        {
            var rows = step.Concordance.Where(r => r.From.Contains(point.Ref)).ToList();
            var later = here.DraftTitle(view.Columns[step.To].Draft);
            if (rows.Count > 0) told.Add($"In {later}: {Either(rows, r => r.ToLabels)}");
            if (step.Unaccounted.Contains(point.Ref)) told.Add($"In {later} nothing asserted accounts for it");
        }
        return string.Join(". ", told) + ".";
    }

    private static string Either(List<ConcordanceRow> rows, Func<ConcordanceRow, IReadOnlyList<string>> labels)
    {
        string One(ConcordanceRow row) => Fate(row) + (labels(row).Count > 0 ? $", {Points(labels(row)).ToLowerInvariant()}" : "");
        var asserted = string.Join(", or ", rows.Where(r => r.Mode == LinkMode.Asserted).Select(One));
        var suggested = string.Join(", or ", rows.Where(r => r.Mode == LinkMode.Suggested).Select(One));
        return asserted + (rows.Exists(r => r.Rival || r.Conflict) ? "; reports differ" : "")
            + (suggested.Length == 0 ? "" : $"{(asserted.Length > 0 ? "; " : "")}suggested, not asserted: {suggested}");
    }

    private static string Points(IReadOnlyList<string> labels) => $"{(labels.Count == 1 ? "Point" : "Points")} {Say.List(labels)}";
}
