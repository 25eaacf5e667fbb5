using System.Globalization;
using ProposalLedger.EventStore;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Citing;

/// <summary>
/// The header of an answer that rests on redacted events, at whatever position: <c>87; by=941, 91; by=942</c>, a list of RFC 9651 of their ledger positions, each with that of
/// its redaction. After the first <c>Named</c> of them the list ends, and the last has <c>more</c>.
/// </summary>
internal static class RedactedHeader
{
    public const string Name = "Ledger-Redacted";
    private const int Named = 50;

    private static string Of(List<(long Position, long By)> redacted) => string.Join(", ", redacted.Take(Named).Select(r =>
        string.Create(CultureInfo.InvariantCulture, $"{r.Position}; by={r.By}"))) + (redacted.Count > Named ? string.Create(CultureInfo.InvariantCulture, $"; more={redacted.Count - Named}") : "");

    /// <summary>Says it where there is something to say.</summary>
    public static void Set(HttpContext http, IReadOnlyCollection<Change> redacted)
    {
        if (redacted.Count > 0) http.Response.Headers[Name] = Of([.. redacted.Select(c => (c.Position, c.Redacted!.Position))]);
    }

    /// <summary>The same where the events themselves are shown.</summary>
    public static void Set(HttpContext http, IEnumerable<StoredEvent> shown)
    {
        if (shown.Where(e => e.RedactedBy is not null).Select(e => (e.Position, e.RedactedBy!.Value)).ToList() is { Count: > 0 } redacted) http.Response.Headers[Name] = Of(redacted);
    }
}
