using System.Net;
using System.Text.Json;
using Npgsql;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>Each thing that readiness speaks of, broken. A database that is away and a view that stops are in OutageTests, a history that is not signed in SigningTests.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task P9_Views_that_lag_behind_make_a_node_degraded_and_say_by_how_much_until_they_have_caught_up()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Health:LongestLag", "00:00:01"));
        await Talks.OpenAsync(server.Writer);
        Assert.Equal(("ready", 0.0), Told(await ReadyAsync(server)));
        await using (var admin = new NpgsqlConnection(server.Database.AdminConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync(Ct);
            await using var transaction = await admin.BeginTransactionAsync(Ct);
            await using var hold = new NpgsqlCommand("lock table pl_view_rows in share mode", admin, transaction); // it is read, and not written
            await hold.ExecuteNonQueryAsync(Ct);
            (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"late","title":"Late"}""")).Must(HttpStatusCode.Created);
            var (status, late) = Told(await UntilAsync(server, "degraded"));
            Assert.Equal("degraded", status);
            Assert.InRange(late, 1, 60);
        }

        Assert.Equal(("ready", 0.0), Told(await UntilAsync(server, "ready")));
    }

    [Fact(Timeout = 60_000)]
    public async Task P9_A_node_that_looks_no_more_how_far_the_log_is_is_not_ready_though_its_database_answers()
    {
        await using var server = await LedgerServer.StartAsync();
        Assert.Equal("ready", (await ReadyAsync(server)).Json.GetProperty("status").GetString());
        await server.Get<Follower>().DisposeAsync();
        var reply = await UntilAsync(server, "unavailable");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true, false), (reply.Status, reply.Json.GetProperty("database").GetBoolean(), reply.Json.GetProperty("follower").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, (await server.Reader.ReadAsync("/health/live")).Status);
    }

    private static Task<Reply> ReadyAsync(LedgerServer server) => server.Reader.ReadAsync("/health/ready");

    private static async Task<Reply> UntilAsync(LedgerServer server, string status)
    {
        while (true)
        {
            var reply = await ReadyAsync(server);
            if (reply.Json.GetProperty("status").GetString() == status) return reply;
            await Task.Delay(50, Ct);
        }
    }

    private static (string? Status, double Late) Told(Reply reply) => (reply.Json.GetProperty("status").GetString(), reply.Json.GetProperty("late").GetDouble());
}
