using System.Diagnostics;
using System.Globalization;
using System.Net;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>What stands in an address opens a stream at most, and tells nothing of what is private.</summary>
public sealed class AddressTests(Stage stage) : IClassFixture<Stage>
{
    private readonly Stage stage = stage;

    private string Own => stage.Server.BaseAddress.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task P15_A_ticket_opens_a_stream_and_nothing_else()
    {
        var ticket = (await stage.Everything.PostAsync("/api/tickets", "")).Must(HttpStatusCode.Created).Json.GetProperty("ticket").GetString()!;
        var closed = stage.Closed.ToString(CultureInfo.InvariantCulture);
        foreach (var (method, path, status) in new[]
        {
            ("POST", $"/api/events/{closed}/redaction", HttpStatusCode.Unauthorized), ("GET", $"/api/events/{closed}", HttpStatusCode.NotFound), ("GET", $"/api/events/{closed}/receipt", HttpStatusCode.NotFound),
            ("GET", $"/api/negotiations/{Stage.Secret}", HttpStatusCode.NotFound), ("GET", $"/{Stage.Secret}", HttpStatusCode.NotFound), ("POST", "/api/negotiations", HttpStatusCode.Unauthorized), ("POST", "/api/tickets", HttpStatusCode.Unauthorized),
            ("GET", "/api/tokens", HttpStatusCode.Unauthorized), ("POST", "/api/events", HttpStatusCode.MethodNotAllowed), ("GET", "/hubs/ledger/negotiate", HttpStatusCode.MethodNotAllowed), ("POST", "/hubs/ledger", HttpStatusCode.BadRequest),
        })
        {
            var reply = await stage.Anybody.SendAsync(new HttpMethod(method), $"{path}?ticket={ticket}", new StringContent("""{"reason":"With a ticket."}""", System.Text.Encoding.UTF8, "application/json"));
            Assert.True(reply.Status == status, $"{method} {path}: {(int)reply.Status} {reply.Body}");
            Assert.DoesNotContain(ticket, reply.Body, StringComparison.Ordinal);
        }
        // None of that was what it is for.
        Assert.Contains(Stage.Secret, (await stage.Anybody.ReadAsync($"/api/events?negotiation={Stage.Secret}&ticket={ticket}")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
        (await stage.Anybody.ReadAsync($"/api/events?ticket={ticket}")).Must(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/negotiations"), InlineData("/api/events"), InlineData("//api/events"), InlineData("/api%2fevents"), InlineData("/API/events/"), InlineData("/api/nowhere"), InlineData("/hubs/ledger"), InlineData("/log/checkpoint"), InlineData("/openapi/v1.json")]
    [InlineData("/health/ready"), InlineData("/problems/internal"), InlineData("/assets/live.js"), InlineData("/assets/nowhere.js"), InlineData("/account/sign-in"), InlineData("/account"), InlineData("/"), InlineData($"/{Stage.Open}"), InlineData($"/{Stage.Open}/audit"), InlineData($"/{Stage.Open}/export")]
    public async Task P15_A_token_in_an_address_is_refused_wherever_it_leads_and_never_repeated(string path)
    {
        const string secret = "ledger_0123456789abcdef";
        foreach (var name in new[] { "access_token", "token", "Access_Token", "%74oken" })
        {
            // Whatever else comes with it.
            foreach (var client in new[] { stage.Anybody, stage.Everything })
            {
                var refused = await client.ReadAsync($"{Own}{path}?limit=1&{name}={secret}");
                Assert.True(refused.Status == HttpStatusCode.Unauthorized, $"{name}: {(int)refused.Status} {refused.Body}");
                Assert.Contains("does not belong in an address", refused.Body, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, refused.Body, StringComparison.Ordinal);
            }
        }
        Assert.DoesNotContain(secret, (await stage.Anybody.ReadAsync($"{Own}{path}?ticket={secret}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P15_Whether_there_is_a_stream_is_not_even_looked_up_for_who_may_not_read_it()
    {
        async Task<List<string>> LooksAsync(HttpClient client, string key)
        {
            var (trace, looks) = (ActivityTraceId.CreateRandom(), new List<string>());
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (activity.TraceId != trace || activity.Source.Name != "Npgsql") return;
                    lock (looks) looks.Add(activity.TagObjects.FirstOrDefault(tag => tag.Key is "db.statement" or "db.query.text").Value as string ?? activity.DisplayName);
                },
            };
            ActivitySource.AddActivityListener(listener);
            (await client.ReadAsync($"/api/streams/{key}", ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))).Must(key.Contains(Stage.Open, StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            lock (looks) return [.. looks];
        }
        string[] missing = [$"negotiation:{Stage.Nowhere}", $"proposal:{Stage.Secret}/nowhere", $"access:{Stage.Nowhere}"], there = [$"negotiation:{Stage.Secret}", $"access:{Stage.Secret}"];
        foreach (var client in new[] { stage.Anybody, stage.Outsider })
        {
            var open = await LooksAsync(client, $"negotiation:{Stage.Open}");
            Assert.Contains(open, look => look.Contains("mt_streams", StringComparison.Ordinal));
            foreach (var key in missing.Concat(there)) Assert.DoesNotContain(await LooksAsync(client, key), look => look.Contains("mt_streams", StringComparison.Ordinal));
        }
    }
}
