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
        await using var database = await LedgerDatabase.CreateAsync();
        await using var server = await LedgerServer.StartAsync(database);
        await Talks.OpenAsync(server.Writer);
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/health/ready")).Status);

        await DoAsync(database, $"alter database {database.Name} allow_connections false", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Name}'");
        foreach (var ask in new Func<Task<Reply>>[]
        {
            () => server.Reader.ReadAsync(Talks.N + "/parties"),
            () => server.Reader.ReadAsync("/api/events/1"),
            () => server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late")),
        })
        {
            var clock = Stopwatch.StartNew();
            var reply = await ask();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "database-unavailable"), (reply.Status, reply.Problem));
            Assert.NotNull(reply.Headers.RetryAfter);
        }
        var ready = await server.Reader.ReadAsync("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (ready.Status, ready.Json.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/health/live")).Status);

        await DoAsync(database, $"alter database {database.Name} allow_connections true");
        var follower = server.Get<Follower>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var seen = follower.Progress; !seen.Connected;) seen = await follower.WaitForChangeAsync(seen, patience.Token);
        (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created);
        (await server.Reader.ReadAsync(Talks.N + "/issues/late")).Must(HttpStatusCode.OK);
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

    private static async Task DoAsync(LedgerDatabase database, params string[] statements)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.AdminConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync();
        }
    }
}
