using System.Globalization;
using System.Net.Mime;
using System.Text;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.TransparencyLog.Bundles;

namespace ProposalLedger.Server.Log;

/// <summary>What a writer keeps of a command: docs/receipts.md.</summary>
internal static class ReceiptRoutes
{
    private const int LongestWait = 10;

    public static void MapReceipts(this IEndpointRouteBuilder api) => api.MapRead("/events/{position}/receipt", new Description("Read an event's receipt",
        "The event with its salts, the log's entry, its proof of inclusion and the signed checkpoint in one file that `ledger verify` verifies offline. Until a checkpoint covers "
        + "the position it is 404 with Retry-After; with `Prefer: wait=5` the answer waits for it, up to 10 seconds.")
    { Answers = typeof(WrittenReceipt) }, ReceiptAsync, tagged: false);

    /// <summary>As the files are named and the pages show it.</summary>
    /// <exception cref="ProblemException">404: no checkpoint covers it yet.</exception>
    public static async Task<EventReceipt> OfAsync(LogTables tables, long position, CancellationToken ct)
    {
        var proof = await LogRoutes.ProveAsync(tables, position, ct);
        var entry = (await tables.ReadEntriesAsync(position - 1, position, ct))[0];
        var happened = BundledEvent.Of((await tables.ReadEventsAsync(position - 1, 1, ct))[0]);
        // What is left of a redacted event only its redaction vouches for: a receipt is of the event alone, and leaves it out.
        if (happened.DataSalt is null) happened = happened with { Data = null };
        if (happened.MetadataSalt is null) happened = happened with { Metadata = null };
        return new EventReceipt(happened, Encoding.UTF8.GetString(entry.Span), proof);
    }

    private static async Task ReceiptAsync(HttpContext http, CancellationToken ct)
    {
        _ = Query.Of(http.Request, []);
        var (stored, _) = await EventRoutes.FindAsync(http, ct);
        if (Preferred(http.Request) is { Ticks: > 0 } wait) await http.RequestServices.GetRequiredService<Coverage>().WaitForAsync(stored.Position, wait, ct);
        var bytes = (await OfAsync(http.RequestServices.GetRequiredService<LogTables>(), stored.Position, ct)).ToBytes();
        RedactedHeader.Set(http, [stored]);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.ContentDisposition = $"attachment; filename=receipt-{stored.Position.ToString(CultureInfo.InvariantCulture)}.json";
        http.Response.ContentType = MediaTypeNames.Application.Json;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, ct);
    }

    // RFC 7240, 4.3. A preference that cannot be read is none.
    private static TimeSpan Preferred(HttpRequest request) => TimeSpan.FromSeconds(request.Headers["Prefer"]
        .SelectMany(line => (line ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)).Where(part => part.StartsWith("wait=", StringComparison.OrdinalIgnoreCase))
        .Select(part => int.TryParse(part[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, LongestWait) : 0).FirstOrDefault());
}
