using System.Diagnostics;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

/// <summary>The client module in Node, against real servers that die, fall silent, refuse, or are not the ones that they were.</summary>
public sealed class ClientModuleTests : IAsyncLifetime
{
    private LedgerDatabase database = null!;
    private LedgerNode node = null!;
    private long head;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await LedgerDatabase.CreateAsync();
        node = await LedgerNode.StartAsync(database, Ct);
        head = await FishingTalks.OpenAsync(node, "alpha", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P7_When_its_node_is_killed_the_client_goes_on_at_the_next_address_without_loss_or_repetition()
    {
        await using var other = await LedgerNode.StartAsync(database, Ct);
        await using var program = Follow([node.Url, other.Url], ["tail", "tail", new { after = 0 }]);
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(node, "alpha", $"before-{i}", 0, Ct);
        var told = await program.UntilAsync(m => IsEvent(m, head + 10), Ct);
        await node.KillAsync();
        told.AddRange(await program.UntilAsync(m => IsFresh(m, "stale"), Ct));
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(other, "alpha", $"after-{i}", 1, Ct);
        told.AddRange(await program.UntilAsync(m => IsEvent(m, head + 20), Ct));
        Assert.Equal("live", told.Last(m => Told(m) == "freshness").GetProperty("freshness").GetString());

        // And back again, when that one dies.
        await node.StartAgainAsync(Ct);
        await other.KillAsync();
        for (var i = 0; i < 10; i++) await FishingTalks.ClaimAsync(node, "alpha", $"again-{i}", 2, Ct);
        told.AddRange(await program.UntilAsync(m => IsEvent(m, head + 30), Ct));
        Assert.Equal(Enumerable.Range(1, (int)head + 30), told.Where(m => Told(m) == "event").Select(m => (int)Position(m)));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P9_A_node_that_falls_silent_is_left_for_the_next_one()
    {
        await using var frozen = await LedgerNode.StartAsync(database, Ct);
        await using var program = Follow([frozen.Url, node.Url], ["tail", "tail", new { after = head }]);
        await program.UntilAsync(m => IsFresh(m, "live"), Ct);
        using (var stop = Process.Start("kill", ["-STOP", $"{frozen.ProcessId}"])) await stop.WaitForExitAsync(Ct);
        await FishingTalks.ClaimAsync(node, "alpha", "meanwhile", 0, Ct);
        var told = await program.UntilAsync(m => Told(m) == "event", Ct);
        Assert.Contains("silent", Assert.Single(told, m => IsFresh(m, "stale")).GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(head + 1, Position(told[^1]));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task Where_no_WebSocket_gets_through_it_follows_over_HTTP()
    {
        await using var obstacle = NodeProgram.Start("obstacle.mjs", new { node.Url });
        var address = (await obstacle.NextAsync(Ct)).GetProperty("url").GetString()!;
        await using var program = Follow([address], ["tail", "tail", new { after = 0 }]);
        var told = await program.UntilAsync(m => IsFresh(m, "live"), Ct);
        await FishingTalks.ClaimAsync(node, "alpha", "over-http", 0, Ct);
        told.AddRange(await program.UntilAsync(m => IsEvent(m, head + 1), Ct));
        Assert.Equal(Enumerable.Range(1, (int)head + 1), told.Where(m => Told(m) == "event").Select(m => (int)Position(m)));
        Assert.StartsWith("/hubs/ledger", (await obstacle.NextAsync(Ct)).GetProperty("refused").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_position_of_another_ledger_is_told_and_everything_begins_anew()
    {
        await using var program = Follow([node.Url], ["tail", "tail", new { after = 900 }], ["watch", "watch", new { negotiation = "alpha", view = "parties", known = new { etag = "\"of another\"", position = 900 } }]);
        var told = await program.UntilAsync(m => IsEvent(m, head), Ct);
        if (!told.Exists(m => Told(m) == "state")) told.AddRange(await program.UntilAsync(m => Told(m) == "state", Ct));
        foreach (var name in new[] { "tail", "watch" })
        {
            var own = told.Where(m => Name(m) == name).ToList();
            Assert.Equal("position-beyond-head", Assert.Single(own, m => Told(m) == "anew").GetProperty("code").GetString());
            Assert.DoesNotContain(own.TakeWhile(m => Told(m) != "anew"), m => Told(m) is "event" or "state");
        }
        Assert.Equal(Enumerable.Range(1, (int)head), told.Where(m => Told(m) == "event").Select(m => (int)Position(m)));
        Assert.Equal(head, Position(Assert.Single(told, m => Told(m) == "state")));
    }

    [Theory(Timeout = NodeProgram.Limit)]
    [InlineData("tail", """{"negotiation":"none"}""", "unknown-negotiation")]
    [InlineData("tail", """{"negotiation":"alpha","partei":"party-0"}""", "unknown-field")]
    [InlineData("watch", """{"negotiation":"alpha","view":"drafts/none/none"}""", "unknown-draft")]
    public async Task A_request_that_is_wrong_is_told_once_and_not_asked_again_at_speed(string method, string request, string code)
    {
        await using var program = Follow([node.Url], ["wrong", method, JsonElement.Parse(request)], ["right", "tail", new { after = 0 }]);
        var told = await program.UntilAsync(m => Told(m) == "refused", Ct);
        Assert.Equal(code, told[^1].GetProperty("code").GetString());
        Assert.Contains(told, m => Name(m) == "wrong" && IsFresh(m, "stale"));
        // The other subscription on the same connection goes on, for as long as ten heartbeats take: time enough for many tries.
        for (var i = 0; i < 10; i++) told.AddRange(await program.UntilAsync(m => Told(m) == "heartbeat", Ct));
        Assert.Single(told, m => Told(m) == "refused");
        Assert.DoesNotContain(told, m => Name(m) == "right" && IsFresh(m, "stale"));
    }

    [Theory(Timeout = NodeProgram.Limit), InlineData("tail", """{"after":0}"""), InlineData("watch", """{"negotiation":"alpha","view":"parties"}""")]
    public async Task A_token_that_does_not_hold_is_told_by_its_code_once_and_nothing_was_ever_fresh(string method, string request)
    {
        await using var program = NodeProgram.Start("follower.mjs", new { urls = new[] { node.Url }, token = "none-of-ours", follow = new object[][] { ["all", method, JsonElement.Parse(request)] } });
        var told = await program.UntilAsync(m => Told(m) == "refused", Ct);
        Assert.Equal("token-required", told[^1].GetProperty("code").GetString());
        var stale = told.First(m => IsFresh(m, "stale"));
        Assert.Equal("token-required", stale.GetProperty("code").GetString());
        Assert.False(stale.TryGetProperty("since", out _), $"{stale}");
        // It is tried again, and not told again: the stop of its node is the next that is told.
        await node.KillAsync();
        told = await program.UntilAsync(m => IsFresh(m, "stale") && !m.TryGetProperty("code", out _), Ct);
        Assert.DoesNotContain(told, m => Told(m) == "refused");
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P9_A_head_that_moves_is_told_to_who_watches_what_does_not_change_long_before_the_next_heartbeat()
    {
        await using var other = await LedgerNode.StartAsync(database, Ct, ("Ledger__Following__Heartbeat", "00:00:10"));
        await using var program = Follow([other.Url], ["pinned", "watch", new { negotiation = "alpha", view = "parties", query = $"at={head}" }], ["parties", "watch", new { negotiation = "alpha", view = "parties" }]);
        foreach (var _ in Enumerable.Range(0, 2)) await program.UntilAsync(m => Told(m) == "state", Ct);
        await FishingTalks.ClaimAsync(node, "alpha", "elsewhere", 0, Ct);
        var clock = Stopwatch.StartNew();
        var waiting = new HashSet<string?> { "pinned", "parties" };
        while (waiting.Count > 0)
        {
            var told = (await program.UntilAsync(m => Told(m) == "heartbeat" && m.GetProperty("head").GetInt64() == head + 1, Ct))[^1];
            waiting.Remove(Name(told));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"{clock.Elapsed}"); // two, and what a busy machine takes
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task The_pause_between_tries_grows_to_half_a_minute_with_jitter_and_no_further_however_many_fail()
    {
        await using var program = NodeProgram.Start("pauses.mjs");
        var told = await program.RestAsync(Ct);
        Assert.NotEmpty(told);
        foreach (var at in told)
        {
            var (attempt, least, most) = (at.GetProperty("attempt").GetInt32(), at.GetProperty("least").GetDouble(), at.GetProperty("most").GetDouble());
            var middle = Math.Min(30_000, 500 * Math.Pow(2, attempt));
            Assert.InRange(least, middle * 0.5, middle * 0.75);
            Assert.InRange(most, middle * 1.25, middle * 1.5);
            // By a clock that the program turns: not a moment before it is over, and then at once.
            Assert.Equal((false, true), (at.GetProperty("early").GetBoolean(), at.GetProperty("over").GetBoolean()));
        }

        Assert.Equal([0, 1, 2, 5, 6, 7, 50, 2000], told.Select(at => at.GetProperty("attempt").GetInt32()));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P7_After_a_snapshot_come_the_events_that_it_does_not_hold()
    {
        await using var program = Follow([node.Url], ["tail", "tail", new { negotiation = "alpha", snapshot = "/api/negotiations/alpha/claims" }]);
        var told = await program.UntilAsync(m => IsFresh(m, "live"), Ct);
        Assert.Equal(head, Position(Assert.Single(told, m => Told(m) == "snapshot")));
        await FishingTalks.ClaimAsync(node, "alpha", "later", 0, Ct);
        told.AddRange(await program.UntilAsync(m => Told(m) == "event", Ct));
        Assert.Equal(head + 1, Position(Assert.Single(told, m => Told(m) == "event")));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P9_A_state_comes_once_and_says_stale_while_its_server_is_away()
    {
        await using var program = Follow([node.Url], ["watch", "watch", new { negotiation = "alpha", view = "claims" }]);
        var told = await program.UntilAsync(m => IsFresh(m, "live"), Ct);
        told.AddRange(await program.UntilAsync(m => Told(m) == "heartbeat", Ct));
        await node.KillAsync();
        told.AddRange(await program.UntilAsync(m => IsFresh(m, "stale"), Ct));
        Assert.True(told[^1].GetProperty("since").GetDateTimeOffset() <= DateTimeOffset.UtcNow);
        await node.StartAgainAsync(Ct);
        told.AddRange(await program.UntilAsync(m => IsFresh(m, "live"), Ct));
        await FishingTalks.ClaimAsync(node, "alpha", "later", 0, Ct);
        told.AddRange(await program.UntilAsync(m => Told(m) == "state", Ct));
        var states = told.Where(m => Told(m) == "state").ToList();
        Assert.Equal([head, head + 1], states.Select(Position));
    }

    private NodeProgram Follow(string[] urls, params object[][] follow) => NodeProgram.Start("follower.mjs", new { urls, follow });

    private static string? Name(JsonElement message) => message.GetProperty("name").GetString();

    private static string? Told(JsonElement message) => message.GetProperty("told").GetString();

    private static long Position(JsonElement message) => message.GetProperty("position").GetInt64();

    private static bool IsEvent(JsonElement message, long position) => Told(message) == "event" && Position(message) == position;

    private static bool IsFresh(JsonElement message, string freshness) => Told(message) == "freshness" && message.GetProperty("freshness").GetString() == freshness;
}
