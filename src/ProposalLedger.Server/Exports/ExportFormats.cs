namespace ProposalLedger.Server.Exports;

/// <summary>A form in which a negotiation's record is exported.</summary>
/// <param name="Name">As a parameter has it.</param>
/// <param name="Title">For people.</param>
/// <param name="Brief">What follows the title in a list.</param>
/// <param name="Text">What it holds and what it is for.</param>
internal sealed record ExportFormat(string Name, string Title, string Brief, string Text, string MediaType, string Extension);

internal static class ExportFormats
{
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("csv", "CSV tables", "with a codebook, in one ZIP file",
            "One table for each kind of observation (claims, points, links, statuses, sessions, sources and more), one row an observation, with ids and labels. Dates are there as they are known (EDTF) and as first and last day. "
            + "The codebook says what each column holds. Missing is empty.", "application/zip", "zip"),
        new("jsonl", "JSON Lines", "of the events, as CloudEvents",
            "Every event that this state rests on, one JSON object a line, as /api/events gives them: who recorded it, when and why, and the entry as it was recorded.", "application/x-ndjson", "jsonl"),
        new("jsonld", "JSON-LD", "with the provenance of each entry (W3C PROV)",
            "Every entry as an entity, every event as the activity that made, revised or invalidated it, and those who recorded as agents. The context is in the file.", "application/ld+json", "jsonld"),
        new("case", "Case file", "that another ledger imports (YAML)",
            "The record as a case file: `ledger import` makes an equal ledger of it.", "application/yaml", "yaml"),
    ];

    public static ExportFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
