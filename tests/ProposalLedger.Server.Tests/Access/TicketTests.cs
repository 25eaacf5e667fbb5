using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Tickets: a token's stand-in where no header can be sent.</summary>
public sealed class TicketTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_A_ticket_opens_one_connection_at_any_node_and_is_in_no_log()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        (string, string)[] talkative = [("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace")];
        await using var one = await LedgerNode.StartAsync(database, Ct, talkative);
        await using var two = await LedgerNode.StartAsync(database, Ct, talkative);
        var head = await FishingTalks.OpenAsync(one, "alpha", Ct);
        await one.PostAsync("/alpha/visibility", new { visibility = "private", reason = "The delegations ask for it." }, Ct);
        var insider = await StreamTests.TokenAsync(one, "insider", null, "alpha");
        var tickets = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TicketAsync(one, insider.Secret)));
        object ofAlpha = new { after = 0, negotiation = "alpha" };

        await using var first = Callers.Start(
            new { name = "direct", two.Url, ticket = tickets[0], request = ofAlpha }, new { name = "negotiated", two.Url, ticket = tickets[1], negotiate = true, request = ofAlpha },
            new { name = "events", two.Url, ticket = tickets[2], sse = true, negotiation = "alpha" });
        await first.UntilAsync(() => new[] { "direct", "negotiated", "events" }.All(name => first.Done(name) >= head), Ct);
        // Used, of a token that was revoked, ended, never issued.
        await ExecuteAsync(database, "update pl_tickets set expires_at = now() - interval '1 second'");
        var fresh = await TicketAsync(one, insider.Secret);
        using (var answer = await one.Http.DeleteAsync($"/api/tokens/{insider.Id}", Ct)) Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await using var second = Callers.Start(
            new { name = "used", one.Url, ticket = tickets[0] }, new { name = "used events", one.Url, ticket = tickets[2], sse = true }, new { name = "used, negotiated", one.Url, ticket = tickets[1], negotiate = true },
            new { name = "ended", one.Url, ticket = tickets[3] }, new { name = "revoked", one.Url, ticket = fresh }, new { name = "none", one.Url, ticket = "0123456789abcdef" }, new { name = "none's events", one.Url, ticket = "", sse = true });
        string[] refused = ["used", "used events", "used, negotiated", "ended", "revoked", "none"];
        await second.UntilAsync(() => refused.All(name => second.End(name) is not null), Ct);
        Assert.All(refused, name => Assert.Equal("refused", second.End(name)));

        // A token is not taken from an address, nor shown.
        using (var answer = await one.Http.GetAsync($"/api/events?access_token={LedgerNode.Token}", Ct)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using (var answer = await one.Http.GetAsync($"/api/events?%61ccess_%74oken={LedgerNode.Token}", Ct)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using (var answer = await two.Http.PostAsync($"/hubs/ledger/negotiate?negotiateVersion=1&access_token={insider.Secret}", null, Ct)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);

        foreach (var node in new[] { one, two })
        {
            await Wait.ForAsync("addresses in the log", () => node.Said.Contains("/hubs/ledger", StringComparison.Ordinal), Ct);
            Assert.All(tickets.Append(fresh), ticket => Assert.DoesNotContain(ticket, node.Said, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(insider.Secret, node.Said, StringComparison.Ordinal);
            Assert.DoesNotContain(LedgerNode.Token, node.Said, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_Of_many_who_come_with_one_ticket_at_once_one_is_let_in_and_only_its_hash_is_kept()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        var ticket = await TicketAsync(node, LedgerNode.Token);
        Assert.Equal("1", await ExecuteAsync(database, "select count(*) from pl_tickets"));
        Assert.Equal("0", await ExecuteAsync(database, $"select count(*) from pl_tickets t where t::text like '%{ticket}%'"));
        using var anybody = new HttpClient { BaseAddress = node.Http.BaseAddress };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await anybody.GetAsync($"/api/events?ticket={ticket}", Ct)).StatusCode));
        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Unauthorized, 19)], answers.Order());
        Assert.Equal("0", await ExecuteAsync(database, "select count(*) from pl_tickets"));
    }

    private static async Task<string> TicketAsync(LedgerNode node, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tickets") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.InRange(json.GetProperty("expires").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(61));
        return json.GetProperty("ticket").GetString()!;
    }

    private static async Task<string?> ExecuteAsync(LedgerDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(Ct))?.ToString();
    }
}
