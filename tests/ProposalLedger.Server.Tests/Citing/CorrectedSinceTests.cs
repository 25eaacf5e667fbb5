using System.Net;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Citing;

/// <summary>An old citation: the same bytes whatever is corrected later, and the reader is told what was.</summary>
public class CorrectedSinceTests
{
    private const string Header = "Ledger-Corrected-Since";

    private static async Task<LedgerServer> StartAsync(int claims)
    {
        var server = await LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        for (var i = 0; i < claims; i++) await PostAsync(server, "/claims", Talks.Claim.Replace("\"north-supports\"", $"\"c{i}\"", StringComparison.Ordinal));
        return server;
    }

    private static async Task PostAsync(LedgerServer server, string path, string body) => (await server.Writer.PostAsync(Talks.N + path, body, ("If-Match", "*"))).Must(HttpStatusCode.Created);

    [Fact]
    public async Task P6_A_citation_resolves_to_the_same_bytes_after_100_corrections_and_retractions()
    {
        await using var server = await StartAsync(20);
        var head = (await server.Reader.ReadAsync(Talks.N)).Header("Ledger-Position");
        string[] paths = ["", "/claims", "/claims/c0", "/positions", "/positions?draft=zone-plan/first", "/timeline?kind=claim", "/drafts/zone-plan/first", "/drafts", "/provisions/first.1", "/sources"];
        string Pin(string path) => $"{Talks.N}{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}at={head}&v=1";
        var before = new List<Reply>();
        foreach (var path in paths) before.Add((await server.Reader.ReadAsync(Pin(path))).Must(HttpStatusCode.OK));
        Assert.All(before, reply => Assert.Equal("corrected=0, retracted=0, positions=(), same=?1", reply.Header(Header)));

        for (var i = 0; i < 90; i++) await PostAsync(server, $"/claims/c{i % 10}/corrections", $$"""{"reason":"Read again.","text":"Coded anew {{i}}.","occurred":"2025-02-{{1 + (i % 20):D2}}","stance":"opposes"}""");
        for (var i = 10; i < 20; i++) await PostAsync(server, $"/claims/c{i}/retractions", """{"reason":"The paper took it back."}""");

        foreach (var (path, old) in paths.Zip(before))
        {
            var now = (await server.Reader.ReadAsync(Pin(path))).Must(HttpStatusCode.OK);
            Assert.Equal((old.Body, old.ETag), (now.Body, now.ETag));
            Assert.NotEqual(old.Body, path is "/drafts/zone-plan/first" or "/drafts" or "/provisions/first.1" or "/sources" or "/positions?draft=zone-plan/first" ? "" : (await server.Reader.ReadAsync(Talks.N + path)).Body);
            var known = await server.Reader.ReadAsync(Pin(path), ("If-None-Match", old.ETag));
            Assert.Equal((HttpStatusCode.NotModified, now.Header(Header)), (known.Status, known.Header(Header)));
        }
        var list = (await server.Reader.ReadAsync(Pin("/claims"))).Header(Header);
        var first = long.Parse(head, null) + 1;
        // Ten entries corrected nine times each, ten retracted: 100 events, of which 50 are named.
        Assert.Equal($"corrected=10, retracted=10, positions=({string.Join(' ', Enumerable.Range(0, 50).Select(i => first + i))}), more=50, same=?0", list);
        Assert.Equal(list, (await server.Reader.ReadAsync(Pin("/timeline?kind=claim"))).Header(Header));
        Assert.Equal($"corrected=1, retracted=0, positions=({string.Join(' ', Enumerable.Range(0, 9).Select(i => first + (10 * i)))}), same=?0", (await server.Reader.ReadAsync(Pin("/claims/c0"))).Header(Header));
        Assert.Equal("", (await server.Reader.ReadAsync(Talks.N + "/claims")).Header(Header));
    }

    [Fact]
    public async Task What_the_cited_body_does_not_show_is_not_counted()
    {
        await using var server = await StartAsync(2);
        // A source and a claim of one id are two things.
        await PostAsync(server, "/sources", """{"id":"c0","publisher":"Another Gazette","title":"Of the same id","kind":"news"}""");
        // What was corrected by then is in the body.
        await PostAsync(server, "/claims/c1/corrections", """{"reason":"Read again.","text":"Coded anew before."}""");
        var at = (await server.Reader.ReadAsync(Talks.N)).Header("Ledger-Position");
        await PostAsync(server, "/claims/c0/corrections", """{"reason":"Read again.","text":"Coded anew."}""");
        async Task<string> SinceAsync(string path) => (await server.Reader.ReadAsync($"{Talks.N}{path}at={at}")).Must(HttpStatusCode.OK).Header(Header);
        var changed = $"corrected=1, retracted=0, positions=({long.Parse(at, null) + 1}), same=?0";
        foreach (var path in new[] { "/claims/c0?", "/claims?", "/positions?", "/timeline?kind=claim&" }) Assert.Equal((path, changed), (path, await SinceAsync(path)));
        foreach (var path in new[] { "/claims/c1?", "/sources/c0?", "/sources?", "/timeline?", "/drafts/zone-plan/first?", "/claims?asOf=2024&" })
            Assert.Equal((path, "corrected=0, retracted=0, positions=(), same=?1"), (path, await SinceAsync(path)));
        // The overview has the latest changes.
        Assert.Equal("corrected=0, retracted=0, positions=(), same=?0", await SinceAsync("?"));
    }

    [Fact]
    public async Task What_was_recorded_anew_corrects_nothing_and_an_imported_correction_does()
    {
        await using var server = await StartAsync(1);
        var at = (await server.Reader.ReadAsync(Talks.N)).Header("Ledger-Position");
        await PostAsync(server, "/claims", Talks.Claim.Replace("\"north-supports\"", "\"later\"", StringComparison.Ordinal));
        var yaml = """
            negotiation: {id: island-talks, title: Island talks}
            sources: [{id: gazette, publisher: Island Gazette, title: Talks open, published: "2025-01-10", kind: news}]
            parties: [{id: north, name: North Island, kind: party}]
            proposals: [{id: zone-plan, title: Plan for the zone, by: [north], status: tabled, drafts: [{id: first, title: The first draft, occurred: "2025-01-09", text: full, sources: [gazette],
              points: [{id: 1, label: 1, textKind: verbatim, text: The zone is fished by both of the islands., issue: fishing, sources: [gazette]}]}]}]
            """;
        var imported = (await server.Writer.SendAsync(HttpMethod.Post, "/api/imports", new StringContent(yaml, null, "application/yaml"))).Must(HttpStatusCode.Created).Json;
        Assert.Equal(1, imported.GetProperty("corrected").GetInt32());
        var changed = $"corrected=1, retracted=0, positions=({imported.GetProperty("position").GetInt64()}), same=?0";
        foreach (var path in new[] { "/drafts/zone-plan/first", "/drafts", "", "/provisions/first.1", "/positions?draft=zone-plan/first", "/timeline", "/convergence", "/search?q=islands" })
            Assert.Equal((path, changed), (path, (await server.Reader.ReadAsync($"{Talks.N}{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}at={at}")).Must(HttpStatusCode.OK).Header(Header)));
        Assert.Equal("corrected=0, retracted=0, positions=(), same=?0", (await server.Reader.ReadAsync($"{Talks.N}/claims?at={at}")).Header(Header)); // later news

        var page = await server.Reader.GetStringAsync($"/island-talks/drafts/zone-plan/first?at={at}", TestContext.Current.CancellationToken);
        Assert.Contains("1 record shown here has been corrected since", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/island-talks/audit/{imported.GetProperty("position").GetInt64()}\"", page, StringComparison.Ordinal);
        Assert.Contains("The first draft", page, StringComparison.Ordinal); // as the difference
        Assert.Contains($"No record that is shown here has been corrected since position {at}. But the current state differs", await server.Reader.GetStringAsync($"/island-talks/claims?at={at}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains($"Nothing that is shown here has been corrected since position {at}, and the current state says the same.", await server.Reader.GetStringAsync($"/island-talks/parties?at={at}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P6_A_body_that_only_counts_what_was_corrected_is_told_to_differ_and_so_are_the_printed_table_a_citation_and_an_export()
    {
        await using var server = await StartAsync(1);
        var at = (await server.Reader.ReadAsync(Talks.N)).Header("Ledger-Position");
        async Task<string> SinceAsync(string path) => (await server.Reader.ReadAsync($"{Talks.N}{path}at={at}")).Must(HttpStatusCode.OK).Header(Header);
        Task<string> PrintedAsync() => server.Reader.GetStringAsync($"/island-talks/print?draft=zone-plan/first&at={at}", TestContext.Current.CancellationToken);
        const string Zero = "corrected=0, retracted=0, positions=(), same=";
        foreach (var path in new[] { "/drafts?", "/cite?view=claims&", "/export?format=case&", "/export?format=csv&" }) Assert.Equal((path, Zero + "?1"), (path, await SinceAsync(path)));
        Assert.Contains("Nothing that is shown here has been corrected since position", await PrintedAsync(), StringComparison.Ordinal);

        await PostAsync(server, "/claims/c0/retractions", """{"reason":"The paper took it back."}""");
        await PostAsync(server, "/parties/north/corrections", """{"reason":"Its name.","name":"North Isle"}""");
        Assert.Equal(Zero + "?0", await SinceAsync("?"));
        var head = long.Parse(at, null);
        Assert.Equal($"corrected=1, retracted=1, positions=({head + 1} {head + 2}), same=?0", await SinceAsync("/export?format=jsonl&"));
        Assert.Equal($"corrected=0, retracted=1, positions=({head + 1}), same=?0", await SinceAsync("/cite?view=claims&"));
        Assert.Equal("", (await server.Reader.ReadAsync($"{Talks.N}/export?format=case")).Header(Header));
        await PostAsync(server, "/drafts/zone-plan/first/corrections", """{"reason":"Its title.","title":"The first of the drafts"}""");
        var printed = await PrintedAsync();
        Assert.Contains("1 record shown here has been corrected since", printed, StringComparison.Ordinal);
        Assert.Contains($"Cite this state: {server.BaseAddress}island-talks/positions?draft=zone-plan/first&amp;at={at}&amp;v=1", printed, StringComparison.Ordinal);
        Assert.Contains($"href=\"/api/negotiations/island-talks/cite?view=positions%3Fdraft%3D", printed, StringComparison.Ordinal);
    }

    [Theory, InlineData("/api/negotiations"), InlineData(Talks.N), InlineData(Talks.N + "/claims"), InlineData(Talks.N + "/cite")]
    public async Task P14_A_format_that_there_is_not_is_told_with_those_that_there_are(string path)
    {
        await using var server = await StartAsync(0);
        (await server.Reader.ReadAsync(path + "?v=1")).Must(HttpStatusCode.OK);
        var refused = (await server.Reader.ReadAsync(path + "?v=2")).Must(HttpStatusCode.BadRequest);
        Assert.Equal(("unknown-format", "/v"), Assert.Single(refused.Errors));
        Assert.Contains("Formats are 1;", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (await server.Reader.ReadAsync(path.Replace("/api/negotiations", "/", StringComparison.Ordinal).Replace("//", "/", StringComparison.Ordinal).Replace("/cite", "/audit", StringComparison.Ordinal) + "?v=2")).Must(HttpStatusCode.BadRequest);
    }
}
