using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Every route that there is, asked by everybody: one that these tests do not know fails them.</summary>
public sealed partial class EveryEndpointTests(Stage stage) : IClassFixture<Stage>
{
    private readonly Stage stage = stage;

    [Fact]
    public async Task P15_A_private_negotiation_is_at_no_address_there_for_who_may_not_read_it()
    {
        var (asked, open) = (0, 0);
        foreach (var (route, method) in Endpoints().Where(e => e.Route.Contains("{n}", StringComparison.Ordinal)))
            foreach (var address in AddressesOf(route))
            {
                foreach (var caller in new[] { stage.Anybody, stage.Outsider })
                {
                    var (secret, nowhere) = (await AskAsync(caller, method, address, Stage.Secret), await AskAsync(caller, method, address, Stage.Nowhere));
                    Assert.Equal(nowhere, secret);
                    asked++;
                }
                foreach (var caller in new[] { stage.Insider, stage.Everything })
                {
                    var reply = await SendAsync(caller, method, address, Stage.Secret);
                    Assert.DoesNotContain("unknown-negotiation", reply.Body, StringComparison.Ordinal);
                    if (caller == stage.Everything || !route.EndsWith("/visibility", StringComparison.Ordinal)) Assert.NotEqual(HttpStatusCode.Forbidden, reply.Status);
                    Assert.Contains("Authorization", reply.Headers.Vary);
                    Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
                    if (reply.Status == HttpStatusCode.OK) open++;
                }
            }
        Assert.InRange(asked, 200, 2000);
        Assert.InRange(open, 60, 2000); // that these addresses lead somewhere is what makes the above worth anything
    }

    [Fact]
    public async Task P15_Who_writes_for_some_negotiations_alone_writes_to_no_other()
    {
        var head = await HeadAsync();
        foreach (var (route, method) in Endpoints().Where(e => e.Route.Contains("{n}", StringComparison.Ordinal) && e.Method == "POST"))
        {
            var address = AddressesOf(route).First();
            Assert.Equal("not-allowed", (await SendAsync(stage.Insider, method, address, Stage.Open)).Must(HttpStatusCode.Forbidden).Problem);
            Assert.Equal("unknown-negotiation", (await SendAsync(stage.Outsider, method, address, Stage.Secret)).Must(HttpStatusCode.NotFound).Problem);
            (await SendAsync(stage.Anybody, method, address, Stage.Secret)).Must(HttpStatusCode.Unauthorized);
        }
        Assert.Equal(head, await HeadAsync());
    }

    [Fact]
    public async Task P15_No_other_address_tells_of_a_private_negotiation_either()
    {
        foreach (var (route, method) in Endpoints().Where(e => !e.Route.Contains("{n}", StringComparison.Ordinal)))
            await (Others.GetValueOrDefault($"{method} {route}") ?? throw new Xunit.Sdk.XunitException($"How does {method} {route} keep to who may read what? Say it here."))(this);
    }

    [Fact]
    public async Task P15_Pages_of_a_private_negotiation_are_those_of_none()
    {
        string[] pages =
        [
            "", "?at=12", "/live", "/audit", "/audit?actor=owner&type=claim-recorded&recordedFrom=2020&stream=negotiation:{n}", "/audit?type=none", "/audit/12", "/audit/12?actor=owner", "/export", "/print?draft=zone-plan/first", "/no-such-page", "?asOf=never", "/claims?kind=",
            .. Endpoints().Where(e => e is { Method: "GET" } && e.Route.Contains("{n}/", StringComparison.Ordinal)).SelectMany(e => AddressesOf(e.Route)).Select(a => a["/api/negotiations/{n}".Length..]),
        ];
        foreach (var page in pages)
        {
            foreach (var caller in new[] { stage.Anybody, stage.Outsider })
                Assert.Equal(await AskAsync(caller, "GET", "/{n}" + page, Stage.Nowhere), await AskAsync(caller, "GET", "/{n}" + page, Stage.Secret));
            Assert.DoesNotContain("There is no negotiation", (await SendAsync(stage.Insider, "GET", "/{n}" + page, Stage.Secret)).Body, StringComparison.Ordinal);
        }
        foreach (var page in new[] { "", "/audit", $"/audit/{stage.Closed}", "/claims/north-supports" }) (await stage.Insider.ReadAsync($"/{Stage.Secret}{page}")).Must(HttpStatusCode.OK);
        Assert.DoesNotContain("Hidden talks", (await stage.Anybody.ReadAsync("/")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        Assert.Contains("Hidden talks", (await stage.Insider.ReadAsync("/")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_same_for_everybody_is_kept_once_by_caches_and_what_is_not_apart()
    {
        await Wait.ForAsync("a first checkpoint", async () => (await stage.Anybody.ReadAsync("/log/checkpoint")).Status == HttpStatusCode.OK, TestContext.Current.CancellationToken);
        foreach (var caller in new[] { stage.Anybody, stage.Outsider, stage.Everything })
        {
            var tile = (await caller.ReadAsync("/log/tile/0/000.p/1")).Must(HttpStatusCode.OK);
            Assert.Contains("immutable", tile.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.DoesNotContain("Authorization", tile.Headers.Vary);
            Assert.Contains("Authorization", (await caller.ReadAsync("/log/bundle")).Headers.Vary);
        }
    }

    /// <summary>So that who adds one here comes upon the other table, too.</summary>
    [Fact]
    public void P15_Of_each_address_is_said_both_who_may_use_it_and_how_it_keeps_to_that() =>
        Assert.Equal(MatrixRules.Known.Order(StringComparer.Ordinal), Others.Keys.Where(key => !key.StartsWith("HEAD ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    /// <summary>What each route that names no negotiation does, and how that is seen.</summary>
    private static readonly Dictionary<string, Func<EveryEndpointTests, Task>> Others = new(StringComparer.Ordinal)
    {
        ["GET /api/negotiations"] = test => test.ShowsAsync("/api/negotiations"), ["HEAD /api/negotiations"] = _ => Task.CompletedTask,
        ["GET /api/events"] = async test =>
        {
            await test.ShowsAsync("/api/events?after=0&limit=10000");
            await test.SameAsNowhereAsync("GET", "/api/events?negotiation={n}");
            await test.SameAsNowhereAsync("GET", "/api/events?negotiation={n}&proposal=zone-plan");
        },
        ["HEAD /api/events"] = test => test.SameAsNowhereAsync("HEAD", "/api/events?negotiation={n}"),
        ["GET /api/events/{position}"] = test => test.EventAsync("GET"), ["HEAD /api/events/{position}"] = test => test.EventAsync("HEAD"),
        ["POST /api/events/{position}/redaction"] = test => test.RedactionAsync(),
        ["GET /api/events/{position}/receipt"] = test => test.ReceiptAsync("GET"), ["HEAD /api/events/{position}/receipt"] = test => test.ReceiptAsync("HEAD"),
        ["GET /api/streams/{**key}"] = async test =>
        {
            foreach (var key in new[] { "negotiation:{n}", "proposal:{n}/zone-plan", "positions:{n}/north", "positions%3A{n}%2Fnorth", "negotiation:{n}?version=99", "negotiation:{n}?limit=x" })
                await test.SameAsNowhereAsync("GET", "/api/streams/" + key);
        },
        ["HEAD /api/streams/{**key}"] = test => test.SameAsNowhereAsync("HEAD", "/api/streams/negotiation:{n}"),
        ["POST /api/negotiations"] = async test =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await test.stage.Anybody.PostAsync("/api/negotiations", $$"""{"id":"{{Stage.Secret}}","title":"Hidden talks"}""")).Status);
            await test.SameAsNowhereAsync("POST", "/api/negotiations", """{"id":"{n}","title":"Hidden talks"}""", HttpStatusCode.Forbidden);
            await test.SameAsNowhereAsync("POST", "/api/negotiations", """{"id":"{n}","title":"Other talks"}""", HttpStatusCode.Forbidden);
        },
        ["POST /api/imports"] = async test =>
        {
            foreach (var n in new[] { Stage.Secret, Stage.Nowhere })
            {
                Task<Reply> ImportAsync(HttpClient caller) => caller.SendAsync(HttpMethod.Post, "/api/imports", new StringContent($"negotiation: {{id: {n}, title: Other}}\n", System.Text.Encoding.UTF8, "application/yaml"));
                (await ImportAsync(test.stage.Anybody)).Must(HttpStatusCode.Unauthorized);
                Assert.Equal($"This needs the role recorder in '{n}', which you do not have there.", (await ImportAsync(test.stage.Outsider)).Must(HttpStatusCode.Forbidden).Json.GetProperty("detail").GetString());
            }
        },
        ["POST /api/tokens"] = test => test.WholeLedgerAsync(HttpMethod.Post, "/api/tokens"), ["GET /api/tokens"] = test => test.WholeLedgerAsync(HttpMethod.Get, "/api/tokens"),
        ["DELETE /api/tokens/{id}"] = test => test.WholeLedgerAsync(HttpMethod.Delete, "/api/tokens/none"),
        // Both tell of tokens and roles; what of whom is in AccessMatrixTests and RoleTests.
        ["POST /api/roles"] = test => test.WholeLedgerAsync(HttpMethod.Post, "/api/roles"), ["GET /api/roles"] = test => test.WholeLedgerAsync(HttpMethod.Get, "/api/roles"),
        ["DELETE /api/roles/{id}"] = test => test.WholeLedgerAsync(HttpMethod.Delete, "/api/roles/none"),
        ["POST /api/views/{view}/rebuild"] = test => test.WholeLedgerAsync(HttpMethod.Post, "/api/views/claims/rebuild"),
        ["POST /api/tickets"] = async test => (await test.stage.Anybody.PostAsync("/api/tickets", "")).Must(HttpStatusCode.Unauthorized),
        ["GET /api/views"] = test => test.TellsNothingAsync("/api/views"), ["GET /health/ready"] = test => test.TellsNothingAsync("/health/ready"), ["GET /health/live"] = test => test.TellsNothingAsync("/health/live"),
        ["GET /problems"] = test => test.TellsNothingAsync("/problems"), ["GET /problems/{code}"] = test => test.TellsNothingAsync("/problems/not-allowed"),
        ["GET /schemas/case-file.json"] = test => test.TellsNothingAsync("/schemas/case-file.json"), ["GET /openapi/v1.json"] = test => test.TellsNothingAsync("/openapi/v1.json"), ["GET /openapi/asyncapi.json"] = test => test.TellsNothingAsync("/openapi/asyncapi.json"),
        // The log commits to what it does not tell; what it discloses is in the bundle alone.
        ["GET /log/checkpoint"] = test => test.TellsNothingAsync("/log/checkpoint"), ["HEAD /log/checkpoint"] = _ => Task.CompletedTask,
        ["GET /log/key"] = test => test.TellsNothingAsync("/log/key"), ["HEAD /log/key"] = _ => Task.CompletedTask,
        ["GET /log/tile/{**path}"] = test => test.TellsNothingAsync("/log/tile/entries/000"), ["HEAD /log/tile/{**path}"] = _ => Task.CompletedTask,
        ["GET /log/proof/{position}"] = test => test.TellsNothingAsync($"/log/proof/{test.stage.Closed}"), ["HEAD /log/proof/{position}"] = _ => Task.CompletedTask,
        ["GET /log/bundle"] = test => test.BundleAsync(), ["HEAD /log/bundle"] = _ => Task.CompletedTask,
        // What a session opens is tested in SessionTests.
        ["GET /account"] = async test => Assert.Equal("/account/sign-in", (await test.stage.Anybody.ReadAsync("/account")).Must(HttpStatusCode.Redirect).Headers.Location?.ToString()),
        ["GET /account/sign-in"] = test => test.TellsNothingAsync("/account/sign-in"),
        ["POST /account/sign-in"] = async test => (await test.stage.Anybody.PostAsync("/account/sign-in", "")).Must(HttpStatusCode.BadRequest), ["POST /account/sign-out"] = async test => (await test.stage.Anybody.PostAsync("/account/sign-out", "")).Must(HttpStatusCode.BadRequest),
        // What its methods send is tested in StreamTests.
        ["* /hubs/ledger"] = _ => Task.CompletedTask, ["* /hubs/ledger/negotiate"] = _ => Task.CompletedTask,
    };

    private async Task ShowsAsync(string address)
    {
        foreach (var caller in new[] { stage.Anybody, stage.Outsider }) Assert.DoesNotContain(Stage.Secret, (await caller.ReadAsync(address)).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        foreach (var caller in new[] { stage.Insider, stage.Everything })
        {
            var reply = (await caller.ReadAsync(address)).Must(HttpStatusCode.OK);
            Assert.Contains(Stage.Secret, reply.Body, StringComparison.Ordinal);
            Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
        }
        // Who has the whole answer's tag does not learn from it that it is still right.
        if ((await stage.Everything.ReadAsync(address)).Headers.ETag is { } tag) (await stage.Anybody.ReadAsync(address, ("If-None-Match", tag.ToString()))).Must(HttpStatusCode.OK);
    }

    private async Task SameAsNowhereAsync(string method, string address, string? body = null, HttpStatusCode status = HttpStatusCode.NotFound)
    {
        foreach (var caller in body is null ? new[] { stage.Anybody, stage.Outsider } : [stage.Outsider])
        {
            Assert.Equal(await AskAsync(caller, method, address, Stage.Nowhere, body), await AskAsync(caller, method, address, Stage.Secret, body));
            (await SendAsync(caller, method, address, Stage.Secret, body)).Must(status);
        }
    }

    private async Task EventAsync(string method)
    {
        foreach (var caller in new[] { stage.Anybody, stage.Outsider })
            Assert.Equal(await AskAsync(caller, method, "/api/events/90", ""), await AskAsync(caller, method, $"/api/events/{stage.Closed}", ""));
        (await SendAsync(stage.Insider, method, $"/api/events/{stage.Closed}", "")).Must(HttpStatusCode.OK);
        (await SendAsync(stage.Anybody, method, "/api/events/1", "")).Must(HttpStatusCode.OK);
    }

    private async Task ReceiptAsync(string method)
    {
        foreach (var caller in new[] { stage.Anybody, stage.Outsider })
            Assert.Equal(await AskAsync(caller, method, "/api/events/90/receipt", ""), await AskAsync(caller, method, $"/api/events/{stage.Closed}/receipt", ""));
        (await stage.Insider.ReadAsync($"/api/events/{stage.Closed}/receipt", ("Prefer", "wait=10"))).Must(HttpStatusCode.OK); // until a checkpoint covers it
        (await stage.Anybody.ReadAsync("/api/events/1/receipt", ("Prefer", "wait=5"))).Must(HttpStatusCode.OK);
        var own = (await SendAsync(stage.Insider, method, $"/api/events/{stage.Closed}/receipt", "")).Must(HttpStatusCode.OK);
        Assert.Contains("no-store", own.Header("Cache-Control"), StringComparison.Ordinal);
        if (method == "GET") Assert.Contains(Stage.Secret, own.Body, StringComparison.Ordinal);
    }

    private async Task RedactionAsync()
    {
        const string body = """{"reason":"A court ordered it."}""";
        (await stage.Anybody.PostAsync($"/api/events/{stage.Closed}/redaction", body)).Must(HttpStatusCode.Unauthorized);
        var (secret, nowhere) = (await AskAsync(stage.Outsider, "POST", $"/api/events/{stage.Closed}/redaction", "", body), await AskAsync(stage.Outsider, "POST", "/api/events/90/redaction", "", body));
        Assert.Equal(nowhere, secret);
        Assert.Equal("not-allowed", (await stage.Insider.PostAsync("/api/events/1/redaction", body)).Must(HttpStatusCode.Forbidden).Problem);
    }

    private async Task BundleAsync()
    {
        foreach (var (caller, mayRead) in new[] { (stage.Anybody, false), (stage.Outsider, false), (stage.Insider, true), (stage.Everything, true) })
        {
            using var zip = new ZipArchive(await caller.GetStreamAsync("/log/bundle"));
            var whole = new List<string>();
            foreach (var entry in zip.Entries)
            {
                using var text = new StreamReader(entry.Open());
                whole.Add(await text.ReadToEndAsync());
            }

            // Nor of who was let into it.
            Assert.Equal(mayRead, string.Concat(whole).Contains(Stage.Secret, StringComparison.Ordinal));
            Assert.Contains(Stage.Open, string.Concat(whole), StringComparison.Ordinal);
        }
    }

    private async Task WholeLedgerAsync(HttpMethod method, string address)
    {
        Assert.Equal("token-required", (await stage.Anybody.SendAsync(method, address, null)).Must(HttpStatusCode.Unauthorized).Problem);
        foreach (var caller in new[] { stage.Insider, stage.Outsider }) Assert.Equal("not-allowed", (await caller.SendAsync(method, address, null)).Must(HttpStatusCode.Forbidden).Problem);
        Assert.NotEqual(HttpStatusCode.Forbidden, (await stage.Everything.SendAsync(method, address, null)).Status);
    }

    private async Task TellsNothingAsync(string address) => Assert.DoesNotContain(Stage.Secret, (await stage.Anybody.ReadAsync(address)).Body, StringComparison.Ordinal);

    /// <summary>All that an answer tells, but for the name that was asked for and the time.</summary>
    private async Task<string> AskAsync(HttpClient caller, string method, string address, string negotiation, string? body = null)
    {
        var reply = await SendAsync(caller, method, address, negotiation, body);
        var headers = reply.Headers.Concat(reply.ContentHeaders).Where(h => h.Key is not "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
        var all = Times().Replace($"{(int)reply.Status}\n{string.Join('\n', headers)}\n{reply.Body}", "then");
        return negotiation.Length > 0 ? all.Replace(negotiation, "it", StringComparison.Ordinal) : Positions().Replace(all, "position it");
    }

    private static Task<Reply> SendAsync(HttpClient caller, string method, string address, string negotiation, string? body = null)
    {
        // Both names are equally long, so a Content-Length is comparable.
        string Named(string text) => text.Replace("{n}", negotiation, StringComparison.Ordinal);
        var content = method == "POST" ? new StringContent(Named(body ?? "{}"), System.Text.Encoding.UTF8, "application/json") : null;
        return caller.SendAsync(new HttpMethod(method), Named(address), content, ("If-Match", "*"));
    }

    private async Task<long> HeadAsync() => long.Parse((await stage.Anybody.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Addresses that lead to something where the negotiation may be read, and some that are wrong in themselves.</summary>
    private static IEnumerable<string> AddressesOf(string route)
    {
        const string n = "/api/negotiations/{n}";
        var plain = (route == n + "/provisions/{v}" ? n + "/provisions/first.1" : route).Replace("{p}", "zone-plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "north-supports", StringComparison.Ordinal)
            .Replace("parties/{id}", "parties/north", StringComparison.Ordinal).Replace("issues/{id}", "issues/fishing", StringComparison.Ordinal).Replace("sources/{id}", "sources/gazette", StringComparison.Ordinal)
            .Replace("propositions/{id}", "propositions/shared-zone", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal).Replace("{v}", "first.1", StringComparison.Ordinal);
        var query = plain[n.Length..] switch
        {
            "/compare" => "?drafts=zone-plan/first,zone-plan/second", "/lineage" => "?from=zone-plan/first&to=zone-plan/second", "/search" => "?q=zone", "/since" => "?recorded=5", "/export" => "?format=jsonl", _ => "",
        };
        yield return plain + query;
        // The past obeys the present's rules.
        yield return plain + query + (query.Length > 0 ? "&" : "?") + "at=17";
        yield return plain + query + (query.Length > 0 ? "&" : "?") + "asOf=2025-06&knownBy=2025-06";
        yield return plain + "?asOf=never&colour=red";
    }

    private IEnumerable<(string Route, string Method)> Endpoints() =>
        from endpoint in stage.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && !route.StartsWith("/hubs", StringComparison.Ordinal) ? methods : ["*"]
        select (route, method);

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+Z|\d\d? [A-Z][a-z]{2} \d{4},? \d\d:\d\d(:\d\d)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex(@"position \d+", RegexOptions.None, 1000)]
    private static partial Regex Positions();
}
