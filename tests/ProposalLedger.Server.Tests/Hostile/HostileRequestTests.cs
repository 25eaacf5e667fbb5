using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing.Hostile;

namespace ProposalLedger.Server.Tests.Hostile;

/// <summary>P14, for every address that the server itself says it has: no call fails the server, and what it refuses leaves no trace.</summary>
public sealed partial class HostileRequestTests(Arena arena) : IClassFixture<Arena>
{
    /// <summary>Ends of addresses that no text of the corpus makes.</summary>
    private static readonly string[] Addresses =
    [
        "%", "%%", "%z", "%zz", "%0", "%u0000", "%00", "a%00b", "%0d%0aSet-Cookie:%20x=1", "%C0%AF", "%C0%AE%C0%AE/", "%E0%80%AF", "%ED%A0%80", "%F4%90%80%80", "%FF", "%FE%FF", "%2F", "%2f%2F", "%5C", "%2e", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f", "..%5c", "%252f", "%25252e", "..", ".", "//", "/../", "/./", ";a=b", "a;b", "a:b", "@", "*", "!", "$", "'", "(", ")", "+", ",", "=", "~", "|", "^", "`", "{n}", "{**x}", "[a]", "a b", "<", ">", "\"", "%E2%80%AE",
    ];

    private static readonly string[] Queries =
    [
        "?", "??", "?&", "?&&&&", "?=", "?==", "?a", "?=a", "?a=b&a=c", "?%00=%00", "?at", "?at=", "?at=%00", "?at=1&at=2", "?AT=1", "?asOf[]=2025", "?asOf=2025&knownBy", "?limit=0", "?limit=-1", "?limit=1e3", "?limit=501", "?limit=%2B1", "?limit=1%00", "?next=", "?next=%FF", "?v=0", "?v=99999999999999999999", "?v=1%0A", "?format=%2e%2e%2f", "?at=9223372036854775807", "?at=9223372036854775808", "?at=-1", "?asOf=%FF", "?asOf=9998-12-31&knownBy=0001-01-01", "?asOf=2025-11-20T00:00:00%2B99:99", "?%F0%9F%98%80=x", "?a=%", "?a=%zz", "?__proto__=x", "?access_token=x", "?ticket=x", "?ticket=%00", "?ticket=",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Accept", "text/event-stream"), ("Accept", "*/*;q=-1"), ("Accept", "a"), ("Accept", "text/html;q=1.0000000000001, ;,;,"), ("Accept", string.Join(',', Enumerable.Range(0, 500).Select(i => $"a/b{i};q=0.{i}"))), ("Accept", "text/html;charset=\"\u00ff\""), ("Accept", ""), ("Accept-Encoding", "gzip;q=0, *;q=0, \u00ff"), ("Accept-Language", "xx-" + new string('x', 3000)), ("Accept-Charset", "utf-7"),
        ("Range", "bytes=0-"), ("Range", "bytes=-1"), ("Range", "bytes=9999999999999999999-"), ("Range", "bytes=5-1"), ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"{i}-{i}"))), ("Range", "lines=1-2"), ("If-Range", "\"x"), ("If-Range", "never"),
        ("If-Match", "*"), ("If-Match", "\"1\""), ("If-Match", "1"), ("If-Match", "W/\"1\""), ("If-Match", "\"99999999999999999999\""), ("If-Match", "\"-1\""), ("If-Match", string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"{i}\""))), ("If-Match", "\""), ("If-Match", ""), ("If-Match", "*, \"1\""), ("If-None-Match", "*"), ("If-None-Match", "\"\u00ff\""), ("If-None-Match", new string('"', 4000)), ("If-None-Match", "W/"), ("If-Modified-Since", "Thu, 32 Foo 2025 99:99:99 GMT"), ("If-Unmodified-Since", "0"),
        ("Idempotency-Key", ""), ("Idempotency-Key", "\u00e9"), ("Idempotency-Key", new string('k', 201)), ("Idempotency-Key", new string('k', 20_000)), ("Idempotency-Key", "a\tb"), ("Idempotency-Key", "' OR 1=1 --"), ("Idempotency-Key", " "), ("Prefer", "respond-async"), ("Prefer", "respond-async=;;;wait=-1"), ("Prefer", new string(',', 4000)), ("Prefer", "\u00ff"), ("Last-Event-ID", "-1"), ("Last-Event-ID", "99999999999999999999"), ("Last-Event-ID", "\u00e9"), ("Last-Event-ID", ""), ("Last-Event-ID", "1e3"),
        ("Authorization", "Bearer"), ("Authorization", "Bearer "), ("Authorization", "Bearer \u00ff"), ("Authorization", "Bearer " + new string('x', 20_000)), ("Authorization", "Bearer a b c"), ("Authorization", "Basic !!!"), ("Authorization", "Negotiate YII="), ("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."), ("Authorization", "Bearer ' OR 1=1 --"),
        ("Origin", "null"), ("Origin", "https://x.example"), ("Origin", "\u00ff"), ("Origin", "http://"), ("Referer", "javascript:x"), ("Host", "x.example"), ("Host", "[::1"), ("Host", "a b"), ("Host", ""), ("X-Forwarded-For", new string(',', 2000)), ("X-Forwarded-For", "999.1.1.1, ::ffff:x"), ("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Host", "x.example\"><script>"), ("X-Forwarded-Prefix", "/../x"), ("Forwarded", "for=\"[x]\""), ("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/api/tokens"),
        ("Cookie", new string('c', 8000)), ("Cookie", "a=b; a=c; =; ;"), ("Cookie", ".AspNetCore.Antiforgery=x"), ("traceparent", "00-zz"), ("traceparent", "00-00000000000000000000000000000000-0000000000000000-00"), ("tracestate", new string('=', 3000)), ("baggage", "a=%00,b=\u00ff"), ("Expect", "200-nothing"), ("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "x"), ("Content-Encoding", "gzip, br, x"), ("Content-Language", "\u00ff"), ("Content-Disposition", "attachment; filename=\"../x\""), ("TE", "trailers, deflate;q=9"), ("Max-Forwards", "0"), ("From", "x\u00ff"), ("Date", "never"), ("X-Long", new string('h', 30_000)),
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECTED", "get", "PROPFIND", "X"];

    private static readonly string[] ContentTypes =
    [
        "application/yaml", "application/json", "text/plain", "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=\"\"", "application/json;;;", "application/json; charset=utf-8; charset=latin1", "application/problem+json", "multipart/form-data; boundary=", "multipart/form-data", "application/x-www-form-urlencoded", "application/xml", "a", "/", "*/*", "application/json, application/yaml", "application/\u00ff", "application/yaml; charset=x-user-defined", new string('a', 3000) + "/b",
    ];

    [Fact(Timeout = 3_600_000)]
    public async Task P14_No_text_in_any_parameter_of_any_address_fails_the_server_or_is_kept()
    {
        var (clock, turn, outcomes) = (Stopwatch.StartNew(), 0, new List<Outcome>());
        var described = await DescribedAsync();
        foreach (var (route, method) in Endpoints())
        {
            var calls = new List<(string, HttpRequestMessage)>();
            foreach (var name in Parameters().Matches(route).Select(m => m.Value))
            {
                var (before, after) = (Arena.Filled(route[..route.IndexOf(name, StringComparison.Ordinal)]), Arena.Filled(route[(route.IndexOf(name, StringComparison.Ordinal) + name.Length)..]));
                Send(before, after, $"{name} of {route}", turn++, 8);
            }

            foreach (var name in described.GetValueOrDefault((route, method), []).Append("asOf").Append("hostile").Distinct())
                Send($"{Arena.Filled(route)}?{name}=", Also(route, name), $"?{name}= of {route}", turn++, method == "HEAD" ? 2 : 6);
            outcomes.AddRange(await arena.CallAllAsync(calls));

            void Send(string before, string after, string where, int at, int count)
            {
                foreach (var hostile in Arena.Part(HostileTexts.All, at, count).Where(h => h.Percent.Length < 40_000))
                    calls.Add(($"{method} {where} with {hostile}", arena.Request(method, before + hostile.Percent + after, Body(method), Type(route))));
                foreach (var end in Arena.Part(Addresses, at, 3))
                    calls.Add(($"{method} {where} with {end}", arena.Request(method, before + end + after, Body(method), Type(route))));
            }
        }

        Arena.Hold("parameters", outcomes, clock);
        Assert.InRange(outcomes.Count, 2_000, int.MaxValue);
    }

    [Fact(Timeout = 3_600_000)]
    public async Task P14_No_query_header_method_or_kind_of_body_at_any_address_fails_the_server_or_is_kept()
    {
        var (clock, turn, outcomes) = (Stopwatch.StartNew(), 0, new List<Outcome>());
        foreach (var (route, method) in Endpoints().Concat(Pages.Select(page => (page, "GET"))))
        {
            var (address, at) = (Arena.Filled(route), turn++);
            var calls = Arena.Part(Queries, at, 5).Select(query => ($"{method} {route} with {query}", arena.Request(method, address + query, Body(method), Type(route)))).ToList();
            foreach (var (name, value) in Arena.Part(Headers, at, 8))
            {
                var request = arena.Request(method, address, Body(method), Type(route));
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
                calls.Add(($"{method} {route} with {name}: {value}", request));
            }

            foreach (var other in Arena.Part(Methods, at, 3)) calls.Add(($"{other} {route}", arena.Request(other, address, other is "POST" or "PUT" or "PATCH" ? "{}"u8.ToArray() : null)));
            if (method == "POST") foreach (var type in Arena.Part(ContentTypes, at, 6)) calls.Add(($"{method} {route} of {type}", arena.Request(method, address, "{\"id\":\"a\"}"u8.ToArray(), type)));
            outcomes.AddRange(await arena.CallAllAsync(calls));
        }

        Arena.Hold("queries, headers, methods and kinds of bodies", outcomes, clock);
        Assert.InRange(outcomes.Count, 1_000, int.MaxValue);
    }

    [Fact(Timeout = 3_600_000)]
    public async Task P14_No_text_in_a_page_s_address_fails_the_page()
    {
        var (clock, turn, outcomes) = (Stopwatch.StartNew(), 0, new List<Outcome>());
        foreach (var page in Pages)
        {
            var address = Arena.Filled(page);
            var calls = new List<(string, HttpRequestMessage)>();
            foreach (var (before, after) in new[] { (address.TrimEnd('/') + "/", ""), (address + "?asOf=", ""), (address + "?at=", ""), (address + "?next=", "&limit=1"), (address + "?replay=", ""), (address + "?hostile=", "") }.Concat(OfPage(page).Select(name => ($"{address}?{name}=", Also(page, name)))))
                foreach (var hostile in Arena.Part(HostileTexts.All, turn++, 4).Where(h => h.Percent.Length < 40_000)) calls.Add(($"GET {before}{{{hostile}}}{after}", arena.Request("GET", before + hostile.Percent + after)));
            outcomes.AddRange(await arena.CallAllAsync(calls));
        }

        Arena.Hold("pages", outcomes, clock);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameters();

    private static readonly string[] Pages =
    [
        "/", "/{n}", "/{n}/drafts", "/{n}/drafts/plan/first", "/{n}/proposals/plan", "/{n}/compare", "/{n}/lineage", "/{n}/positions", "/{n}/claims", "/{n}/claims/claim-1", "/{n}/timeline", "/{n}/audit", "/{n}/audit/3", "/{n}/provisions/first.1", "/{n}/convergence", "/{n}/conflicts", "/{n}/conflicts/dispute",
        "/{n}/sources", "/{n}/sources/paper", "/{n}/parties", "/{n}/persons", "/{n}/mandates", "/{n}/issues", "/{n}/propositions", "/{n}/sessions", "/{n}/actions", "/{n}/search", "/{n}/since", "/{n}/steps", "/{n}/live", "/{n}/export", "/{n}/print", "/assets/ledger.css", "/assets/none", "/favicon.ico",
    ];

    private static string[] OfPage(string page) => page[(page.LastIndexOf('/') + 1)..] switch
    {
        "compare" => ["drafts", "kind"], "lineage" => ["from", "to", "via"], "positions" => ["draft", "sort"], "claims" => ["holder", "speaker", "about", "kind", "source", "session", "stance", "basis"], "timeline" => ["kind", "from", "to"], "search" => ["q", "kind"], "since" => ["recorded", "published", "occurred"],
        "steps" => ["clock"], "print" => ["draft"], "audit" => ["after"], "conflicts" => ["kind", "standing"], "mandates" => ["on"], _ => [],
    };

    /// <summary>What a parameter needs beside it to be looked at.</summary>
    private static string Also(string route, string name) => (route[(route.LastIndexOf('/') + 1)..], name) switch
    {
        ("lineage", "from") => "&to=plan/second", ("lineage", "to") => "&from=plan/first", ("lineage", "via") => "&from=plan/first&to=plan/second", ("compare", "kind") => "&drafts=plan/first,plan/second", ("search", not "q") => "&q=text", ("export", not "format") => "&format=csv", ("since", "kind" or "change") => "&recorded=5",
        ("events", "party" or "proposal" or "issue") => "&negotiation=" + WholeNegotiation.Id, ("cite", not "view") => "&view=claims", _ => "",
    };

    private static byte[]? Body(string method) => method == "POST" ? "{}"u8.ToArray() : null;

    private static string Type(string route) => route.EndsWith("/imports", StringComparison.Ordinal) ? "application/yaml" : "application/json";

    /// <summary>From the endpoint table itself, so that an address that comes to be is tested without anybody's doing.</summary>
    private IEnumerable<(string Route, string Method)> Endpoints() =>
        from endpoint in arena.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST"]
        select (route, method);

    /// <summary>The parameters that the API's description names.</summary>
    private async Task<Dictionary<(string Route, string Method), string[]>> DescribedAsync()
    {
        var paths = (await arena.Writer.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json.GetProperty("paths");
        return (from path in paths.EnumerateObject()
                from operation in path.Value.EnumerateObject().Where(o => o.Value.ValueKind == JsonValueKind.Object)
                let names = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(p => p.TryGetProperty("in", out var place) && place.GetString() == "query").Select(p => p.GetProperty("name").GetString()!).ToArray() : []
                from method in operation.Name == "get" ? new[] { "GET", "HEAD" } : [operation.Name.ToUpperInvariant()]
                select (path.Name.Replace("{key}", "{**key}", StringComparison.Ordinal).Replace("{path}", "{**path}", StringComparison.Ordinal), method, names)).ToDictionary(o => (o.Item1, o.method), o => o.names);
    }
}
