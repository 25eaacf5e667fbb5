using System.Net;
using System.Net.Http.Json;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>A node that is told to end finishes what it has accepted, and takes nothing more.</summary>
public sealed class ShutdownTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task P1_Commands_under_way_at_SIGTERM_are_answered_new_ones_are_not_taken_and_it_ends_with_0()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        await FishingTalks.OpenAsync(node, "talks", Ct);
        using var commands = new HttpClient { BaseAddress = node.Http.BaseAddress };
        commands.DefaultRequestHeaders.Authorization = node.Http.DefaultRequestHeaders.Authorization;
        Task<HttpResponseMessage>[] underWay;
        await using (var admin = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false"))
        {
            // Nobody appends while this transaction holds the ledger's lock.
            await admin.OpenAsync(Ct);
            await using var transaction = await admin.BeginTransactionAsync(Ct);
            await ExecuteAsync(admin, "select last_position from pl_counter for update");
            underWay = [.. Enumerable.Range(0, 8).Select(i => commands.PostAsJsonAsync("/api/negotiations/talks/claims", FishingTalks.Claim($"under-way-{i}", i), Ct))];
            while ((long)(await ScalarAsync(admin, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))! == 0)
            {
                Assert.DoesNotContain(underWay, task => task.IsCompleted);
                await Task.Delay(20, Ct);
                await ExecuteAsync(admin, "select pg_stat_clear_snapshot()"); // what was seen once is kept for a transaction
            }

            node.Terminate();
            using var another = new HttpClient();
            while (await AcceptsAsync(another, node.Url + "/health/live")) await Task.Delay(20, Ct);
            Assert.DoesNotContain(underWay, task => task.IsCompleted);
        }

        foreach (var answer in await Task.WhenAll(underWay)) Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(0, await node.EndAsync(Ct));
        await using var reader = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false");
        await reader.OpenAsync(Ct);
        Assert.Equal(8L, await ScalarAsync(reader, "select count(*) from mt_events where data::text like '%under-way-%' and type = 'claim-recorded.v1'"));
    }

    // A connection that is refused, or a request that is: 503.
    private static async Task<bool> AcceptsAsync(HttpClient http, string address)
    {
        try
        {
            using var answer = await http.GetAsync(address, Ct);
            return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
