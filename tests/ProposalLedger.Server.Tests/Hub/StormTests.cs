using System.Diagnostics;
using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class StormTests(ITestOutputHelper output)
{
    private const int Claims = 2000;
    private const int Writers = 8;
    private const int Tails = 20;

    private static readonly string[][] Watches =
        [["", ""], ["claims", "limit=20"], ["claims", "holder=party-1&limit=5"], ["positions", ""], ["parties", ""], ["timeline", "limit=10"]];

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P4_P7_P8_Clients_that_come_and_go_end_with_the_log_and_with_what_a_fresh_read_says()
    {
        var ct = TestContext.Current.CancellationToken;
        var watch = Stopwatch.StartNew();
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = await LedgerNode.StartAsync(database, ct);
        await using var other = await LedgerNode.StartAsync(database, ct);
        await FishingTalks.OpenAsync(one, "alpha", ct);
        var goal = await FishingTalks.OpenAsync(one, "beta", ct) + Claims;
        var prepared = watch.Elapsed;

        await using var clients = NodeProgram.Start("storm.mjs",
            new { nodes = new[] { one.Url, other.Url }, negotiations = new[] { "alpha", "beta" }, tails = Tails, watches = Watches, goal });
        await clients.NextAsync(ct);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var (node, negotiation) = (writer % 2 == 0 ? one : other, writer < 6 ? "alpha" : "beta");
            for (var i = 0; i < Claims / Writers; i++) await FishingTalks.ClaimAsync(node, negotiation, $"claim-{writer}-{i}", writer, ct);
        }));
        var written = watch.Elapsed;
        var results = await clients.RestAsync(ct);

        await using var connections = StoreConnections.Create(database.ConnectionString);
        await using var store = new LedgerStore(connections);
        var log = await store.ReadLogAsync(0, int.MaxValue, ct: ct);
        Report(results, log.Count, prepared, written, watch.Elapsed);
        Assert.Equal(Enumerable.Range(1, (int)goal).Select(p => (long)p), log.Select(e => e.Position));
        Assert.Equal(Tails + Watches.Length, results.Count);
        Assert.All(results, result => Assert.Empty(result.GetProperty("faults").EnumerateArray().Select(f => f.GetString())));
        Assert.All(results.Where(r => IsKind(r, "tail")), result =>
        {
            var wanted = result.TryGetProperty("negotiation", out var n) ? log.Where(e => e.Scope == n.GetString()) : log;
            Assert.Equal(wanted.Select(e => (e.Position, e.Id)), result.GetProperty("positions").EnumerateArray().Select(p => p.GetInt64())
                .Zip(result.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid())));
        });
    }

    private static bool IsKind(JsonElement result, string kind) => result.GetProperty("kind").GetString() == kind;

    private void Report(List<JsonElement> results, int events, TimeSpan prepared, TimeSpan written, TimeSpan done)
    {
        int Sum(string name) => results.Where(r => r.TryGetProperty(name, out _)).Sum(r => r.GetProperty(name).GetInt32());
        output.WriteLine(
            $"{events} events by {Writers} writers on 2 nodes in {(written - prepared).TotalSeconds:0.0} s (prepared in {prepared.TotalSeconds:0.0} s, all done after {done.TotalSeconds:0.0} s). "
            + $"{Tails} tails, {Watches.Length} watches, {Sum("visits")} connections, {Sum("heartbeats")} heartbeats, {Sum("states")} states, {Sum("reads")} reads of what a tail had just shown.");
        foreach (var r in results.Where(r => IsKind(r, "watch")))
            output.WriteLine($"  watch of '{r.GetProperty("view")}?{r.GetProperty("query")}': {r.GetProperty("states")} states, the last of {r.GetProperty("bytes")} bytes");
    }
}
