using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;
using static ProposalLedger.Server.Tests.Redacting.RedactedStage;

namespace ProposalLedger.Server.Tests.Redacting;

/// <summary>A word that was in every text of every kind of event is asked for wherever the ledger answers: before it was redacted it is there, afterwards nowhere.</summary>
public sealed class EverywhereTests(ITestOutputHelper output)
{
    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P1_P6_A_redacted_text_is_nowhere_any_more_at_no_cut_at_no_node_and_in_no_table()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var stage = await RedactedStage.OpenAsync();
        var addresses = Addresses(stage).ToList();
        var before = await HitsAsync(stage, addresses);
        var tables = await stage.TablesWithAsync(Secret);
        output.WriteLine($"before: {before.Count} of {addresses.Count} addresses at two nodes, and {string.Join(", ", tables)}");
        Assert.InRange(before.Count, 150, 2000);
        Assert.Equal(["mt_events", "pl_view_rows", "pl_view_texts"], tables.Select(t => t.Split(':')[0]).Order(StringComparer.Ordinal));

        await using var pinned = await WatchAsync(stage, stage.Other, $"claims?at={stage.Last}");
        await using var live = await WatchAsync(stage, stage.Other, "claims");
        await using var tail = NodeProgram.Start("tail.mjs", new { url = stage.Other.BaseAddress.ToString().TrimEnd('/'), until = stage.Last + stage.Positions.Count });
        await tail.UntilAsync(m => m.GetProperty("position").GetInt64() == stage.Last, ct);

        await stage.RedactAllAsync();
        // The node that took the redactions answers without a wait, as of its own write (P8).
        Assert.Empty(await HitsAsync(stage.One, addresses));
        await stage.SettledAsync();
        Assert.Empty(await HitsAsync(stage.Other, addresses));
        Assert.Empty(await stage.TablesWithAsync(Secret));
        Assert.Empty(await stage.TablesWithAsync("618033988749"));

        // Whoever watches gets the state without the text, also of a position; whoever comes back later gets the tombstones.
        Assert.Contains("[redacted]", (await pinned.UntilAsync(m => m.TryGetProperty("body", out var body) && !body.ToString().Contains(Secret, StringComparison.Ordinal), ct))[^1].GetProperty("body").ToString(), StringComparison.Ordinal);
        await live.UntilAsync(m => m.TryGetProperty("body", out var body) && !body.ToString().Contains(Secret, StringComparison.Ordinal), ct);
        await tail.RestAsync(ct);
        await using var late = NodeProgram.Start("tail.mjs", new { url = stage.Other.BaseAddress.ToString().TrimEnd('/'), until = stage.Last });
        var messages = await late.RestAsync(ct);
        Assert.DoesNotContain(messages, m => m.ToString().Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(stage.Positions, messages.Where(m => m.TryGetProperty("redactedBy", out _)).Select(m => m.GetProperty("position").GetInt64()));
    }

    private static async Task<NodeProgram> WatchAsync(RedactedStage stage, LedgerServer node, string view)
    {
        _ = stage;
        var parts = view.Split('?');
        var query = parts.Length == 1 ? "" : parts[1];
        var program = NodeProgram.Start("watch-bodies.mjs", new { url = node.BaseAddress.ToString().TrimEnd('/'), request = new { view = $"{N}/{parts[0]}", query } });
        Assert.Contains(Secret, (await program.NextAsync(TestContext.Current.CancellationToken)).ToString(), StringComparison.Ordinal);
        return program;
    }

    private static async Task<List<string>> HitsAsync(RedactedStage stage, IReadOnlyList<string> addresses) =>
        [.. await HitsAsync(stage.One, addresses), .. await HitsAsync(stage.Other, addresses)];

    private static async Task<List<string>> HitsAsync(LedgerServer node, IReadOnlyList<string> addresses)
    {
        var hits = new List<string>();
        foreach (var address in addresses)
        {
            using var answer = await node.Writer.GetAsync(address);
            Assert.True(answer.StatusCode is < HttpStatusCode.InternalServerError, $"{address}: {answer.StatusCode}");
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (Text(answer.Content.Headers.ContentType?.MediaType, body).Contains(Secret, StringComparison.OrdinalIgnoreCase)) hits.Add(address);
        }
        return hits;
    }

    private static string Text(string? type, byte[] body)
    {
        if (type != "application/zip") return Encoding.UTF8.GetString(body);
        using var zip = new ZipArchive(new MemoryStream(body));
        return string.Concat(zip.Entries.Select(entry =>
        {
            using var text = new StreamReader(entry.Open());
            return text.ReadToEnd();
        }));
    }

    /// <summary>Every route that reads, with what it can be asked for, at several cuts; and every page. A route that is new and names something unknown here fails.</summary>
    private static IEnumerable<string> Addresses(RedactedStage stage)
    {
        var routes = stage.One.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Distinct().ToList();
        string[] pages = ["", "audit", "audit?after=10", "live", "print?draft=zone-plan/second", "export", "steps"];
        foreach (var route in routes)
        {
            foreach (var address in Of(stage, route))
            {
                Assert.DoesNotContain('{', address);
                yield return address;
                if (!address.StartsWith($"/api/negotiations/{N}", StringComparison.Ordinal)) continue;
                var also = address.Contains('?', StringComparison.Ordinal) ? "&" : "?";
                string[] cuts = [$"at={stage.Last}", $"at={stage.Positions[^4]}", "asOf=2025-02", $"knownBy=2030&at={stage.Last}"];
                foreach (var cut in cuts) yield return $"{address}{also}{cut}";
                if (address.Contains("/export", StringComparison.Ordinal) || address.Contains("/cite", StringComparison.Ordinal)) continue;
                foreach (var cut in new[] { "", $"{also}at={stage.Last}" }) yield return address["/api/negotiations".Length..] + cut;
            }
        }
        foreach (var page in pages) yield return $"/{N}/{page}";
        foreach (var position in stage.Positions) yield return $"/{N}/audit/{position}";
        yield return "/";
    }

    private static IEnumerable<string> Of(RedactedStage stage, string route)
    {
        const string n = "/api/negotiations/{n}";
        (string[] Names, string Of)[] entries =
        [
            (["leak"], "sources"), (["witness"], "parties"), (["envoy"], "persons"), (["brief"], "mandates"), (["harbour"], "issues"), (["harbour-shared"], "propositions"), (["meeting"], "sessions"), (["blockade"], "actions"),
            (["told"], "claims"), (["clash"], "conflicts"), (["settled"], "resolutions"), (["kept"], "lineage"), (["kept"], "links"),
        ];
        if (!route.StartsWith(n, StringComparison.Ordinal))
        {
            return route switch
            {
                "/api/events" => ["/api/events?limit=10000", $"/api/events?negotiation={N}&party=north&limit=10000"],
                "/api/streams/{**key}" => [$"/api/streams/negotiation:{N}", $"/api/streams/proposal:{N}/zone-plan", $"/api/streams/positions:{N}/north", $"/api/streams/proposal:{N}/zone-plan?version=2"],
                "/log/tile/{**path}" => [],
                _ when route.Contains("{position}", StringComparison.Ordinal) => stage.Positions.Select(p => route.Replace("{position}", $"{p}", StringComparison.Ordinal)),
                _ when route.Contains('{', StringComparison.Ordinal) => [],
                _ when route.StartsWith("/hubs", StringComparison.Ordinal) => [],
                _ => [route],
            };
        }

        var plain = route.Replace("{n}", N, StringComparison.Ordinal).Replace("{p}", "zone-plan", StringComparison.Ordinal).Replace("{d}", "second", StringComparison.Ordinal).Replace("{c}", "told", StringComparison.Ordinal).Replace("{v}", "second.1", StringComparison.Ordinal);
        foreach (var (names, of) in entries) plain = plain.Replace($"{of}/{{id}}", $"{of}/{names[0]}", StringComparison.Ordinal);
        return plain[$"/api/negotiations/{N}".Length..] switch
        {
            "/compare" => [plain + "?drafts=zone-plan/first,zone-plan/second"],
            "/lineage" => [plain, plain + "?from=zone-plan/first&to=zone-plan/second"],
            "/search" => [plain + "?q=zone", plain + "?q=quok"], // found by its beginning: an answer repeats what was asked
            "/since" => [plain + "?recorded=9", plain + "?occurred=2025-01-12"],
            "/export" => [plain + "?format=csv", plain + "?format=jsonl", plain + "?format=jsonld", plain + "?format=case"],
            "/cite" => [plain, plain + "?view=claims/told", plain + "?view=drafts/zone-plan/second&style=bibtex"],
            "/positions" => [plain, plain + "?draft=zone-plan/second"],
            "/provisions/second.1" => [plain, plain.Replace("second.1", "first.1", StringComparison.Ordinal)],
            "/timeline" => [plain, plain + "?kind=claim,movement,status"],
            "/steps" => [plain, plain + "?clock=knownBy", plain + "?clock=at"],
            _ => [plain],
        };
    }
}
