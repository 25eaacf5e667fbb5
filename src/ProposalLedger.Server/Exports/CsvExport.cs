using System.IO.Compression;
using CsvHelper;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>Tables as CSV (RFC 4180, UTF-8 without a mark), row by row.</summary>
internal static class CsvExport
{
    private const int RowsBetweenFlushes = 200;
    private static readonly CsvWriterOptions Rfc4180 = new() { NewLine = "\r\n" };

    public static async Task WriteAsync(Stream output, Snapshot snapshot, string table, CancellationToken ct)
    {
        if (table == CsvTables.Codebook) await WriteAsync(output, Codebook.Head, Codebook.Rows, ct);
        else await WriteAsync(output, CsvTables.All.Single(t => t.Name == table), snapshot, ct);
    }

    /// <summary>Every table and the codebook, in one ZIP file. The same state gives the same bytes: files are dated by the state.</summary>
    public static async Task WriteAllAsync(Stream output, Snapshot snapshot, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        foreach (var name in CsvTables.Names)
        {
            var entry = zip.CreateEntry($"{name}.csv");
            entry.LastWriteTime = snapshot.Recorded.Year < 1980 ? new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero) : snapshot.Recorded;
            await using var file = await entry.OpenAsync(ct);
            await WriteAsync(file, snapshot, name, ct);
        }
    }

    private static Task WriteAsync(Stream output, CsvTable table, Snapshot snapshot, CancellationToken ct) => WriteAsync(output, [.. table.Columns.Select(c => c.Name)],
        table.Rows(snapshot).Select(row => row.Zip(table.Columns, (value, column) => value is null || column.Type is "number" or "position" or "flag" ? value : Neutral(value))), ct);

    private static async Task WriteAsync(Stream output, IReadOnlyList<string> head, IEnumerable<IEnumerable<string?>> rows, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, Rfc4180, leaveOpen: true);
        var written = 0;
        foreach (var row in rows.Prepend(head))
        {
            foreach (var value in row) csv.WriteField(value);
            await csv.EndRecordAsync(ct);
            if (++written % RowsBetweenFlushes == 0) await csv.FlushAsync(ct);
        }
        await csv.FlushAsync(ct);
    }

    /// <summary>
    /// A spreadsheet takes a text that begins so for a formula. An apostrophe in front makes it a text; one that begins with an apostrophe gets
    /// one too, so that taking one away gives back what was there.
    /// </summary>
    private static string Neutral(string text) => text.Length > 0 && "=+-@\t\r\n'＝＋－＠".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
