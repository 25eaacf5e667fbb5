using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace ProposalLedger.Server.Pages;

/// <summary>Which addresses are pages: the list, the audit of all, and whatever begins with a negotiation's id.</summary>
internal static partial class PageAddress
{
    /// <summary>First parts of addresses that are for programs; no negotiation has such an id.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "hubs", "log", "health", "openapi", "assets", "account", "problems", "schemas",
    };

    /// <summary>The negotiation (null: the list of all, or the audit of all) and what stands after it; null where this is no page's address.</summary>
    public static (string? Negotiation, string Path)? Read(PathString address)
    {
        var parts = (address.Value ?? "/").Trim('/').Split('/', 2);
        if (parts[0].Length == 0) return (null, "");
        if (parts[0] == "audit") return (null, string.Join('/', parts)); // of the whole ledger
        return Slug().IsMatch(parts[0]) && !Reserved.Contains(parts[0]) ? (parts[0], parts.ElementAtOrDefault(1) ?? "") : null;
    }

    public static bool IsForPeople(HttpContext http) =>
        http.Request.Path.Value?.Split('/', 3).ElementAtOrDefault(1) is not { } first || !Reserved.Contains(first) || first.Equals("account", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parameters by name. A form sends what was left empty, and a choice of several as several: in an address they are left out, and joined.</summary>
    public static Dictionary<string, string> Query(HttpRequest request) => request.Query
        .Select(p => (p.Key, Value: string.Join(',', p.Value.Where(v => !string.IsNullOrWhiteSpace(v)))))
        .Where(p => p.Value.Length > 0).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

    /// <summary>The address to cite instead of the one that a form made; null where it is that already.</summary>
    public static string? Plain(HttpRequest request, IReadOnlyDictionary<string, string> query) =>
        request.Query.Any(p => p.Value.Count > 1 || string.IsNullOrWhiteSpace(p.Value))
            ? QueryHelpers.AddQueryString(request.Path, query.Select(q => KeyValuePair.Create(q.Key, (string?)q.Value))) : null;

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.None, 1000)]
    private static partial Regex Slug();
}
