using System.Net;
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
using static ProposalLedger.Server.Tests.Access.MatrixRules;
using static ProposalLedger.Server.Tests.Access.MatrixStage;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>
/// Role by endpoint by hub method by kind of negotiation, from the endpoint table itself: what each gets is compared with what is said here by hand, and
/// written into docs/access.md (LEDGER_WRITE_DOCS=1). A new endpoint or method of which nothing is said here fails.
/// </summary>
public sealed class AccessMatrixTests(MatrixStage stage) : IClassFixture<MatrixStage>
{
    private readonly MatrixStage stage = stage;

    private static readonly Dictionary<string, Func<string, object>> Methods = new(StringComparer.Ordinal)
    {
        ["Tail"] = n => new { after = 0, negotiation = n }, ["Watch"] = n => new { view = $"{n}/parties" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P15_Each_role_gets_what_is_said_of_it_at_every_endpoint_and_hub_method_and_nothing_else()
    {
        var rows = new SortedDictionary<string, (string Asks, string[] Cells)>(StringComparer.Ordinal);
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (route, method, requirement) in Endpoints())
        {
            var said = SaidOf(route, method) ?? throw new Xunit.Sdk.XunitException($"Who may use {method} {route}? Say it in MatrixRules.");
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

        foreach (var said in PagesToAsk)
        {
            var page = said.Address!;
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
                    Assert.True(MayRead(caller, scope) == !(reply.Status == HttpStatusCode.NotFound && (reply.Problem is "unknown-event" or "unknown-stream")), $"{caller} {address}: {reply.Status}");
                }
            }
        }

        // The pages go by the same rule: that of the whole ledger shows it all, that of a negotiation what is its own, with its tokens and roles.
        foreach (var caller in Whom)
        {
            Assert.Equal(log.Where(e => MayRead(caller, e.Scope)).Select(e => e.Position), await ShownAsync(caller, "/audit"));
            var own = log.Where(e => e.Scope == IdOf("public") || e.Scope == StreamKey.Access(IdOf("public"))).Select(e => e.Position).ToList();
            Assert.Equal(own, await ShownAsync(caller, $"/{IdOf("public")}/audit"));
            foreach (var one in log.DistinctBy(e => e.Scope))
            {
                var (page, nowhere) = (await stage.Clients[caller].ReadAsync($"/audit/{one.Position}"), await stage.Clients[caller].ReadAsync("/audit/999999"));
                Assert.Equal(MayRead(caller, one.Scope) ? HttpStatusCode.OK : HttpStatusCode.NotFound, page.Status);
                // What is not for him and what is not there are told alike.
                if (page.Status == HttpStatusCode.NotFound) Assert.Equal(Plain(nowhere.Body, "999999"), Plain(page.Body, $"{one.Position}"));
                // Under another negotiation's address there is nothing of it.
                if (one.Scope != IdOf("public") && one.Scope != StreamKey.Access(IdOf("public"))) (await stage.Clients[caller].ReadAsync($"/{IdOf("public")}/audit/{one.Position}")).Must(HttpStatusCode.NotFound);
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

    // The times first: a moment may have the position's digits.
    private static string Plain(string page, string position) => Regex.Replace(page, "<time.*?</time>|As of [0-9:]+", "", RegexOptions.None, TimeSpan.FromSeconds(10)).Replace(position, "N", StringComparison.Ordinal);

    private async Task<List<long>> ShownAsync(string caller, string address)
    {
        var all = new List<long>();
        while (true)
        {
            var page = (await stage.Clients[caller].ReadAsync($"{address}?after={all.LastOrDefault()}")).Must(HttpStatusCode.OK).Body;
            var shown = Regex.Matches(page, "data-key=\"log/(?<position>[0-9]+)\"", RegexOptions.None, TimeSpan.FromSeconds(10)).Select(row => long.Parse(row.Groups["position"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            if (shown.Count == 0) return all;
            all.AddRange(shown);
        }
    }

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
}
