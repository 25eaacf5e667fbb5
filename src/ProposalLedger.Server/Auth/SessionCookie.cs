using ProposalLedger.Server.Edge;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// The cookie of a session: where it is kept, and for which requests it counts. A browser sends it by itself, whoever made it ask; so it counts
/// for what is read, and for what this server's own pages do, and writes nothing: that takes a token in a header.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Browsers take the first name from this very host by TLS alone. Without TLS there is no such name.</summary>
    private const string ByTls = "__Host-ledger", Plain = "ledger-session";

    /// <summary>Below this are the forms of <c>/account</c>, which come with a token against forgery.</summary>
    public const string Account = "/account";

    /// <summary>What the cookie of a request holds; null where there is none, or where it does not count.</summary>
    public static string? Of(HttpContext http) => http.Request.Cookies[Name(http)] is { Length: > 0 } secret && Counts(http) ? secret : null;

    /// <summary>Whether a session was there for something that sessions do not do.</summary>
    public static bool IsOfNoUse(HttpContext http) => http.Request.Cookies.ContainsKey(Name(http)) && !Counts(http);

    public static void Set(HttpContext http, string secret, BrowserSession session) => http.Response.Cookies.Append(Name(http), secret, Options(http, session.Expires));

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, expires: null));

    private static string Name(HttpContext http) => http.Request.IsHttps ? ByTls : Plain;

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", Expires = expires, IsEssential = true };

    // What browsers say of a request themselves, and no page can change: Origin, and whose page it comes from (Fetch Metadata).
    private static bool Counts(HttpContext http)
    {
        var request = http.Request;
        var (origin, site) = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (origin.Length > 0 && !http.RequestServices.GetRequiredService<OwnOrigin>().Is(request, origin)) return false;
        // A link from elsewhere may lead here, and what it leads to be read; nothing elsewhere may fetch or embed it.
        if (site is not ("" or "same-origin" or "none") && !(reads && request.Headers["Sec-Fetch-Mode"] == "navigate")) return false;
        if (request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)) return origin.Length > 0 || site == "same-origin";
        return reads || request.Path.StartsWithSegments(Account, StringComparison.OrdinalIgnoreCase);
    }
}
