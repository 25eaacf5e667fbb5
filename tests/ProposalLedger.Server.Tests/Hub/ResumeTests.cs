using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class ResumeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P7_A_subscriber_misses_nothing_of_what_another_node_wrote_while_its_own_was_dead()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        await using var other = await LedgerNode.StartAsync(database, Ct);
        var goal = await FishingTalks.OpenAsync(node, "alpha", Ct) + 30;
        await using var tail = NodeProgram.Start("tail.mjs", new { node.Url, until = goal });
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(node, "alpha", $"before-{i}", 0, Ct);
        var seen = await tail.UntilAsync(m => Position(m) == goal - 20, Ct);

        await node.KillAsync();
        seen.AddRange(await tail.UntilAsync(m => Kind(m) == "ended", Ct));
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(other, "alpha", $"away-{i}", 1, Ct);
        await node.StartAgainAsync(Ct);
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(node, "alpha", $"after-{i}", 2, Ct);
        seen.AddRange(await tail.RestAsync(Ct));

        Assert.Equal(Enumerable.Range(1, (int)goal), seen.Where(m => Kind(m) == "event").Select(m => (int)Position(m)));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P7_A_filtered_subscriber_resumes_from_a_heartbeat_without_loss()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        await FishingTalks.OpenAsync(node, "alpha", Ct);
        var start = await FishingTalks.OpenAsync(node, "beta", Ct);
        for (var i = 0; i < 5; i++) await FishingTalks.ClaimAsync(node, "alpha", $"unseen-{i}", 0, Ct);

        // Nothing of beta has come since; the heartbeat alone moves the position over what the filter leaves out.
        await using var quiet = NodeProgram.Start("tail.mjs", new { node.Url, after = start, negotiation = "beta", until = start + 5 });
        Assert.Equal(["heartbeat"], (await quiet.RestAsync(Ct)).Select(Kind).Distinct());

        var wanted = await FishingTalks.ClaimAsync(node, "beta", "seen", 1, Ct);
        await using var resumed = NodeProgram.Start("tail.mjs", new { node.Url, after = start + 5, negotiation = "beta", until = wanted });
        var message = Assert.Single(await resumed.RestAsync(Ct), m => Kind(m) == "event");
        Assert.Equal((wanted, start + 5), (Position(message), message.GetProperty("previous").GetInt64()));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P9_Heartbeats_say_how_far_is_done_and_how_far_the_ledger_is()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        var head = await FishingTalks.OpenAsync(node, "alpha", Ct);
        await using var tail = NodeProgram.Start("tail.mjs", new { node.Url, after = head });
        var (first, second) = (await tail.NextAsync(Ct), await tail.NextAsync(Ct));
        Assert.All([first, second], m => Assert.Equal(("heartbeat", head, head, head, "live"),
            (Kind(m), Position(m), m.GetProperty("head").GetInt64(), m.GetProperty("previous").GetInt64(), m.GetProperty("freshness").GetString())));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P8_Nothing_is_pushed_that_the_views_do_not_have()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        var position = await FishingTalks.OpenAsync(node, "alpha", Ct);
        await using var tail = NodeProgram.Start("tail.mjs", new { node.Url, after = position, until = position + 1 });
        await tail.UntilAsync(m => Kind(m) == "heartbeat", Ct);

        // Another's hand holds the views' rows, so that the event is in the log and no view can take it.
        await using var admin = Npgsql.NpgsqlDataSource.Create(database.AdminConnectionString);
        await using (var held = await admin.OpenConnectionAsync(Ct))
        await using (var transaction = await held.BeginTransactionAsync(Ct))
        {
            await using (var hold = new Npgsql.NpgsqlCommand("lock table pl_view_rows in exclusive mode", held, transaction)) await hold.ExecuteNonQueryAsync(Ct);
            await FishingTalks.ClaimAsync(node, "alpha", "ahead", 0, Ct); // answers after its wait of 2 s
            var waiting = await tail.UntilAsync(m => m.GetProperty("head").GetInt64() == position + 1, Ct);
            Assert.All(waiting, m => Assert.Equal(("heartbeat", position), (Kind(m), Position(m))));
            Assert.Equal("catching-up", waiting[^1].GetProperty("freshness").GetString());
            await transaction.RollbackAsync(Ct);
        }

        Assert.Equal(("event", position + 1), (await tail.RestAsync(Ct))[^1] is var last ? (Kind(last), Position(last)) : default);
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P7_Server_sent_events_with_Last_Event_ID_are_the_log()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        var goal = await FishingTalks.OpenAsync(node, "alpha", Ct) + 20;
        await using var reader = NodeProgram.Start("sse.mjs", new { node.Url, until = goal, visit = 7 });
        for (var i = 0; i < 20; i++) await FishingTalks.ClaimAsync(node, "alpha", $"claim-{i}", 0, Ct);
        var seen = await reader.RestAsync(Ct);

        await using var connections = StoreConnections.Create(database.ConnectionString);
        await using var store = new LedgerStore(connections);
        var events = seen.Where(s => s.GetProperty("event").ValueKind == JsonValueKind.Null).Select(s => s.GetProperty("message")).ToList();
        Assert.Equal((await store.ReadLogAsync(0, 1000, ct: Ct)).Select(e => (e.Position, e.Id)), events.Select(m => (Position(m), m.GetProperty("id").GetGuid())));
        Assert.All(seen, s => Assert.Equal(s.GetProperty("id").GetString(), $"{Position(s.GetProperty("message"))}"));
    }

    private static string? Kind(JsonElement message) => message.GetProperty("kind").GetString();

    private static long Position(JsonElement message) => message.TryGetProperty("position", out var position) ? position.GetInt64() : -1;
}
