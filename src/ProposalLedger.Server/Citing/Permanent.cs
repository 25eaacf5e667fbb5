using System.Globalization;
using ProposalLedger.Views;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Citing;

/// <summary>The addresses of a state that never change their answer: with the cut, the position and the format of the bodies.</summary>
internal static class Permanent
{
    /// <summary>Parameters of every view that say which state; all others say what is asked of it.</summary>
    public static bool IsOfTheState(string name) => name is "asOf" or "knownBy" or "at" or "v";

    /// <summary>A page's address, from the root of this server.</summary>
    public static string Page(string negotiation, string path, IReadOnlyDictionary<string, string> query, Cut cut, long position) =>
        With($"/{negotiation}{(path.Length > 0 ? "/" : "")}{path}", query, cut, position);

    /// <summary>The address of the same answer as JSON.</summary>
    public static string Data(string negotiation, string path, IReadOnlyDictionary<string, string> query, Cut cut, long position) =>
        With($"/api/negotiations/{negotiation}{(path.Length > 0 ? "/" : "")}{path}", query, cut, position);

    /// <summary>Any address of a negotiation, pinned.</summary>
    public static string With(string address, IReadOnlyDictionary<string, string> query, Cut cut, long position)
    {
        var parameters = query.Where(q => !IsOfTheState(q.Key) && q.Value.Length > 0).Select(q => (q.Key, q.Value)).ToList();
        if (cut.AsOf is { } asOf) parameters.Add(("asOf", asOf.Text));
        if (cut.KnownBy is { } knownBy) parameters.Add(("knownBy", knownBy.Text));
        parameters.Add(("at", position.ToString(CultureInfo.InvariantCulture)));
        parameters.Add(("v", ViewFormat.Current.ToString(CultureInfo.InvariantCulture)));
        return $"{address}?{string.Join('&', parameters.Select(p => $"{p.Item1}={Encode(p.Item2)}"))}";
    }

    /// <summary>Where this server is reached from outside: <c>Ledger:PublicAddress</c>, or else the address that was asked.</summary>
    public static string Origin(HttpContext http) =>
        http.RequestServices.GetRequiredService<IConfiguration>()["Ledger:PublicAddress"] is { Length: > 0 } set ? set.TrimEnd('/')
            : $"{http.Request.Scheme}://{http.Request.Host.ToUriComponent()}";

    private static string Encode(string value) => Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal);
}
