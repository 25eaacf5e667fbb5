using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class FilterTests(ITestOutputHelper output)
{
    private const string N = "ukraine-2025";
    private const int Claims = 120;

    private static readonly Dictionary<string, string>[] Filters =
    [
        new() { ["negotiation"] = N },
        new() { ["negotiation"] = N, ["party"] = "ukraine" },
        new() { ["negotiation"] = N, ["party"] = "russia,us" },
        new() { ["negotiation"] = N, ["proposal"] = "us-peace-plan" },
        new() { ["negotiation"] = N, ["issue"] = "territory" },
        new() { ["negotiation"] = N, ["issue"] = "territory,nato", ["party"] = "ukraine" },
        new() { ["negotiation"] = N, ["issue"] = "nato", ["party"] = "ukraine,russia", ["proposal"] = "us-peace-plan", ["type"] = "claim-recorded,claim-corrected" },
        new() { ["negotiation"] = N, ["party"] = "late-comer" },
        new() { ["negotiation"] = N, ["type"] = "claim-corrected" },
        new() { ["type"] = "claim-recorded.v1" },
        new() { ["type"] = "negotiation-opened,draft-tabled" },
        [],
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 2 * NodeProgram.Limit)]
    public async Task P4_P7_Filtered_clients_that_come_and_go_between_two_nodes_get_what_their_filter_leaves_of_the_log()
    {
        // Little is kept, so that live reads, reads of the past and the seam between them all come up.
        (string, string)[] settings = [("Ledger__Following__RecentEvents", "64"), ("Ledger__Following__PageSize", "20")];
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = await LedgerNode.StartAsync(database, Ct, settings);
        await using var other = await LedgerNode.StartAsync(database, Ct, settings);
        await FishingTalks.OpenAsync(one, "alpha", Ct);
        await ImportAsync(one);
        var start = await one.PostAsync($"/{N}/parties", new { id = "late-comer", name = "Late-comer", kind = "observer" }, Ct);
        var goal = start + (2 * Claims) + (Claims / 10);

        await using var clients = NodeProgram.Start("filters.mjs", new { nodes = new[] { one.Url, other.Url }, filters = Filters, goal });
        await clients.NextAsync(Ct);
        for (var i = 0; i < Claims; i++)
        {
            await FishingTalks.ClaimAsync(one, "alpha", $"claim-{i}", i % 8, Ct);
            await ClaimAsync(one, i);
            if (i % 10 == 0) await CorrectAsync(one, i);
            if (i != Claims / 2) continue;
            await other.KillAsync();
            await other.StartAgainAsync(Ct, settings);
        }
        var results = (await clients.RestAsync(Ct)).OrderBy(r => r.GetProperty("client").GetInt32()).ToList();

        await using var connections = StoreConnections.Create(database.ConnectionString);
        await using var store = new LedgerStore(connections);
        var log = await store.ReadLogAsync(0, int.MaxValue, ct: Ct);
        Assert.Equal(goal, log.Count);
        var expected = Filters.Select(filter => Expected(log, filter)).ToList();
        Assert.All(expected, Assert.NotEmpty);
        Assert.Equal(expected.Count, expected.Select(positions => positions.Count).Distinct().Count()); // no two filters are one
        Assert.All(results, result => Assert.Empty(result.GetProperty("faults").EnumerateArray().Select(f => f.GetString())));
        Assert.Equal(expected, results.Select(result => result.GetProperty("positions").EnumerateArray().Select(p => p.GetInt64()).ToList()));
        Assert.Contains(results, result => result.GetProperty("fromHeartbeats").GetInt32() > 0);
        foreach (var (filter, result) in Filters.Zip(results))
            output.WriteLine($"{Query(filter)}: {result.GetProperty("positions").GetArrayLength()} events in {result.GetProperty("visits")} visits, {result.GetProperty("fromHeartbeats")} of them from a heartbeat's position");

        // The lists say the same, whole and in pages, and so do server-sent events.
        await Parallel.ForEachAsync(Filters.Zip(expected), Ct, async (both, _) =>
        {
            var (filter, wanted) = both;
            foreach (var node in new[] { one, other })
            {
                Assert.Equal(wanted, await ListAsync(node, $"limit=10000&{Query(filter)}"));
                Assert.Equal(wanted.Where(p => p > start), await ListAsync(node, $"after={start}&limit=10000&{Query(filter)}"));
            }
            var paged = new List<long>();
            while (await ListAsync(one, $"after={paged.LastOrDefault()}&limit=37&{Query(filter)}") is { Count: > 0 } page) paged.AddRange(page);
            Assert.Equal(wanted, paged);
            if (filter.Count is 1 or 4) return; // each of these is a program of its own
            await using var sse = NodeProgram.Start("sse.mjs", new { other.Url, until = goal, visit = 150, query = Query(filter) });
            Assert.Equal(wanted, (await sse.RestAsync(Ct)).Where(s => s.GetProperty("event").ValueKind == JsonValueKind.Null).Select(s => s.GetProperty("message").GetProperty("position").GetInt64()));
        });
    }

    /// <summary>By the one rule of what an event concerns, which has tests of its own.</summary>
    private static List<long> Expected(IReadOnlyList<StoredEvent> log, Dictionary<string, string> filter)
    {
        var concerning = new Concerning();
        var wanted = new List<long>();
        foreach (var e in log.Where(e => filter.GetValueOrDefault("negotiation", e.Scope) == e.Scope))
        {
            var concerns = e.Scope == N ? concerning.Next(e.Stream, EventJson.Read(e.Type, e.Data.Span)) : [];
            bool Fits(string name, Func<string, bool> fits) => !filter.TryGetValue(name, out var values) || values.Split(',').Any(fits);
            if (Fits("type", type => e.Type == type || e.Type == type + ".v1") && Concern.Kinds.All(kind => Fits(EventNames.Noun(kind), id => concerns.Contains(new Concern(kind, id)))))
                wanted.Add(e.Position);
        }
        return wanted;
    }

    private static string Query(Dictionary<string, string> filter) => string.Join('&', filter.Select(f => $"{f.Key}={f.Value}"));

    private static async Task<List<long>> ListAsync(LedgerNode node, string query)
    {
        var lines = await node.Http.GetStringAsync($"/api/events?{query}", Ct);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("position").GetInt64())];
    }

    private static async Task ImportAsync(LedgerNode node)
    {
        using var file = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(NodeProgram.RepositoryRoot, "seeds", $"{N}.yaml"), Ct));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        using var answer = await node.Http.PostAsync("/api/imports", file, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static Task<long> ClaimAsync(LedgerNode node, int i) => node.PostAsync($"/{N}/claims", new
    {
        id = $"written-{i}",
        kind = "position",
        holder = (i % 3) switch { 0 => "ukraine", 1 => "russia", _ => "late-comer" },
        speaker = new { name = "Spokesperson" },
        about = i % 2 == 0 ? (object)new { point = "us-peace-plan/us-28/7" } : new { point = "us-peace-plan/us-28/21" },
        stance = "opposes",
        basis = "outlet-reported",
        occurred = "2026-01-10",
        text = $"A claim that was written while others followed ({i}).",
        sources = new[] { "ifx-jeddah" },
    }, Ct);

    private static async Task CorrectAsync(LedgerNode node, int i)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/negotiations/{N}/claims/written-{i}/corrections")
        {
            Content = JsonContent.Create(new { reason = "It was about the other point.", about = new { point = "us-peace-plan/us-28/21" } }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
