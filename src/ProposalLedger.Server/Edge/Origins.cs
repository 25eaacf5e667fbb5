using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Edge;

/// <summary>
/// Whose pages may read the ledger in a browser: this server's own, and those of the origins in <c>Ledger:Origins</c>. Others get no headers
/// of CORS; and what a browser sends without asking first is refused: streams to all but those that are listed, and to these, too, whatever writes.
/// </summary>
internal static class Origins
{
    /// <exception cref="StartupException">An entry is no origin.</exception>
    public static void UseOrigins(this WebApplication app)
    {
        var allowed = (app.Configuration.GetSection("Ledger:Origins").Get<string[]>() ?? []).Select(Read).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var own = app.Services.GetRequiredService<OwnOrigin>();
        app.UseWhen(IsForOthers, open =>
        {
            open.Use(async (http, next) =>
            {
                var origin = http.Request.Headers.Origin.ToString();
                // As the answer starts: a problem clears the headers.
                if (allowed.Count > 0) http.Response.OnStarting(() => { http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin); return Task.CompletedTask; });
                if (origin.Length == 0 || own.Is(http.Request, origin)) await next(http);
                else if (!IsSafe(http.Request.Method) && !(IsToConnect(http.Request) && allowed.Contains(origin)))
                    await new Problem("origin-not-allowed", $"A page of {origin} may not write to this ledger.").ExecuteAsync(http);
                else if (http.Request.IsToFollow() && !allowed.Contains(origin))
                    await new Problem("origin-not-allowed", $"A page of {origin} may not follow this ledger.").ExecuteAsync(http);
                else await next(http);
            });
            open.UseWhen(http => IsToConnect(http.Request), hub => hub.UseCors(policy => Allow(policy, allowed, HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)));
            open.UseWhen(http => !IsToConnect(http.Request), reads => reads.UseCors(policy => Allow(policy, allowed, HttpMethods.Get, HttpMethods.Head)));
        });
    }

    private static void Allow(CorsPolicyBuilder policy, HashSet<string> allowed, params string[] methods) => policy
        .SetIsOriginAllowed(allowed.Contains).WithMethods(methods)
        .WithHeaders(HeaderNames.Authorization, HeaderNames.CacheControl, HeaderNames.ContentType, HeaderNames.IfNoneMatch, HeaderNames.XRequestedWith, "Last-Event-ID", "X-SignalR-User-Agent")
        .WithExposedHeaders("Ledger-Position", "Ledger-Head", "Ledger-Stale", HeaderNames.ETag, HeaderNames.RetryAfter)
        .SetPreflightMaxAge(TimeSpan.FromHours(1));

    /// <summary>What a page elsewhere needs: the API, the hub, and the client module with the library that it loads.</summary>
    private static bool IsForOthers(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/assets/client", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/assets/vendor", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsToConnect(HttpRequest request) => request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || request.Path == "/api/tickets";

    private static string Read(string entry) =>
        Uri.TryCreate(entry, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) is var origin && entry.TrimEnd('/') == origin
            ? origin
            : throw new StartupException($"Ledger:Origins: '{entry}' is no origin. Write scheme, host and port alone: https://dashboards.example", StartupException.Configuration);
}
