using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>A PostgreSQL that takes everything and answers nothing, and every route and every method of the hub that there is.</summary>
public sealed class NoCallHangsTests(ITestOutputHelper output)
{
    /// <summary>Five seconds are promised (docs/operations.md, docs/following.md); tests that run beside others have three times that.</summary>
    private static readonly TimeSpan Bound = 3 * TimeSpan.FromSeconds(5);

    // So that the door, which lets in 32 at least, refuses none of them.
    private const int AtOnce = 32;

    private static readonly (string Of, string Value)[] Values = [("{n}", "island-talks"), ("{p}/{v}", "zone-plan/first.1"), ("{p}", "zone-plan"), ("{d}", "first"), ("{c}", "north-supports"), ("{v}", "zone-plan/first.1"), ("{position}", "3"), ("{view}", "claims"), ("{**key}", "negotiation:island-talks"), ("{**path}", "0/000"), ("{code}", "internal"), ("{id}", "north"), ("{pt}", "1")];

    [Fact(Timeout = 120_000)]
    public async Task P14_Every_route_answers_in_time_when_the_database_takes_everything_and_answers_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var line = new SilentDatabase(database.ConnectionString);
        await using var server = await LedgerServer.StartAsync(database, ("ConnectionStrings:Ledger", line.Through(database.ConnectionString)));
        await Talks.OpenAsync(server.Writer);
        var routes = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Method: method, Path: Path("/" + e.RoutePattern.RawText!.Trim('/'))))).Distinct().ToList();
        Assert.InRange(routes.Count, 100, 1000);
        line.FallSilent();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(100));
        using var free = new SemaphoreSlim(AtOnce);
        var answers = await Task.WhenAll(routes.Append((Method: "SSE", Path: "/api/events?after=0")).SelectMany(route => new[] { (route.Method, route.Path, By: server.Writer), (route.Method, route.Path, By: server.Reader) }).Select(async route =>
        {
            await free.WaitAsync(patience.Token);
            var clock = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(new HttpMethod(route.Method == "SSE" ? "GET" : route.Method), route.Path);
            if (route.Method is "POST" or "PUT") request.Content = new StringContent("""{"reason":"It is tried."}""", System.Text.Encoding.UTF8, route.Path == "/api/imports" ? "application/yaml" : "application/json");
            if (route.Method == "SSE") request.Headers.Accept.ParseAdd("text/event-stream");
            request.Headers.Add("If-Match", "*");
            try
            {
                using var answer = await route.By.SendAsync(request, patience.Token);
                return (route.Method, route.Path, Status: (int)answer.StatusCode, Took: clock.Elapsed, answer.Headers.RetryAfter);
            }
            finally
            {
                free.Release();
            }
        }));
        foreach (var by in answers.GroupBy(a => a.Status).OrderBy(g => g.Key)) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{by.Key}: {by.Count()}, the slowest in {by.Max(a => a.Took).TotalSeconds:0.0} s: {by.MaxBy(a => a.Took).Method} {by.MaxBy(a => a.Took).Path}"));
        Assert.All(answers, a => Assert.True(a.Took < Bound, $"{a.Method} {a.Path} took {a.Took}"));
        Assert.All(answers, a => Assert.True(a.Status is not (500 or 502 or 504), $"{a.Method} {a.Path}: {a.Status}"));
        Assert.All(answers.Where(a => a.Status == 503 && a.Path != "/health/ready"), a => Assert.True(a.RetryAfter is not null, $"{a.Method} {a.Path}"));
        Assert.InRange(answers.Count(a => a.Status == 503), answers.Length / 2, answers.Length); // else the routes asked nothing of the database
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P14_Every_call_of_the_hub_is_answered_in_time_and_who_follows_is_told_when_the_database_takes_everything_and_answers_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var line = new SilentDatabase(database.ConnectionString);
        await using var server = await LedgerServer.StartAsync(database, ("ConnectionStrings:Ledger", line.Through(database.ConnectionString)), ("Ledger:Following:Heartbeat", "00:00:01"));
        await Talks.OpenAsync(server.Writer);
        string[] transports = ["WebSockets", "ServerSentEvents", "LongPolling"];
        await using var program = NodeProgram.Start("unanswered.mjs", new
        {
            url = server.BaseAddress.GetLeftPart(UriPartial.Authority),
            connections = transports.SelectMany(transport => new object[] { new { name = transport, transport }, new { name = transport + " with a token", transport, token = LedgerServer.Token } }),
            follows = new object[][] { ["Tail", new { after = 0 }], ["Tail", new { negotiation = "island-talks", party = "north" }], ["Watch", new { view = "island-talks/parties" }] },
            calls = new object[][]
            {
                ["Tail", new { after = 0 }], ["Tail", new { after = 3, negotiation = "island-talks" }], ["Tail", new { negotiation = "island-talks", party = "north" }], ["Tail", new { negotiation = "nowhere" }],
                ["Watch", new { view = "island-talks" }], ["Watch", new { view = "island-talks/parties" }], ["Watch", new { view = "island-talks/proposals" }], ["Watch", new { view = "island-talks/claims" }],
                ["Watch", new { view = "island-talks/claims", query = "asOf=2025-01-10" }], ["Watch", new { view = "island-talks/timeline" }], ["Watch", new { view = "island-talks/nothing/of/this" }], ["Watch", new { view = "nowhere" }],
            },
        });
        Assert.Equal("all flows", (await program.NextAsync(ct)).GetString());
        line.FallSilent();

        var said = await program.RestAsync(ct);
        string Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.ToString() : "";
        var calls = said.Where(s => s.TryGetProperty("seconds", out _)).Select(s => (What: $"{Text(s, "name")}: {Text(s, "what")}", Got: Text(s, "got"), Why: Text(s, "why"), Took: s.GetProperty("seconds").GetDouble())).ToList();
        foreach (var by in calls.GroupBy(c => c.Got)) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{by.Key}: {by.Count()}, the slowest in {by.Max(c => c.Took):0.0} s: {by.MaxBy(c => c.Took).What}"));
        Assert.InRange(calls.Count(c => c.Got == "refused"), 7 * 12 + 3, 9 * 12 + 3); // on six connections, two of which may have ended, and on three new ones: with a token none is connected anew
        Assert.All(calls, c => Assert.True(c.Took < Bound.TotalSeconds, string.Create(CultureInfo.InvariantCulture, $"{c.What} took {c.Took} s")));
        Assert.All(calls.Where(c => c.Got == "refused"), c => Assert.Contains("database-unavailable", c.Why, StringComparison.Ordinal));
        Assert.All(calls.Where(c => c.Got != "refused"), c => Assert.Equal("connected", c.Got));

        var followed = said.Where(s => s.TryGetProperty("silence", out _)).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"followed: {followed.Count}, the longest silence {followed.Max(f => f.GetProperty("silence").GetDouble()):0.0} s"));
        Assert.Equal(6 * 3, followed.Count);
        Assert.All(followed, f => Assert.True(f.GetProperty("silence").GetDouble() < Bound.TotalSeconds + 1, $"{f}")); // a heartbeat's time besides
        // Over these two each message of the client's is a request with its token: where that cannot be looked up, the connection ends.
        var ended = followed.Where(f => f.GetProperty("ended").ValueKind == JsonValueKind.String).Select(f => Text(f, "name")).Distinct();
        Assert.Subset(new HashSet<string> { "ServerSentEvents with a token", "LongPolling with a token" }, ended.ToHashSet());
        Assert.All(followed.Where(f => f.GetProperty("ended").ValueKind != JsonValueKind.String), f => Assert.Contains("stale", f.GetProperty("freshness").EnumerateArray().Select(v => v.GetString())));
    }

    private static string Path(string route) => Values.Aggregate(route, (path, value) => path.Replace(value.Of, value.Value, StringComparison.Ordinal));
}
