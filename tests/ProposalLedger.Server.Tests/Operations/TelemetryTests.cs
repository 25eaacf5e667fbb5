using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>What a node tells of itself: to a collector over OTLP, and in its log. One node, one command; everything is looked for in what came of it.</summary>
public sealed class TelemetryTests
{
    private const string Key = "a-key-that-is-nobodys-business", Slug = "secret-talks", Words = "words-of-a-user-that-stay-here";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task P15_Traces_metrics_and_log_tell_how_it_goes_and_nothing_of_what_is_written()
    {
        using var collector = new OtlpReceiver();
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("Logging__Console__FormatterName", "json"));
        await FishingTalks.OpenAsync(node, Slug, Ct);
        using var issued = await node.Http.PostAsJsonAsync("/api/tokens", new { name = "one more writer" }, Ct);
        Assert.Equal(HttpStatusCode.Created, issued.StatusCode);
        var another = (await issued.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("token").GetString()!;
        using var follows = new HttpRequestMessage(HttpMethod.Get, $"/api/events?after=0&negotiation={Slug}");
        follows.Headers.Accept.ParseAdd("text/event-stream");
        using var stream = await node.Http.SendAsync(follows, HttpCompletionOption.ResponseHeadersRead, Ct);

        var (id, caller) = ("claim-1", "traces-of-a-caller");
        using var command = new HttpRequestMessage(HttpMethod.Post, $"/api/negotiations/{Slug}/claims?{caller}=1") { Content = JsonContent.Create(FishingTalks.Claim(id, 1)) };
        command.Content = new StringContent((await command.Content!.ReadAsStringAsync(Ct)).Replace("can live with it", Words, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        command.Headers.Add("Idempotency-Key", Key);
        command.Headers.Add("User-Agent", caller);
        using var answer = await node.Http.SendAsync(command, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var position = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("position").GetInt64();

        // The span of the append is a child of the request's, and names the position.
        while (!collector.Spans.Any(s => s.Name == "append" && s.Tags.GetValueOrDefault("ledger.position") == $"{position}")) await Task.Delay(50, Ct);
        var append = collector.Spans.Single(s => s.Name == "append" && s.Tags.GetValueOrDefault("ledger.position") == $"{position}");
        while (!collector.Spans.Any(s => s.Id == append.Parent)) await Task.Delay(50, Ct);
        var request = collector.Spans.Single(s => s.Id == append.Parent);
        Assert.Equal((append.Trace, "/api/negotiations/{n}/claims", "POST"), (request.Trace, request.Tags["http.route"].Insert(0, request.Tags["http.route"].StartsWith('/') ? "" : "/"), request.Tags["http.request.method"]));
        Assert.Equal("appended", append.Tags["ledger.outcome"]);
        Assert.Contains(collector.Spans, s => s.Name == "append batch" && s.Parent.Length == 0);

        await HasAsync(collector, "ledger.append.duration", m => m.Value >= 1 && m.Sum is > 0 and < 60);
        await HasAsync(collector, "ledger.append.batch.duration", m => m.Value >= 1 && m.Sum is > 0 and < 60);
        await HasAsync(collector, "ledger.append.batch.size", m => m.Value >= 1 && m.Sum >= m.Value);
        await HasAsync(collector, "ledger.subscribers", m => m.Value == 1);
        await HasAsync(collector, "ledger.head", m => m.Value == position);
        await HasAsync(collector, "ledger.projection.position", m => m.Value == position);
        await HasAsync(collector, "ledger.projection.lag", m => m.Value == 0);
        await HasAsync(collector, "ledger.projection.age", m => m.Value == 0);
        await HasAsync(collector, "ledger.tail.lag", m => m.Value is >= 0 and < 60);
        await HasAsync(collector, "ledger.lock.wait", m => m.Value == 0);
        await HasAsync(collector, "db.client.connection.count", m => m.Value >= 1);
        await HasAsync(collector, "http.server.request.duration", m => m.Value >= 1);
        foreach (var secret in new[] { LedgerNode.Token, Key, Slug, Words, caller, "party-1", "Password" }) Assert.DoesNotContain(secret, collector.Raw, StringComparison.Ordinal);

        // The log: every line is JSON, and the command's says where it stands.
        var lines = node.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonElement.Parse(line)).ToList();
        var told = Assert.Single(lines, line => line.GetProperty("Category").GetString() == "ProposalLedger.Commands" && Position(line) == position).GetProperty("State");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"owner\n{Key}"))), told.GetProperty("Command").GetString());
        Assert.Equal((append.Trace, $"positions:{Slug}/party-1", 1), (told.GetProperty("Trace").GetString(), told.GetProperty("Stream").GetString(), told.GetProperty("Version").GetInt64()));
        Assert.Single(lines, line => line.GetProperty("Category").GetString() == "ProposalLedger.Commands" && line.GetProperty("Message").GetString()!.Contains("a token or a role, trace ", StringComparison.Ordinal) && Position(line) > 0);
        foreach (var secret in new[] { LedgerNode.Token, another, Key, Words }) Assert.DoesNotContain(secret, node.Said, StringComparison.Ordinal);
    }

    private static long Position(JsonElement line) => line.GetProperty("State").TryGetProperty("Position", out var position) ? position.GetInt64() : 0;

    private static async Task HasAsync(OtlpReceiver collector, string name, Func<Measured, bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!collector.Metrics.Any(m => m.Name == name && holds(m)))
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{name}: {string.Join(", ", collector.Metrics.Where(m => m.Name == name))}; there are {string.Join(", ", collector.Metrics.Select(m => m.Name).Distinct())}");
            await Task.Delay(50, Ct);
        }
    }
}
