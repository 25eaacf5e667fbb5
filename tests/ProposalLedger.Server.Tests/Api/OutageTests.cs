using System.Diagnostics;
using System.Net;
using Npgsql;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Api;

public class OutageTests
{
    [Fact]
    public async Task A_database_that_is_down_gives_503_within_five_seconds_and_serves_again_when_it_is_back()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var server = await LedgerServer.StartAsync(settings: cluster.Settings);
        await Talks.OpenAsync(server.Writer);
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/health/ready")).Status);

        await cluster.StopAsync();
        await RefusesAsync(server);
        var ready = await server.Reader.ReadAsync("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (ready.Status, ready.Json.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/health/live")).Status);

        await cluster.StartAgainAsync();
        await FollowsAsync(server);
        (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created);
        (await server.Reader.ReadAsync(Talks.N + "/issues/late")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_follows_without_the_database_is_told_so_in_time_in_words_for_readers_and_what_runs_goes_on()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var server = await LedgerServer.StartAsync(settings: [.. cluster.Settings, ("Ledger:Following:Heartbeat", "00:00:01")]);
        await Talks.OpenAsync(server.Writer);
        var head = (await server.Reader.ReadAsync("/api/events?limit=1")).Header("Ledger-Head");
        using var asks = new HttpRequestMessage(HttpMethod.Get, "/api/events?after=" + head);
        asks.Headers.Accept.ParseAdd("text/event-stream");
        using var runs = await server.Reader.SendAsync(asks, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await runs.Content.ReadAsStreamAsync());
        await UntilAsync(lines, "live");

        await cluster.StopAsync();
        foreach (var after in new[] { "0", head })
        {
            var clock = Stopwatch.StartNew();
            var reply = await server.Reader.ReadAsync("/api/events?after=" + after, ("Accept", "text/event-stream"));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), clock.Elapsed.ToString());
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "database-unavailable"), (reply.Status, reply.Problem));
            Assert.DoesNotContain("Idempotency-Key", reply.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        object[][] calls = [["Tail", new { after = 0 }], ["Tail", new { after = long.Parse(head, System.Globalization.CultureInfo.InvariantCulture) }], ["Watch", new { negotiation = "island-talks", view = "parties" }]];
        await using var program = NodeProgram.Start("ask.mjs", new { url = server.BaseAddress.GetLeftPart(UriPartial.Authority), calls });
        foreach (var _ in calls)
        {
            var clock = Stopwatch.StartNew();
            var told = await program.NextAsync(TestContext.Current.CancellationToken);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString()); // and the program's own start
            Assert.Equal("database-unavailable", told.GetProperty("code").GetString());
            Assert.EndsWith("The server does not reach its database; it goes on by itself when it does.", told.GetProperty("why").GetString(), StringComparison.Ordinal);
        }

        await UntilAsync(lines, "stale");
        await cluster.StartAgainAsync();
        await UntilAsync(lines, "live");
    }

    private static async Task UntilAsync(StreamReader stream, string freshness)
    {
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.Contains($"\"freshness\":\"{freshness}\"", StringComparison.Ordinal)) return;
        Assert.Fail($"The stream ended before it was {freshness}.");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_gives_503_within_five_seconds_and_never_a_hang()
    {
        await using var server = await LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        await using (var admin = new NpgsqlConnection(server.Database.AdminConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync();
            await using var transaction = await admin.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("lock table mt_events, pl_view_rows, pl_commands in access exclusive mode", admin, transaction);
            await hold.ExecuteNonQueryAsync();
            await RefusesAsync(server);
        }
        (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task P1_Nothing_acknowledged_is_lost_and_nothing_is_stored_twice_when_the_database_crashes_under_the_writers()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var server = await LedgerServer.StartAsync(settings: cluster.Settings);
        await Talks.OpenAsync(server.Writer);
        const int writers = 4, each = 60;
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        var halfway = new TaskCompletionSource();
        var writing = Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var i = 0; i < each; i++)
            {
                var id = $"w-{writer}-{i}";
                Reply reply;
                do reply = await server.Writer.PostAsync(Talks.N + "/persons", $$"""{"id":"{{id}}","name":"Person {{id}}"}""", ("Idempotency-Key", id));
                while (reply.Status == HttpStatusCode.ServiceUnavailable);
                acknowledged[id] = reply.Must(HttpStatusCode.Created).Position;
                if (acknowledged.Count == writers * each / 3) halfway.TrySetResult();
            }
        }).ToArray();
        await halfway.Task;
        await cluster.CrashAsync();
        await cluster.StartAgainAsync();
        await Task.WhenAll(writing);

        // The first is that of the first token, for who may read it.
        var log = (await server.Writer.ReadAsync("/api/events?limit=10000")).Must(HttpStatusCode.OK).Body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonElement.Parse(line)).ToList();
        var stored = log.Where(e => e.GetProperty("type").GetString() == "person-added.v1")
            .ToDictionary(e => e.GetProperty("data").GetProperty("id").GetString()!, e => e.GetProperty("position").GetInt64());
        Assert.Equal(writers * each, stored.Count);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, stored[pair.Key]));
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.GetProperty("position").GetInt64()));
    }

    // 4.7 s, as docs/operations.md says; the test's own machine may be busy.
    private static async Task RefusesAsync(LedgerServer server)
    {
        foreach (var ask in new Func<Task<Reply>>[]
        {
            () => server.Reader.ReadAsync(Talks.N + "/parties"),
            () => server.Reader.ReadAsync("/api/events/1"),
            () => server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late")),
        })
        {
            var clock = Stopwatch.StartNew();
            var reply = await ask();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), clock.Elapsed.ToString());
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "database-unavailable"), (reply.Status, reply.Problem));
            Assert.NotNull(reply.Headers.RetryAfter);
        }
    }

    private static async Task FollowsAsync(LedgerServer server)
    {
        var follower = server.Get<Follower>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var seen = follower.Progress; !seen.Connected;) seen = await follower.WaitForChangeAsync(seen, patience.Token);
    }

    [Fact]
    public async Task A_view_that_cannot_apply_an_event_stops_alone_and_readiness_says_so()
    {
        await using var server = await LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        var poison = await server.Get<EventStore.LedgerStore>().AppendAsync(new EventStore.Append
        {
            Stream = "positions:island-talks/south", Scope = "island-talks",
            Events = [new EventStore.NewEvent(Guid.CreateVersion7(), "claim-recorded.v1", "{}"u8.ToArray(), new EventStore.EventMetadata { Actor = "test" })],
        });
        var position = Assert.IsType<EventStore.AppendOutcome.Appended>(poison).LastPosition;
        await server.Get<Follower>().WaitForProjectedAsync(position, TimeSpan.FromSeconds(10));
        var ready = (await server.Reader.ReadAsync("/health/ready")).Must(HttpStatusCode.OK).Json;
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        var stopped = Assert.Single(ready.GetProperty("views").EnumerateArray(), view => view.TryGetProperty("stopped", out _));
        Assert.Equal(("claims", position), (stopped.GetProperty("view").GetString(), stopped.GetProperty("stopped").GetProperty("position").GetInt64()));
        (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"after","title":"After"}""")).Must(HttpStatusCode.Created);
        (await server.Reader.ReadAsync(Talks.N + "/issues/after")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P5_A_view_is_rebuilt_through_the_API_and_reads_the_same()
    {
        await using var server = await LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        var before = (await server.Reader.ReadAsync(Talks.N + "/claims")).Must(HttpStatusCode.OK);
        (await server.Writer.PostAsync("/api/views/claims/rebuild", "")).Must(HttpStatusCode.Accepted);
        System.Text.Json.JsonElement View() => server.Reader.ReadAsync("/api/views").GetAwaiter().GetResult().Json.GetProperty("views").EnumerateArray().Single(v => v.GetProperty("view").GetString() == "claims");
        var clock = Stopwatch.StartNew();
        while (View().GetProperty("generation").GetInt32() == 1 && clock.Elapsed < TimeSpan.FromSeconds(20)) await Task.Yield();
        Assert.Equal(2, View().GetProperty("generation").GetInt32());
        Assert.Equal(before.Body, (await server.Reader.ReadAsync(Talks.N + "/claims")).Body);
        Assert.Equal("unknown-view", (await server.Writer.PostAsync("/api/views/none/rebuild", "")).Must(HttpStatusCode.NotFound).Problem);
    }
}
