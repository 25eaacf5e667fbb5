using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Domain;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Hub;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;
using static ProposalLedger.Server.Tests.Access.MatrixStage;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>
/// Role by endpoint by hub method by kind of negotiation, from the endpoint table itself: what each gets is compared with what is said here by hand, and
/// written into docs/access.md (LEDGER_WRITE_DOCS=1). A new endpoint or method of which nothing is said here fails.
/// </summary>
public sealed partial class AccessMatrixTests(MatrixStage stage) : IClassFixture<MatrixStage>
{
    private const string Below = "/api/negotiations/{n}";
    private const string Allowed = "yes";
    private readonly MatrixStage stage = stage;

    /// <summary>What is asked for, and of whom: the words of the table.</summary>
    /// <param name="Asks">anybody; reading; credential; a role there; or, with <c>somewhere</c>, anywhere.</param>
    /// <param name="Address">With {n}, or an event, token, role of it.</param>
    /// <param name="Body">Sent with a POST.</param>
    /// <param name="Hidden">The code by which what may not be read is not there.</param>
    private sealed record Said(string Asks, string? Address = null, string Body = "{}", string Hidden = "unknown-negotiation");

    // By hand, and not from the routes' own word for it.
    private static readonly Dictionary<string, Said> Others = new(StringComparer.Ordinal)
    {
        ["GET /api/negotiations"] = new("anybody"),
        ["GET /api/events"] = new("reading", "/api/events?limit=1&negotiation={n}"),
        ["GET /api/events/{position}"] = new("reading", "/api/events/{position}", Hidden: "unknown-event"),
        ["GET /api/events/{position}/receipt"] = new("reading", "/api/events/{position}/receipt", Hidden: "unknown-event"),
        ["POST /api/events/{position}/redaction"] = new("somewhere administrator", "/api/events/{position}/redaction", Hidden: "unknown-event"), // without a reason: nothing is taken away
        ["GET /api/streams/{**key}"] = new("reading", "/api/streams/negotiation:{n}", Hidden: "unknown-stream"),
        ["POST /api/negotiations"] = new("somewhere recorder", "/api/negotiations", """{"id":"{n}","title":""}"""),
        ["POST /api/imports"] = new("somewhere recorder", "/api/imports", "negotiation: {id: {n}, title: \"\"}\n"),
        ["POST /api/tokens"] = new("somewhere administrator", "/api/tokens", """{"name":"owner","negotiations":["{n}"]}"""),
        ["GET /api/tokens"] = new("auditor anywhere"),
        ["DELETE /api/tokens/{id}"] = new("somewhere administrator", "/api/tokens/{token}", Hidden: "unknown-token"),
        ["POST /api/roles"] = new("somewhere administrator", "/api/roles", """{"actor":"jwt:anybody","role":"reader","negotiation":"{n}","reason":"So."}"""),
        ["GET /api/roles"] = new("auditor anywhere"),
        ["DELETE /api/roles/{id}"] = new("somewhere administrator", "/api/roles/{role}?reason=So.", Hidden: "unknown-role"),
        ["POST /api/views/{view}/rebuild"] = new("ledger", "/api/views/none/rebuild"),
        ["POST /api/tickets"] = new("credential"),
        ["GET /api/views"] = new("anybody"), ["GET /health/live"] = new("anybody"), ["GET /health/ready"] = new("anybody"),
        ["GET /problems"] = new("anybody"), ["GET /problems/{code}"] = new("anybody", "/problems/not-allowed"), ["GET /schemas/case-file.json"] = new("anybody"),
        ["GET /openapi/v1.json"] = new("anybody"), ["GET /openapi/asyncapi.json"] = new("anybody"),
        ["GET /log/checkpoint"] = new("anybody"), ["GET /log/key"] = new("anybody"), ["GET /log/bundle"] = new("anybody"),
        ["GET /log/tile/{**path}"] = new("anybody", "/log/tile/entries/000"), ["GET /log/proof/{position}"] = new("anybody", "/log/proof/1"),
        // Forms, with a token against forgery: signing in asks for the secret itself.
        ["GET /account"] = new("anybody"), ["GET /account/sign-in"] = new("anybody"), ["POST /account/sign-in"] = new("anybody"), ["POST /account/sign-out"] = new("anybody"),
        // Whatever a method sends is asked for itself, below.
        ["* /hubs/ledger"] = new("anybody"), ["* /hubs/ledger/negotiate"] = new("anybody"),
    };

    private static readonly Dictionary<string, Func<string, object>> Methods = new(StringComparer.Ordinal)
    {
        ["Tail"] = n => new { after = 0, negotiation = n }, ["Watch"] = n => new { view = $"{n}/parties" },
    };

    private static readonly string[] Pages = ["/{n}", "/{n}/live", "/{n}/audit", "/{n}/audit/{position}", "/{n}/export", "/{n}/positions", "/{n}?at={position}"];

    /// <summary>Of those that are under no negotiation's address; of HEAD is said what is of GET.</summary>
    internal static IEnumerable<string> Known => Others.Keys;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P15_Each_role_gets_what_is_said_of_it_at_every_endpoint_and_hub_method_and_nothing_else()
    {
        var rows = new SortedDictionary<string, (string Asks, string[] Cells)>(StringComparer.Ordinal);
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (route, method, requirement) in Endpoints())
        {
            var said = SaidOf(route, method) ?? throw new Xunit.Sdk.XunitException($"Who may use {method} {route}? Say it in AccessMatrixTests.");
            if (requirement is null) wrong.Add($"{method} {route} does not say who may use it.");
            if (method == "*") continue;
            var cells = await Task.WhenAll(Whom.Select(async caller =>
            {
                var got = new List<string>();
                foreach (var kind in Kinds)
                {
                    var (status, expected) = (await AskAsync(caller, kind, method, said, route), Expected(caller, kind, said));
                    Interlocked.Increment(ref asked);
                    if (status != expected) lock (wrong) wrong.Add($"{method} {route}: {caller}, {kind}: {status} instead of {expected}");
                    got.Add(status);
                }

                return Cell(got);
            }));
            // HEAD is GET without its body.
            if (method != "HEAD") rows[$"{route} {method}"] = (said.Asks, cells);
        }

        foreach (var page in Pages)
        {
            var said = new Said("reading", page, Hidden: "404");
            var cells = new List<string>();
            foreach (var caller in Whom)
            {
                var got = new List<string>();
                foreach (var kind in Kinds)
                {
                    var reply = await stage.Clients[caller].ReadAsync(Address(page, kind));
                    var expected = Expected(caller, kind, said);
                    var status = (int)reply.Status is 403 or 404 ? $"{(int)reply.Status}" : Allowed;
                    asked++;
                    if (status != (expected.StartsWith("404", StringComparison.Ordinal) ? "404" : expected)) wrong.Add($"page {page}: {caller}, {kind}: {status} instead of {expected}");
                    got.Add(status);
                }

                cells.Add(Cell(got));
            }

            rows[$"{page} page"] = (said.Asks, [.. cells]);
        }

        foreach (var (method, cells) in await HubAsync(wrong)) rows[$"/hubs/ledger {method}"] = ("reading", cells);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.InRange(asked, 4_000, 20_000);
        Docs.Check("access.md", "matrix", Table(rows));
    }

    [Fact]
    public async Task P15_Each_event_is_told_to_who_may_read_it_and_to_nobody_else()
    {
        var log = await stage.LogAsync();
        foreach (var caller in Whom)
        {
            var expected = log.Where(e => MayRead(caller, e.Scope)).Select(e => e.Position).ToList();
            var lines = (await stage.Clients[caller].ReadAsync("/api/events?limit=10000")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(expected, lines.Select(line => JsonElement.Parse(line).GetProperty("position").GetInt64()));
            foreach (var scope in log.Select(e => e.Scope).Distinct())
            {
                var one = log.First(e => e.Scope == scope);
                foreach (var address in new[] { $"/api/events/{one.Position}", $"/api/streams/{one.Stream}", $"/api/events/{one.Position}/receipt" })
                {
                    var reply = await stage.Clients[caller].ReadAsync(address);
                    // A receipt that no checkpoint covers yet is another 404.
                    Assert.True(MayRead(caller, scope) == !(reply.Status == System.Net.HttpStatusCode.NotFound && (reply.Problem is "unknown-event" or "unknown-stream")), $"{caller} {address}: {reply.Status}");
                }
            }
        }

        // Tokens and roles are in the log with actor and reason, and nothing of their secrets.
        var granted = log.First(e => e.Type == "role-granted.v1");
        Assert.Equal(("owner", "For the matrix.", $"access:{IdOf("public")}"), (granted.Metadata.Actor, granted.Metadata.Reason, granted.Stream));
        Assert.Equal(3 + (Kinds.Length * 5) + 1, log.Count(e => e.Type == "token-issued.v1"));
        Assert.DoesNotContain(log, e => stage.Secrets.Values.OfType<string>().Any(secret => Encoding.UTF8.GetString(e.Data.Span).Contains(secret, StringComparison.Ordinal)));
        var shown = (await stage.Clients["auditor"].ReadAsync($"/api/events/{granted.Position}")).Json;
        Assert.Equal((IdOf("public"), $"/api/negotiations/{IdOf("public")}", granted.Stream), (shown.GetProperty("negotiation").GetString(), shown.GetProperty("source").GetString(), shown.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task P15_Of_a_listed_negotiation_id_and_title_are_told_and_nothing_more()
    {
        foreach (var caller in Whom)
        {
            var reply = await stage.Clients[caller].ReadAsync("/api/negotiations");
            var items = reply.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).Where(id => id.StartsWith("talks-", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            var reads = RoleOf(caller) is not null || caller == "ledger";
            Assert.Equal(reads ? new[] { IdOf("listed"), IdOf("private"), IdOf("public") } : [IdOf("public")], items);
            Assert.Equal(!reads, reply.Json.TryGetProperty("listed", out var listed));
            if (!reads) Assert.Equal($$"""[{"id":"{{IdOf("listed")}}","title":"Island talks"}]""", listed.GetRawText());
            // Before it was opened it was not listed either.
            var before = (await stage.Clients[caller].ReadAsync("/api/negotiations?at=3")).Json;
            Assert.False(before.TryGetProperty("listed", out _));
            var page = (await stage.Clients[caller].ReadAsync("/")).Body;
            Assert.Equal(!reads, page.Contains("id=\"listed\"", StringComparison.Ordinal));
            Assert.DoesNotContain(reads ? "never" : IdOf("private"), page, StringComparison.Ordinal);
        }
    }

    private static Said? SaidOf(string route, string method)
    {
        var get = method == "HEAD" ? "GET" : method;
        if (Others.TryGetValue($"{get} {route}", out var said)) return said with { Address = said.Address ?? route };
        if (!route.StartsWith(Below, StringComparison.Ordinal)) return null;
        var address = route.Replace("{p}", "zone-plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "north-supports", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal).Replace("{v}", "first.1", StringComparison.Ordinal);
        if (get == "GET") return new("reading", address);
        if (method != "POST") return null;
        var last = route[Below.Length..];
        if (last == "/visibility") return new("administrator", address);
        if (last.Contains("/status", StringComparison.Ordinal) || last.Contains("/resolutions", StringComparison.Ordinal)) return new("editor", address);
        return Recorded().IsMatch(last) || Changed().IsMatch(last) ? new("recorder", address) : null;
    }

    private static string Expected(string caller, string kind, Said said)
    {
        var role = caller == "ledger" ? Role.Administrator : RoleOf(caller);
        var there = said.Address!.Contains("{n}", StringComparison.Ordinal) || said.Hidden != "unknown-negotiation";
        var hasCredential = caller != "anybody";
        var words = said.Asks.Split(' ');
        switch (words)
        {
            case ["anybody"]: return Allowed;
            case ["credential"]: return hasCredential ? Allowed : "401";
            case ["ledger"]: return !hasCredential ? "401" : caller == "ledger" ? Allowed : "403";
            case [var needed, "anywhere"]:
                return !hasCredential ? "401" : caller == "elsewhere" || Is(role, needed) ? Allowed : "403";
            case ["somewhere", var needed]:
                if (!hasCredential) return "401";
                if (caller != "elsewhere" && !Is(role, needed)) return "403";
                if (said.Hidden == "unknown-event" && caller == "elsewhere" && kind == "public") return "403"; // who may read it is told why not
                return said.Hidden != "unknown-negotiation" ? caller == "elsewhere" || kind == "unknown" ? $"404 {said.Hidden}" : Allowed : caller == "elsewhere" ? "403" : Allowed;
            case ["reading"]:
                if (kind == "unknown") return $"404 {said.Hidden}";
                if (kind == "public" || role is not null) return Allowed;
                return kind == "listed" && said.Hidden is "unknown-negotiation" or "404" ? "403" : $"404 {said.Hidden}";
            case [var needed]:
                if (!hasCredential) return "401";
                if (kind == "unknown") return $"404 {said.Hidden}";
                if (kind == "private" && role is null) return $"404 {said.Hidden}";
                return there && Is(role, needed) ? Allowed : "403";
            default: throw new InvalidOperationException(said.Asks);
        }
    }

    private static bool Is(Role? held, string needed) => held is { } role && needed switch
    {
        "recorder" => role is Role.Recorder or Role.Editor or Role.Administrator,
        "editor" => role is Role.Editor or Role.Administrator,
        "auditor" => role is Role.Auditor or Role.Administrator,
        _ => role is Role.Administrator,
    };

    private string Address(string pattern, string kind) => pattern.Replace("{n}", IdOf(kind), StringComparison.Ordinal).Replace("{position}", stage.Things[kind].Position.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{token}", stage.Things[kind].Token, StringComparison.Ordinal).Replace("{role}", stage.Things[kind].Role, StringComparison.Ordinal);

    private async Task<string> AskAsync(string caller, string kind, string method, Said said, string route)
    {
        var yaml = route == "/api/imports";
        var content = method != "POST" ? null : new StringContent(said.Body.Replace("{n}", IdOf(kind), StringComparison.Ordinal), Encoding.UTF8, yaml ? "application/yaml" : "application/json");
        var reply = await stage.Clients[caller].SendAsync(new HttpMethod(method), Address(said.Address!, kind), content, ("If-Match", "*"));
        var status = (int)reply.Status;
        Assert.True(status < 500, $"{method} {route}: {caller}, {kind}: {status}");
        if (status is 401 or 403) return $"{status}";
        if (method == "HEAD") return status == 404 && Expected(caller, kind, said) is ['4', '0', '4', ..] and var hidden ? hidden : Allowed;
        return status == 404 && reply.Problem is "unknown-negotiation" or "unknown-event" or "unknown-stream" or "unknown-token" or "unknown-role" ? $"404 {reply.Problem}" : Allowed;
    }

    private async Task<List<(string Method, string[] Cells)>> HubAsync(List<string> wrong)
    {
        var methods = typeof(LedgerHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name).Order(StringComparer.Ordinal).ToList();
        var streams = from method in methods
                      let request = Methods.GetValueOrDefault(method) ?? throw new Xunit.Sdk.XunitException($"Who may call {method} of the hub? Say it in AccessMatrixTests.")
                      from caller in Whom
                      from kind in Kinds
                      select new { name = $"{method} {caller} {kind}", Url = stage.Server.BaseAddress.ToString().TrimEnd('/'), token = stage.Secrets[caller], method, request = request(IdOf(kind)) };
        var all = streams.ToList();
        await using var open = Access.Callers.Start([.. all]);
        await open.UntilAsync(() => all.TrueForAll(stream => open[stream.name].Count > 0), Ct);
        var rows = new List<(string, string[])>();
        foreach (var method in methods)
        {
            rows.Add((method, [.. Whom.Select(caller => Cell([.. Kinds.Select(kind =>
            {
                var got = open.End($"{method} {caller} {kind}") switch { null => Allowed, "listed-only" => "403", var code => $"404 {code}" };
                if (got != Expected(caller, kind, new Said("reading", "{n}"))) wrong.Add($"{method}: {caller}, {kind}: {got}");
                return got;
            })]))]));
        }

        return rows;
    }

    private IEnumerable<(string Route, string Method, Requirement? Requirement)> Endpoints() =>
        from endpoint in stage.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && !route.StartsWith("/hubs", StringComparison.Ordinal) ? methods : ["*"]
        select (route, method, Requirement.Of(endpoint, method));

    // One word where all kinds answer alike; else what public, listed, private and unknown ones do.
    private static string Cell(IReadOnlyList<string> got)
    {
        var words = got.Select(word => word.Split(' ')[0]).ToList();
        return words.Distinct().Count() == 1 ? words[0] : string.Join(' ', words);
    }

    private static string Table(SortedDictionary<string, (string Asks, string[] Cells)> rows)
    {
        var table = new StringBuilder();
        table.AppendLine($"| address | asks for | {string.Join(" | ", Whom)} |");
        table.AppendLine($"|---|---|{string.Concat(Enumerable.Repeat("---|", Whom.Length))}");
        foreach (var (name, (asks, cells)) in rows)
        {
            var cut = name.LastIndexOf(' ');
            table.AppendLine($"| {name[(cut + 1)..]} `{name[..cut]}` | {asks} | {string.Join(" | ", cells)} |");
        }

        return table.ToString();
    }

    [GeneratedRegex(@"^/(parties|persons|mandates|issues|propositions|sources|sessions|actions|proposals|claims|conflicts|lineage|proposals/\{p\}/(drafts|amendments)|proposals/\{p\}/drafts/\{d\}/renderings)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Recorded();

    [GeneratedRegex(@"/(corrections|retractions)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Changed();
}

/// <summary>A part of a page of docs/ that a test writes.</summary>
internal static class Docs
{
    /// <summary>Compares what stands between two comments with what is, or writes it there with LEDGER_WRITE_DOCS=1.</summary>
    public static void Check(string page, string part, string text)
    {
        var file = Path.Combine(NodeProgram.RepositoryRoot, "docs", page);
        var (begin, end) = ($"<!-- {part}: written by a test -->\n", $"<!-- end of {part} -->");
        var whole = File.ReadAllText(file);
        var (from, to) = (whole.IndexOf(begin, StringComparison.Ordinal) + begin.Length, whole.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") File.WriteAllText(file, whole[..from] + text + whole[to..]);
        else Assert.Equal(text, whole[from..to]);
    }
}
