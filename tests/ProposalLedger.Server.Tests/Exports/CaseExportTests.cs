using System.Net;
using System.Text.Json.Nodes;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Exports;

/// <summary>A case file that is exported makes an equal ledger: positions, recorded times and the history of recording aside, every view is the same.</summary>
public class CaseExportTests
{
    /// <summary>When and by whom it came into this ledger, and what it said there before.</summary>
    private static readonly HashSet<string> OfTheRecording = ["position", "recorded", "recordedBy", "corrected", "changes", "latest", "latestChange", "next"];

    [Theory, InlineData("ukraine-2025"), InlineData("lake-vell-crossing")]
    public async Task A_seed_goes_out_and_comes_in_equal(string negotiation)
    {
        await using var first = await LedgerServer.StartAsync();
        await ImportAsync(first, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "seeds", $"{negotiation}.yaml"), TestContext.Current.CancellationToken));
        await ComesBackEqualAsync(first, negotiation);
    }

    [Fact]
    public async Task So_does_one_that_was_corrected_and_retracted_in_every_order()
    {
        await using var first = await LedgerServer.StartAsync();
        const string negotiation = "ukraine-2025", n = $"/api/negotiations/{negotiation}";
        await ImportAsync(first, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "seeds", $"{negotiation}.yaml"), TestContext.Current.CancellationToken));
        async Task PostAsync(string path, string body) => (await first.Writer.PostAsync(n + path, body, ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var claims = (await first.Reader.ReadAsync(n + "/claims?limit=500")).Json.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList();
        for (var i = 0; i < 30; i++) await PostAsync($"/claims/{claims[i * 5]}/corrections", $$"""{"reason":"Read again.","note":"no","hedged":{{(i % 2 == 0 ? "true" : "false")}}}""");
        for (var i = 0; i < 10; i++) await PostAsync($"/claims/{claims[(i * 7) + 1]}/retractions", """{"reason":"Off: the paper took it back.\nIn two lines."}""");
        await PostAsync($"/claims/{claims[4]}/retractions", """{"reason":"The paper took it back.","published":"2026-01","sources":["seed-000"]}""");
        await PostAsync("/sources/seed-000/corrections", """{"reason":"Found on its page.","title":"- 1.0: ~ #no \u202Eno\u202C 'x' \"y\" 😀 𠀀"}""");
        await PostAsync("/persons", """{"id":"late","name":"null"}""");
        await PostAsync("/parties", """{"id":"no","name":"1.0","kind":"observer","aliases":[{"name":"yes"}]}""");
        // Said long ago and recorded last: it stays the last of its day.
        await PostAsync("/claims", """{"id":"late-claim","kind":"position","holder":"russia","speaker":{"name":"V. Late","person":"late","party":"russia"},"about":{"point":"us-peace-plan/us-28/1"},"stance":"supports-if","condition":"~","basis":"first-hand","occurred":"2025-11-23","text":"on","sources":["seed-000"],"terms":[{"name":"share","value":1.50,"unit":"%"}]}""");
        await ComesBackEqualAsync(first, negotiation);
    }

    [Fact]
    public async Task So_does_one_whose_every_field_holds_a_hostile_text_and_no_table_of_it_holds_a_formula()
    {
        await using var first = await LedgerServer.StartAsync();
        foreach (var negotiation in await Testing.Hostile.WholeNegotiation.RecordHostileAsync(first.Writer))
        {
            await ComesBackEqualAsync(first, negotiation, least: 40);
            foreach (var table in Server.Exports.CsvTables.Names.Where(name => name != Server.Exports.CsvTables.Codebook))
            {
                var csv = (await first.Reader.ReadAsync($"/api/negotiations/{negotiation}/export?format=csv&table={table}")).Must(HttpStatusCode.OK).Body;
                Assert.DoesNotContain(Cells(csv), cell => cell.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(cell[0], StringComparison.Ordinal) && !decimal.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out _));
                Assert.Single(Cells(csv, row: true).Select(row => row.Length).Distinct()); // every row has a cell for each column
            }
            foreach (var line in (await first.Reader.ReadAsync($"/api/negotiations/{negotiation}/export?format=jsonl")).Must(HttpStatusCode.OK).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.NotNull(JsonNode.Parse(line)!["data"]);
            Assert.NotNull(JsonNode.Parse((await first.Reader.ReadAsync($"/api/negotiations/{negotiation}/export?format=jsonld")).Must(HttpStatusCode.OK).Body));
        }
    }

    /// <summary>The cells of a table of RFC 4180, or its rows as one text of a sign for each cell.</summary>
    private static List<string> Cells(string csv, bool row = false)
    {
        var (cells, rows, cell, quoted, count) = (new List<string>(), new List<string>(), new System.Text.StringBuilder(), false, 0);
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"') cell.Append(csv[i++]);
            else if (csv[i] == '"') quoted = !quoted;
            else if (!quoted && (csv[i] == ',' || csv[i] == '\n'))
            {
                cells.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                count++;
                if (csv[i] == ',') continue;
                rows.Add(new string('.', count));
                count = 0;
            }
            else cell.Append(csv[i]);
        }

        return row ? rows : cells;
    }

    [Fact]
    public async Task At_a_cut_it_is_complete_and_holds_nothing_that_the_cut_does_not_know_but_what_it_refers_to()
    {
        await using var first = await LedgerServer.StartAsync();
        await ImportAsync(first, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "seeds", "ukraine-2025.yaml"), TestContext.Current.CancellationToken));
        var yaml = (await first.Reader.ReadAsync("/api/negotiations/ukraine-2025/export?format=case&asOf=2025-03-31&knownBy=2025-12-01")).Must(HttpStatusCode.OK).Body;
        var head = yaml.Split('\n').TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal)).ToList();
        Assert.Contains(head, line => line.StartsWith("#   asOf 2025-03-31:", StringComparison.Ordinal));
        Assert.Contains(head, line => line.StartsWith("#   knownBy 2025-12-01:", StringComparison.Ordinal));
        // What came along is named, and nothing else is.
        var along = head.SkipWhile(line => !line.StartsWith("# Outside", StringComparison.Ordinal)).Skip(1).SelectMany(line => line[4..].Split(": ")[1].Split(", ").Select(key => (Kind: line[4..].Split(": ")[0], Key: key))).ToList();
        Assert.NotEmpty(along);
        await using var second = await LedgerServer.StartAsync();
        await ImportAsync(second, yaml);
        foreach (var (kind, list) in new[] { ("source", "sources"), ("claim", "claims"), ("session", "sessions"), ("action", "actions"), ("link", "links"), ("conflict", "conflicts") })
            Assert.Equal((await IdsAsync(second, list + "?limit=500")).Except(await IdsAsync(first, list + "?limit=500&asOf=2025-03-31&knownBy=2025-12-01")).Order(StringComparer.Ordinal), along.Where(a => a.Kind == kind).Select(a => a.Key).Order(StringComparer.Ordinal));
        async Task<List<string>> IdsAsync(LedgerServer server, string path) => [.. (await server.Reader.ReadAsync($"/api/negotiations/ukraine-2025/{path}")).Json.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()!)];
        var held = await IdsAsync(first, "claims?limit=500&asOf=2025-03-31&knownBy=2025-12-01");
        Assert.NotEmpty(held);
        Assert.Equal(held, await IdsAsync(second, "claims?limit=500"));
        Assert.DoesNotContain("us-28", await IdsAsync(second, "proposals"));
    }

    private static async Task ComesBackEqualAsync(LedgerServer first, string negotiation, int least = 100)
    {
        var export = (await first.Reader.ReadAsync($"/api/negotiations/{negotiation}/export?format=case")).Must(HttpStatusCode.OK);
        Assert.DoesNotContain("# ", export.Body.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal("application/yaml", export.ContentHeaders.ContentType!.MediaType);

        var again = await ImportAsync(first, export.Body);
        Assert.Equal("0 0 0 0", $"{again["recorded"]} {again["corrected"]} {again["retracted"]} {again["stillRetracted"]}");

        await using var second = await LedgerServer.StartAsync();
        await ImportAsync(second, export.Body);
        var addresses = await AddressesAsync(first, negotiation);
        Assert.True(addresses.Count > least, $"{addresses.Count}");
        foreach (var address in addresses)
        {
            var (before, after) = (await ReadAsync(first, address), await ReadAsync(second, address));
            if (before != after) Assert.Fail($"{address}: {Difference(before, after)}");
        }
        Assert.Equal(export.Body, (await second.Reader.ReadAsync($"/api/negotiations/{negotiation}/export?format=case")).Must(HttpStatusCode.OK).Body);
    }

    private static async Task<List<string>> AddressesAsync(LedgerServer server, string negotiation)
    {
        var n = $"/api/negotiations/{negotiation}";
        async Task<List<JsonNode>> ItemsAsync(string list) => [.. JsonNode.Parse((await server.Reader.ReadAsync($"{n}/{list}?limit=500")).Must(HttpStatusCode.OK).Body)!["items"]!.AsArray().Select(i => i!)];
        string[] lists = ["parties", "persons", "mandates", "issues", "propositions", "sources", "sessions", "actions", "proposals", "drafts", "links", "claims", "conflicts", "resolutions"];
        var all = new List<string> { n, $"{n}/positions", $"{n}/timeline?limit=500&kind=session,action,proposal,draft,amendment,status,claim,movement", $"{n}/positions?asOf=2025-11-24&knownBy=2025-12-01", $"{n}/claims?limit=500&knownBy=2025-11-24" };
        all.AddRange(lists.Select(l => $"{n}/{l}?limit=500"));
        foreach (var list in lists.Except(["proposals", "drafts"])) all.AddRange((await ItemsAsync(list)).Select(i => $"{n}/{list}/{i["id"]}"));
        var drafts = (await ItemsAsync("drafts")).Select(d => d["draft"]!.ToString()).ToList();
        all.AddRange(drafts.SelectMany(d => new[] { $"{n}/drafts/{d}", $"{n}/positions?draft={d}" }));
        all.AddRange(drafts.Zip(drafts.Skip(1)).SelectMany(p => new[] { $"{n}/compare?drafts={p.First},{p.Second}", $"{n}/lineage?from={p.First}&to={p.Second}" }));
        foreach (var draft in drafts)
            all.AddRange(JsonNode.Parse((await server.Reader.ReadAsync($"{n}/drafts/{draft}")).Body)!["points"]!.AsArray().Select(p => $"{n}/provisions/{p!["provision"]}").Distinct());
        return all;
    }

    private static async Task<string> ReadAsync(LedgerServer server, string address)
    {
        var body = JsonNode.Parse((await server.Reader.ReadAsync(address)).Must(HttpStatusCode.OK).Body)!;
        Strip(body);
        return body.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray list) foreach (var item in list) Strip(item);
        if (node is not JsonObject o) return;
        foreach (var name in o.Select(p => p.Key).ToList())
        {
            if (OfTheRecording.Contains(name)) o.Remove(name);
            else if (name == "retracted") o[name] = true;
            // What has no date was public when it was recorded.
            else if (name is "publicSince" or "published" && o[name]!.ToString().Contains('T', StringComparison.Ordinal)) o.Remove(name);
            else Strip(o[name]);
        }
    }

    private static string Difference(string before, string after)
    {
        var at = before.Zip(after).TakeWhile(p => p.First == p.Second).Count();
        string Around(string text) => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
        return $"\n{Around(before)}\n{Around(after)}";
    }

    private static async Task<JsonNode> ImportAsync(LedgerServer server, string yaml)
    {
        var answer = await server.Writer.SendAsync(HttpMethod.Post, "/api/imports", new StringContent(yaml, System.Text.Encoding.UTF8, "application/yaml"));
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Body);
        var told = JsonNode.Parse(answer.Body)!;
        // On a busy machine the answer comes before the views have taken in a thousand events.
        Assert.True(await server.Get<Follower>().WaitForProjectedAsync((long)told["position"]!, TimeSpan.FromSeconds(60)));
        return told;
    }
}
