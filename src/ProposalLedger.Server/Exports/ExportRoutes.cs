using System.Globalization;
using System.Text;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views;
using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>A negotiation's whole record at a cut, as a file. Written as it is computed, never held whole.</summary>
internal static class ExportRoutes
{
    public static void MapExport(this IEndpointRouteBuilder negotiation) => negotiation.MapRead("/export", new Description("Export a negotiation",
        "Its whole record at the cut, as a file: csv (tables with a codebook, in a ZIP; one table with `table`), jsonl (the events, as CloudEvents), jsonld (JSON-LD with W3C PROV), "
        + "case (a case file that another ledger imports). docs/exports.md says what each holds.")
    {
        Answers = typeof(string),
        MediaType = ExportFormats.All[0].MediaType,
        OtherMediaTypes = [.. ExportFormats.All.Skip(1).Select(f => f.MediaType), "text/csv"],
        Parameters =
        [
            new("format", "What the file is.") { Required = true, Values = [.. ExportFormats.All.Select(f => f.Name)] },
            new("table", "With format=csv: one table alone, as text/csv.") { Values = [.. CsvTables.Names] },
        ],
    }.Cut(), ExportAsync, tagged: false);

    private static async Task ExportAsync(HttpContext http, CancellationToken ct)
    {
        var query = Query.Of(http.Request, "format", "table", "asOf", "knownBy", "at", "v");
        if (ViewFormat.Check(query) is { } refusal) throw new ProblemException(new[] { refusal }.ToBadRequest());
        if (!query.TryGetValue("format", out var named)) throw new ProblemException(Problem.At("missing-parameter", "/format", $"Say which with ?format=: {string.Join(", ", ExportFormats.All.Select(f => f.Name))}."));
        if (ExportFormats.Find(named) is not { } format) throw new ProblemException(Problem.At("unknown-export", "/format", $"There is no export '{named}'. Exports are {string.Join(", ", ExportFormats.All.Select(f => f.Name))}."));
        var table = query.GetValueOrDefault("table");
        if (table is not null && (format.Name != "csv" || !CsvTables.Names.Contains(table)))
            throw new ProblemException(Problem.At("unknown-table", "/table", $"There is no table '{table}'. With format=csv tables are {string.Join(", ", CsvTables.Names)}."));

        var n = (string)http.Request.RouteValues["n"]!;
        var (dossier, snapshot, head) = await http.RequestServices.GetRequiredService<ViewReader>().CutAsync(Caller.Of(http), n, query, http.InTime());
        if (snapshot.Find<Negotiation>(EntryKind.Negotiation, n) is null) throw new ProblemException(new Problem("unknown-negotiation", $"At position {snapshot.Position} nothing of '{n}' was recorded."));
        var headers = http.Response.Headers;
        if (snapshot.Stopped.Count > 0) headers[Stale.Header] = Stale.Of(snapshot.Stopped);
        headers["Ledger-Position"] = snapshot.Position.ToString(CultureInfo.InvariantCulture);
        headers["Ledger-Head"] = head.ToString(CultureInfo.InvariantCulture);
        RedactedHeader.Set(http, RedactedIn.Of([snapshot], snapshot.Everything));
        // Of everything in the cut. The case file has besides what that refers to.
        if (snapshot.Cut.At is not null) headers[CorrectedSinceHeader.Name] = CorrectedSinceHeader.Of(CorrectedSince.Of(dossier, snapshot, snapshot.Everything, Same(format.Name, dossier, snapshot)));
        headers.CacheControl = "no-cache";
        headers.ContentDisposition = $"attachment; filename=\"{FileName(snapshot, table)}.{(table is null ? format.Extension : "csv")}\"";
        http.Response.ContentType = table is null ? format.MediaType + (format.Name is "csv" ? "" : "; charset=utf-8") : "text/csv; charset=utf-8; header=present";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        switch (format.Name)
        {
            case "csv" when table is not null:
                await CsvExport.WriteAsync(http.Response.Body, snapshot, table, ct);
                break;
            case "csv":
                // A ZIP writes the end of each of its files at once, without waiting, which the body's own stream does not allow.
                await CsvExport.WriteAllAsync(http.Response.BodyWriter.AsStream(), snapshot, ct);
                break;
            case "jsonl":
                await EventLines.WriteAsync(http.Response.Body, snapshot, http.RequestServices.GetRequiredService<LedgerStore>(), ct);
                break;
            case "jsonld":
                await JsonLd.WriteAsync(http.Response.Body, snapshot, Permanent.Origin(http), ct);
                break;
            default:
                foreach (var piece in Imports.CaseFileWriter.Write(snapshot, dossier.At(new Cut { At = snapshot.Position }), http.RequestServices.GetRequiredService<Doors>().VisibilityOf(n)))
                    await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(piece), ct);
                break;
        }
    }

    private static bool Same(string format, Dossier dossier, Snapshot snapshot)
    {
        var (then, now) = format == "case" ? (dossier.At(new Cut { At = snapshot.Position }), dossier.At(Cut.Now)) : (snapshot, dossier.At(snapshot.Cut with { At = null }));
        return then.Changes.Select(c => c.Position).SequenceEqual(now.Changes.Select(c => c.Position));
    }

    /// <summary>Says which state it is: <c>ukraine-2025-839</c>, <c>ukraine-2025-asOf-2025-11-24-839-claims</c>.</summary>
    private static string FileName(Snapshot snapshot, string? table)
    {
        var (cut, name) = (snapshot.Cut, new StringBuilder(snapshot.Negotiation));
        if (cut.AsOf is { } asOf) name.Append("-asOf-").Append(Citation.FileSafe(asOf.Text));
        if (cut.KnownBy is { } knownBy) name.Append("-knownBy-").Append(Citation.FileSafe(knownBy.Text));
        name.Append('-').Append(snapshot.Position.ToString(CultureInfo.InvariantCulture));
        return table is null ? name.ToString() : name.Append('-').Append(table).ToString();
    }
}
