using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Doctor;
using ProposalLedger.Faults.Ledger;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults;

/// <summary>The way of docs/operations.md to put a release in place: two nodes behind nginx, one after the other ended by SIGTERM and started again, under writers and readers.</summary>
public sealed class RollingUpgradeTests
{
    private const string Negotiation = "rolling";

    // upgrade.sh builds another commit and names its server here: then the ledger is that one's, and both nodes are brought from it to this build.
    private static readonly string? Earlier = Environment.GetEnvironmentVariable("LEDGER_EARLIER");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task P1_P3_Two_nodes_are_restarted_in_turn_and_no_command_is_lost_or_done_twice_and_no_read_fails()
    {
        await using var database = Earlier is null ? await LedgerDatabase.CreateAsync() : await LedgerDatabase.CreateEmptyAsync();
        await using var one = await StartAsync(database);
        await using var other = await StartAsync(database);
        var step = await Log.AskAsync<int>(database.AdminConnectionString, "select max(step) from pl_schema_steps");
        await FishingTalks.OpenAsync(one, Negotiation, Ct);
        await using var nginx = await Nginx.StartAsync(new[] { one, other }.Select(node => new Uri(node.Url).Port), Ct);
        await using var writers = new Writers(nginx.Url, Negotiation, "rolling");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        writers.Start();
        var reading = ReadAsync(nginx.Url, over.Token);
        await writers.MoreAsync(20, Ct);
        foreach (var node in new[] { one, other })
        {
            var code = await node.EndAsync(Ct);
            Assert.True(code == 0, $"Ended with {code}: {node.Said}");
            await writers.MoreAsync(20, Ct);
            node.Program = LedgerNode.OfThisBuild;
            await node.StartAgainAsync(Ct);
            await nginx.UsesAsync(node, Ct);
            await writers.MoreAsync(20, Ct);
        }

        await writers.StopAsync();
        await over.CancelAsync();
        Assert.InRange(await reading, 20, int.MaxValue);

        var log = await one.Http.GetStringAsync($"/api/events?negotiation={Negotiation}&limit=10000", Ct);
        var kept = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).Where(e => e.GetProperty("type").GetString() == "claim-recorded.v1")
            .Select(e => (Id: e.GetProperty("data").GetProperty("id").GetString()!, Position: e.GetProperty("position").GetInt64())).ToList();
        Assert.Equal(writers.Acknowledged.OrderBy(a => a.Value).Select(a => (a.Key, a.Value)), kept.OrderBy(k => k.Position));
        await using var connections = StoreConnections.Create(database.ConnectionString);
        await foreach (var examined in Examination.RunAsync(connections, Ct)) Assert.Empty(examined.Broken);
        Progress.Say($"{kept.Count} commands, {writers.Retries} of them sent again, {await reading} reads without a failure, while two nodes were restarted in turn; the schema went from step {step} to {await Log.AskAsync<int>(database.AdminConnectionString, "select max(step) from pl_schema_steps")}.");
    }

    private static Task<LedgerNode> StartAsync(LedgerDatabase database) => Earlier is null ? LedgerNode.StartAsync(database, Ct) : LedgerNode.StartOfAsync(Earlier, database, Ct);

    private static async Task<int> ReadAsync(string url, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) };
        for (var reads = 0; ; reads++)
        {
            if (ct.IsCancellationRequested) return reads;
            using var answer = await http.GetAsync($"/api/negotiations/{Negotiation}/parties", CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, $"After {reads} reads: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
