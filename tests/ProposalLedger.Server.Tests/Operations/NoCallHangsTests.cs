using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>A PostgreSQL that takes everything and answers nothing, and every route that there is.</summary>
public sealed class NoCallHangsTests(ITestOutputHelper output)
{
    /// <summary>Five seconds are promised; here all routes are asked at once, on a machine that may be busy.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private static readonly (string Of, string Value)[] Values = [("{n}", "island-talks"), ("{p}", "zone-plan"), ("{d}", "first"), ("{c}", "north-supports"), ("{v}", "zone-plan/first.1"), ("{position}", "3"), ("{view}", "claims"), ("{**key}", "negotiation:island-talks"), ("{**path}", "0/000"), ("{code}", "internal"), ("{id}", "north"), ("{pt}", "1")];

    [Fact(Timeout = 120_000)]
    public async Task P14_Every_route_answers_in_time_when_the_database_takes_everything_and_answers_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var line = new SilentDatabase(database.ConnectionString);
        await using var server = await LedgerServer.StartAsync(database, ("ConnectionStrings:Ledger", line.Through(database.ConnectionString)));
        await Talks.OpenAsync(server.Writer);
        var routes = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Method: method, Path: Path("/" + e.RoutePattern.RawText!.Trim('/')))))
            .Where(r => !r.Path.StartsWith("/hubs", StringComparison.Ordinal)).Distinct().ToList();
        Assert.InRange(routes.Count, 100, 1000);
        line.FallSilent();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var answers = await Task.WhenAll(routes.Append((Method: "SSE", Path: "/api/events?after=0")).Select(async route =>
        {
            var clock = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(new HttpMethod(route.Method == "SSE" ? "GET" : route.Method), route.Path);
            if (route.Method is "POST" or "PUT") request.Content = new StringContent("""{"reason":"It is tried."}""", System.Text.Encoding.UTF8, route.Path == "/api/imports" ? "application/yaml" : "application/json");
            if (route.Method == "SSE") request.Headers.Accept.ParseAdd("text/event-stream");
            request.Headers.Add("If-Match", "*");
            using var answer = await server.Writer.SendAsync(request, patience.Token);
            return (route.Method, route.Path, Status: (int)answer.StatusCode, Took: clock.Elapsed, answer.Headers.RetryAfter);
        }));
        foreach (var by in answers.GroupBy(a => a.Status).OrderBy(g => g.Key)) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{by.Key}: {by.Count()}, the slowest in {by.Max(a => a.Took).TotalSeconds:0.0} s"));
        Assert.All(answers, a => Assert.True(a.Took < Bound, $"{a.Method} {a.Path} took {a.Took}"));
        Assert.All(answers, a => Assert.True(a.Status is not (500 or 502 or 504), $"{a.Method} {a.Path}: {a.Status}"));
        Assert.All(answers.Where(a => a.Status == 503 && a.Path != "/health/ready"), a => Assert.True(a.RetryAfter is not null, $"{a.Method} {a.Path}"));
        Assert.InRange(answers.Count(a => a.Status == 503), answers.Length / 2, answers.Length); // else the routes asked nothing of the database
    }

    private static string Path(string route) => Values.Aggregate(route, (path, value) => path.Replace(value.Of, value.Value, StringComparison.Ordinal));
}
