using System.Globalization;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Reading;

/// <summary>The header that says of an answer which views behind it have stopped: <c>claims; position=123; reason="..."</c>, a list of RFC 9651.</summary>
internal static class Stale
{
    public const string Header = "Ledger-Stale";
    private const int LongestReason = 300;

    public static string Of(IEnumerable<StoppedView> stopped) => string.Join(", ", stopped.Select(view =>
        $"{view.View}; position={view.Position.ToString(CultureInfo.InvariantCulture)}; reason=\"{Quoted(view.Reason)}\""));

    // A string of RFC 9651 holds printable ASCII only; the whole reason is in GET /api/views.
    private static string Quoted(string reason) =>
        string.Concat(reason.Take(LongestReason).Select(c => c is '"' or '\\' ? $"\\{c}" : c is < ' ' or > '~' ? "?" : c.ToString()));
}
