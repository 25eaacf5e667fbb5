using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using CsvHelper;
using ProposalLedger.Server.Exports;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Exports;

/// <summary>The real case, and with it what must not become a formula.</summary>
public sealed class Exported : IAsyncLifetime
{
    public const string N = "/api/negotiations/ukraine-2025", Formula = "=HYPERLINK(\"http://evil.example\",\"x\")";

    public LedgerServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LedgerServer.StartAsync(null, ("Ledger:Seed", "true"));
        string[] texts = [Formula, "'already quoted", "-1 \"two\"\nlines, with a comma", "+1", "@x", "\tx"];
        foreach (var (text, i) in texts.Select((t, i) => (t, i)))
            (await Server.Writer.PostAsync(N + "/persons", JsonSerializer.Serialize(new { id = $"formula-{i}", name = text }))).Must(HttpStatusCode.Created);
        foreach (var (text, i) in texts.Select((t, i) => (t, i)))
            (await Server.Writer.PostAsync(N + "/parties", JsonSerializer.Serialize(new { id = $"formula-{i}", name = text, kind = "observer", members = new[] { "a;b", "c\\d" } }))).Must(HttpStatusCode.Created);
        (await Server.Writer.PostAsync(N + "/claims/p031/corrections", """{"reason":"Read again.","note":"x"}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        (await Server.Writer.PostAsync(N + "/claims/p032/retractions", """{"reason":"Taken back.","published":"2026-01-05"}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

public class ExportTests(Exported exported) : IClassFixture<Exported>
{
    private const string N = Exported.N;
    private readonly HttpClient reader = exported.Server.Reader;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<List<Dictionary<string, string>>> TableAsync(string table, string cut = "") =>
        Parse(await reader.GetByteArrayAsync($"{N}/export?format=csv&table={table}{cut}", Ct));

    private static List<Dictionary<string, string>> Parse(byte[] csv)
    {
        using var rows = CsvReader.Create(new MemoryStream(csv), new CsvReaderOptions { HasHeader = false });
        var all = new List<string[]>();
        while (rows.Read()) all.Add([.. Enumerable.Range(0, rows.FieldCount).Select(i => rows.GetString(i))]);
        return [.. all.Skip(1).Select(row => all[0].Zip(row).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))];
    }

    private async Task<List<JsonElement>> ItemsAsync(string list, string cut = "") => [.. (await reader.ReadAsync($"{N}/{list}?limit=500{cut}")).Must(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    [Theory, InlineData(""), InlineData("&asOf=2025-11-24&knownBy=2025-12-01"), InlineData("&at=500")]
    public async Task Each_observation_of_a_view_is_one_row_of_its_table(string cut)
    {
        foreach (var (table, key, list) in new[] { ("claims", "claim", "claims"), ("sources", "source", "sources"), ("sessions", "session", "sessions"), ("actions", "action", "actions"), ("parties", "party", "parties"), ("propositions", "proposition", "propositions"), ("persons", "person", "persons"), ("mandates", "mandate", "mandates"), ("issues", "issue", "issues"), ("conflicts", "conflict", "conflicts") })
            Assert.Equal((await ItemsAsync(list, cut)).Select(i => i.GetProperty("id").GetString()!).Order(StringComparer.Ordinal), (await TableAsync(table, cut)).Select(r => r[key]).Order(StringComparer.Ordinal));
        var links = await ItemsAsync("links", cut);
        Assert.Equal(links.Sum(l => Math.Max(1, l.GetProperty("from").GetArrayLength()) * Math.Max(1, l.GetProperty("to").GetArrayLength())), (await TableAsync("links", cut)).Count);
    }

    [Fact]
    public async Task Rows_have_ids_and_labels_and_dates_as_they_are_known_and_as_days()
    {
        var claim = (await TableAsync("claims")).Single(r => r["claim"] == "p031");
        Assert.Equal(("us", "United States", "supports", "attributed", "0", "0"), (claim["holder"], claim["holder_label"], claim["stance"], claim["basis"], claim["hedged"], claim["open_conflict"]));
        Assert.Equal("1", (await TableAsync("claims", "&knownBy=2025-12-31")).Single(r => r["claim"] == "p031")["open_conflict"]); // its rival was not yet taken back
        Assert.Equal(("2025-04-14", "2025-04-14", "2025-04-14"), (claim["occurred"], claim["occurred_first_day"], claim["occurred_last_day"]));
        Assert.Equal(("2025-04-15?", "2025-04-15"), (claim["public_since"], claim["public_since_last_day"]));
        var point = (await TableAsync("points")).Single(r => r["point"] == "us-peace-plan/us-28/6");
        Assert.Equal(("us-28.6", "us-peace-plan/us-28", "paraphrase"), (point["provision"], point["draft"], point["text_kind"]));
        var month = (await TableAsync("claims")).First(r => r["occurred"] == "2022-09");
        Assert.Equal(("2022-09-01", "2022-09-30"), (month["occurred_first_day"], month["occurred_last_day"]));
        Assert.DoesNotContain(await TableAsync("claims"), r => r["claim"] == "p032"); // retracted
        Assert.Contains(await TableAsync("claims", "&knownBy=2025-12-31"), r => r["claim"] == "p032"); // not yet
    }

    [Fact]
    public async Task An_amendment_has_a_row_for_each_change_that_it_proposes()
    {
        (await exported.Server.Writer.PostAsync(N + "/proposals/us-peace-plan/amendments", """
            {"id":"csv-1","draft":"us-peace-plan/us-28","by":["ukraine","us"],"occurred":"2025-11-25","sources":["seed-000"],"text":"Two changes.","changes":[{"point":"6","kind":"replace","text":"Another."},{"kind":"insert","text":"New."}]}
            """)).Must(HttpStatusCode.Created);
        var rows = (await TableAsync("amendments")).Where(r => r["amendment"] == "csv-1").ToList();
        Assert.Equal([("replace", "us-peace-plan/us-28/6", "Another."), ("insert", "", "New.")], rows.Select(r => (r["change"], r["point"], r["new_text"])));
        Assert.All(rows, r => Assert.Equal(("us-peace-plan/us-28", "ukraine;us", "Two changes."), (r["draft"], r["by"], r["text"])));
    }

    [Fact]
    public async Task No_cell_is_a_formula_and_one_apostrophe_less_is_the_text()
    {
        var names = (await TableAsync("parties")).Where(r => r["party"].StartsWith("formula-", StringComparison.Ordinal)).ToList();
        Assert.All(names, r => Assert.StartsWith("'", r["name"], StringComparison.Ordinal));
        Assert.Equal([Exported.Formula, "'already quoted", "-1 \"two\"\nlines, with a comma", "+1", "@x", "\tx"], names.Select(r => r["name"][1..]));
        Assert.Equal(@"a\;b;c\\d", names[0]["members"]);
        foreach (var table in CsvTables.Names)
            Assert.All(await TableAsync(table), row => Assert.All(row, cell => Assert.False(cell.Value.Length > 0 && "=+@\t\r\n".Contains(cell.Value[0], StringComparison.Ordinal), $"{table}.{cell.Key}: {cell.Value}")));
    }

    [Fact]
    public async Task One_ZIP_holds_every_table_and_is_the_same_each_time()
    {
        var first = await reader.GetByteArrayAsync(N + "/export?format=csv&at=600", Ct);
        Assert.Equal(first, await reader.GetByteArrayAsync(N + "/export?format=csv&at=600", Ct));
        using var zip = new ZipArchive(new MemoryStream(first));
        Assert.Equal(CsvTables.Names.Select(n => $"{n}.csv"), zip.Entries.Select(e => e.FullName));
        foreach (var entry in zip.Entries)
        {
            using var file = new MemoryStream();
            await using (var content = await entry.OpenAsync(Ct)) await content.CopyToAsync(file, Ct);
            var alone = await reader.GetByteArrayAsync($"{N}/export?format=csv&table={entry.Name[..^4]}&at=600", Ct);
            Assert.Equal(alone, file.ToArray());
            Assert.Equal("\r\n"u8.ToArray(), alone[^2..]);
            Assert.NotEqual(0xEF, alone[0]);
        }
        Assert.Equal(CsvTables.All.SelectMany(t => t.Columns.Select(c => (t.Name, c.Name))), (await TableAsync("codebook")).Select(r => (r["table"], r["column"])));
    }

    [Fact]
    public async Task The_lines_are_the_events_of_the_negotiation_within_the_cut()
    {
        var all = (await reader.GetStringAsync("/api/events?limit=10000&negotiation=ukraine-2025", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(all, Lines(await reader.GetStringAsync(N + "/export?format=jsonl", Ct)));
        Assert.Equal(all.Where(l => JsonElement.Parse(l).GetProperty("position").GetInt64() <= 500), Lines(await reader.GetStringAsync(N + "/export?format=jsonl&at=500", Ct)));
        var cut = Lines(await reader.GetStringAsync(N + "/export?format=jsonl&asOf=2025-11-24&knownBy=2025-12-01", Ct)).Select(l => JsonElement.Parse(l)).ToList();
        var claims = (await ItemsAsync("claims", "&asOf=2025-11-24&knownBy=2025-12-01")).Select(c => c.GetProperty("id").GetString());
        Assert.Equal(claims.Order(StringComparer.Ordinal), cut.Where(e => e.GetProperty("type").GetString() == "claim-recorded.v1").Select(e => e.GetProperty("data").GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        // A retraction that was published later is not in it.
        Assert.DoesNotContain(cut, e => e.GetProperty("type").GetString() == "claim-retracted.v1");

        static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task The_JSON_LD_expands_offline_and_holds_every_entry_and_event()
    {
        var text = await reader.GetStringAsync(N + "/export?format=jsonld", Ct);
        var nodes = (await ExpandAsync(text)).EnumerateArray().ToList();
        const string prov = "http://www.w3.org/ns/prov#";
        bool Is(JsonElement node, string type) => node.GetProperty("@type").EnumerateArray().Any(t => t.GetString() == type);
        var positions = nodes.Where(n => Is(n, prov + "Activity")).Select(n => n.GetProperty("urn:proposalledger:vocabulary:position")[0].GetProperty("@value").GetInt64());
        var events = (await reader.GetStringAsync("/api/events?limit=10000&negotiation=ukraine-2025", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(events.Select(e => e.GetProperty("position").GetInt64()), positions);
        var entries = nodes.Where(n => Is(n, prov + "Entity") && !Is(n, "urn:proposalledger:vocabulary:Point")).ToList();
        Assert.Equal(events.Select(e => (e.GetProperty("stream").GetString(), e.GetProperty("data").GetProperty("id").GetString(), Noun(e))).Distinct().Count(), entries.Count);
        Assert.All(nodes.Where(n => !Is(n, prov + "Activity")), n => Assert.False(string.IsNullOrWhiteSpace(n.GetProperty("http://www.w3.org/2000/01/rdf-schema#label")[0].GetProperty("@value").GetString())));
        // Whoever speaks is an agent; a claim is nobody's by no means.
        var agents = nodes.Where(n => new[] { "Agent", "Person", "Organization" }.Any(t => Is(n, prov + t))).Select(n => n.GetProperty("@id").GetString()!).ToHashSet();
        var claims = nodes.Where(n => Is(n, "urn:proposalledger:vocabulary:Claim")).ToList();
        Assert.NotEmpty(claims);
        Assert.All(claims, c => Assert.All(c.GetProperty(prov + "wasAttributedTo").EnumerateArray(), to => Assert.Contains(to.GetProperty("@id").GetString()!, agents)));
        Assert.Contains(claims, c => c.GetProperty(prov + "wasAttributedTo").EnumerateArray().Any(to => to.GetProperty("@id").GetString()!.Contains("/speakers#", StringComparison.Ordinal)));
        foreach (var party in await ItemsAsync("parties"))
        {
            var node = nodes.Single(n => n.GetProperty("@id").GetString() == $"{exported.Server.BaseAddress}ukraine-2025/parties/{party.GetProperty("id").GetString()}");
            Assert.Equal(party.GetProperty("kind").GetString() is not ("population" or "observer"), Is(node, prov + "Organization"));
            Assert.True(Is(node, prov + "Organization") || Is(node, prov + "Agent"));
        }
        var ids = nodes.Select(n => n.GetProperty("@id").GetString()!).ToList();
        Assert.Equal(ids.Distinct(), ids);
        // What is referred to is there, and what was suggested derives nothing (P13).
        foreach (var name in new[] { "wasGeneratedBy", "wasInfluencedBy", "wasInvalidatedBy", "hadPrimarySource", "wasAttributedTo", "wasAssociatedWith", "wasDerivedFrom", "actedOnBehalfOf" })
        {
            var named = nodes.SelectMany(n => n.TryGetProperty(prov + name, out var values) ? values.EnumerateArray().Select(v => v.GetProperty("@id").GetString()!) : []).ToList();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(ids));
        }
        var suggested = (await ItemsAsync("links")).Where(l => l.GetProperty("mode").GetString() == "suggested").SelectMany(l => l.GetProperty("to").EnumerateArray().SelectMany(t => l.GetProperty("from").EnumerateArray().Select(f => (t.GetString(), f.GetString())))).ToHashSet();
        var asserted = (await ItemsAsync("links")).Where(l => l.GetProperty("mode").GetString() == "asserted").SelectMany(l => l.GetProperty("to").EnumerateArray().SelectMany(t => l.GetProperty("from").EnumerateArray().Select(f => (t.GetString(), f.GetString())))).ToHashSet();
        Assert.NotEmpty(suggested.Except(asserted));
        string Point(string? reference) => $"{exported.Server.BaseAddress}ukraine-2025/drafts/{reference![..reference!.LastIndexOf('/')]}#{reference[(reference.LastIndexOf('/') + 1)..]}";
        var derived = nodes.SelectMany(n => n.TryGetProperty(prov + "wasDerivedFrom", out var values) ? values.EnumerateArray().Select(v => (n.GetProperty("@id").GetString()!, v.GetProperty("@id").GetString()!)) : []).ToHashSet();
        Assert.All(asserted, pair => Assert.Contains((Point(pair.Item1), Point(pair.Item2)), derived));
        Assert.All(suggested.Except(asserted), pair => Assert.DoesNotContain((Point(pair.Item1), Point(pair.Item2)), derived));

        static string Noun(JsonElement e) => e.GetProperty("type").GetString() switch { "claim-corrected.v1" or "claim-retracted.v1" => "claim-recorded.v1", var type => type! };
    }

    [Theory, InlineData("csv", "zip"), InlineData("jsonl", "jsonl"), InlineData("jsonld", "jsonld"), InlineData("case", "yaml"), InlineData("csv&table=claims", "csv")]
    public async Task The_name_of_the_file_says_negotiation_cut_position_and_kind(string format, string extension)
    {
        var reply = (await reader.ReadAsync($"{N}/export?format={format}&asOf=2025-11&at=700&v=1")).Must(HttpStatusCode.OK);
        Assert.Equal($"ukraine-2025-asOf-2025-11-700{(format.Contains("table", StringComparison.Ordinal) ? "-claims" : "")}.{extension}", reply.ContentHeaders.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal("700", reply.Header("Ledger-Position"));
    }

    [Theory]
    [InlineData("", 400, "missing-parameter"), InlineData("format=xls", 400, "unknown-export"), InlineData("format=csv&table=votes", 400, "unknown-table"), InlineData("format=case&table=claims", 400, "unknown-table")]
    [InlineData("format=csv&v=2", 400, "bad-parameter"), InlineData("format=csv&foo=1", 400, "unknown-parameter"), InlineData("format=csv&at=99999", 404, "position-beyond-head"), InlineData("format=csv&at=1", 404, "unknown-negotiation")]
    public async Task P14_What_cannot_be_exported_is_told(string query, int status, string code) =>
        Assert.Equal(code, (await reader.ReadAsync($"{N}/export?{query}")).Must((HttpStatusCode)status).Problem);

    private static async Task<JsonElement> ExpandAsync(string text)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Repository.Root, "node_modules", "jsonld")), "jsonld is not installed: npm ci in the repository's root.");
        const string script = """
            const jsonld = require('jsonld');
            let text = '';
            process.stdin.on('data', d => text += d).on('end', async () => {
              const documentLoader = address => { throw new Error('The context is in the file; ' + address + ' is not to be loaded.'); };
              console.log(JSON.stringify(await jsonld.expand(JSON.parse(text), { safe: true, documentLoader })));
            });
            """;
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false), WorkingDirectory = Repository.Root })!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.StandardInput.WriteAsync(text);
        node.StandardInput.Close();
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonElement.Parse(await output);
    }
}
