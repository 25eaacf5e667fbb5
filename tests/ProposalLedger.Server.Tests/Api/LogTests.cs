using System.Net;
using System.Text.Json;

namespace ProposalLedger.Server.Tests.Api;

public class LogTests(Talks talks) : IClassFixture<Talks>
{
    private static List<JsonElement> Lines(Reply reply) => [.. reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    [Fact]
    public async Task P4_The_log_is_read_in_order_without_gaps_and_page_by_page()
    {
        // By who may read all: other tests have issued tokens, before or after.
        var all = Lines((await talks.Writer.ReadAsync("/api/events")).Must(HttpStatusCode.OK));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.GetProperty("position").GetInt64()));
        var (paged, after) = (new List<string>(), 0L);
        while (Lines(await talks.Writer.ReadAsync($"/api/events?after={after}&limit=4")) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(e => e.GetRawText()));
            after = page[^1].GetProperty("position").GetInt64();
        }
        Assert.Equal(all.Select(e => e.GetRawText()), paged.Take(all.Count));
    }

    [Theory, InlineData("/api/events", "at=3"), InlineData("/api/events", "v=1"), InlineData("/api/events", "negotiatoin=island-talks"), InlineData("/api/events/9", "asOf=2025"), InlineData("/api/events/9", "limit=1"), InlineData("/api/streams/negotiation:island-talks", "knownBy=2025"), InlineData("/api/streams/negotiation:island-talks", "at=3")]
    public async Task P14_A_parameter_that_the_log_does_not_know_is_refused(string path, string parameter)
    {
        var told = (await talks.Writer.ReadAsync($"{path}?{parameter}")).Must(HttpStatusCode.BadRequest);
        Assert.Equal(("unknown-parameter", "/" + parameter.Split('=')[0]), Assert.Single(told.Errors));
        Assert.Equal("unknown-parameter", (await talks.Writer.ReadAsync($"{path}?{parameter}", ("Accept", "text/event-stream"))).Must(HttpStatusCode.BadRequest).Problem);
    }

    [Fact]
    public async Task An_event_has_the_shape_of_the_contract()
    {
        var read = (await talks.Reader.ReadAsync("/api/events/9")).Must(HttpStatusCode.OK);
        var e = read.Json;
        Assert.Equal("1.0", e.GetProperty("specversion").GetString());
        Assert.Equal("/api/negotiations/island-talks", e.GetProperty("source").GetString());
        Assert.Equal("claim-recorded.v1", e.GetProperty("type").GetString());
        Assert.Equal("positions:island-talks/north", e.GetProperty("subject").GetString());
        Assert.Equal((9, 1), (e.GetProperty("position").GetInt32(), e.GetProperty("version").GetInt32()));
        Assert.Equal(("island-talks", "positions:island-talks/north"), (e.GetProperty("negotiation").GetString(), e.GetProperty("stream").GetString()));
        Assert.Equal(("2025-01-10", "2025-01-10"), (e.GetProperty("occurred").GetString(), e.GetProperty("published").GetString()));
        Assert.Equal("north-supports", e.GetProperty("data").GetProperty("id").GetString());
        Assert.True(e.GetProperty("id").TryGetGuid(out _) && e.GetProperty("time").TryGetDateTimeOffset(out _));
        Assert.Equal(HttpStatusCode.NotModified, (await talks.Reader.ReadAsync("/api/events/9", ("If-None-Match", read.ETag))).Status);
    }

    [Fact]
    public async Task P10_Every_event_names_the_tokens_actor_whatever_the_body_says()
    {
        var token = (await talks.Writer.PostAsync("/api/tokens", """{"name":"berta"}""")).Must(HttpStatusCode.Created).Json.GetProperty("token").GetString();
        using var berta = talks.Server.ClientOf(token);
        (await berta.PostAsync(Talks.N + "/issues", """{"id":"forged","title":"Forged","actor":"owner"}""")).Must(HttpStatusCode.BadRequest);
        var done = (await berta.PostAsync(Talks.N + "/issues", """{"id":"forged","title":"Forged"}""", ("X-Actor", "owner"))).Must(HttpStatusCode.Created);
        Assert.Equal("berta", (await talks.Reader.ReadAsync($"/api/events/{done.Position}")).Json.GetProperty("actor").GetString());
        Assert.All(Lines(await talks.Reader.ReadAsync("/api/events")), e => Assert.Contains(e.GetProperty("actor").GetString(), new[] { "owner", "berta" }));
    }

    [Fact]
    public async Task P10_Corrections_and_retractions_need_a_reason_and_keep_it()
    {
        foreach (var path in new[] { "corrections", "retractions" })
        {
            var refused = await talks.Writer.PostAsync($"{Talks.N}/claims/north-supports/{path}", """{}""", ("If-Match", "*"));
            Assert.Equal(("reason-required", "/reason"), refused.Errors[0]);
            Assert.Equal(("reason-required", "/reason"), (await talks.Writer.PostAsync($"{Talks.N}/claims/north-supports/{path}", """{"reason":"  ","note":"n"}""".Replace(",\"note\":\"n\"", path == "corrections" ? ",\"note\":\"n\"" : "", StringComparison.Ordinal), ("If-Match", "*"))).Errors[0]);
        }
        var done = (await talks.Writer.PostAsync(Talks.N + "/claims/north-supports/corrections", """{"reason":"Misread.","note":"Page two."}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var e = (await talks.Reader.ReadAsync($"/api/events/{done.Position}")).Json;
        Assert.Equal(("claim-corrected.v1", "Misread."), (e.GetProperty("type").GetString(), e.GetProperty("reason").GetString()));
        Assert.Equal("Page two.", e.GetProperty("data").GetProperty("note").GetString());
        Assert.False(e.GetProperty("data").TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task A_correction_is_a_merge_patch_and_null_removes()
    {
        var claim = Talks.Claim.Replace("north-supports", "to-patch", StringComparison.Ordinal);
        (await talks.Writer.PostAsync(Talks.N + "/claims", claim)).Must(HttpStatusCode.Created);
        (await talks.Writer.PostAsync(Talks.N + "/claims/to-patch/corrections", """{"reason":"r","note":"n","speaker":{"name":"B. North"}}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var done = (await talks.Writer.PostAsync(Talks.N + "/claims/to-patch/corrections", """{"reason":"r","note":null}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var data = (await talks.Reader.ReadAsync($"/api/events/{done.Position}")).Json.GetProperty("data");
        Assert.False(data.TryGetProperty("note", out _));
        Assert.Equal(("B. North", "north"), (data.GetProperty("speaker").GetProperty("name").GetString(), data.GetProperty("speaker").GetProperty("party").GetString()));
        var same = (await talks.Writer.PostAsync(Talks.N + "/claims/to-patch/corrections", """{"reason":"r","note":null}""", ("If-Match", "*"))).Must(HttpStatusCode.OK);
        Assert.Equal(done.Position, same.Position);
        Assert.Equal("id-fixed", (await talks.Writer.PostAsync(Talks.N + "/claims/to-patch/corrections", """{"reason":"r","id":"x"}""", ("If-Match", "*"))).Problem);
    }

    [Fact]
    public async Task A_retraction_stays_readable_and_a_second_one_changes_nothing()
    {
        (await talks.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("north-supports", "to-retract", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
        const string body = """{"reason":"The paper withdrew it.","published":"2025-01-15","sources":["gazette"]}""";
        var done = (await talks.Writer.PostAsync(Talks.N + "/claims/to-retract/retractions", body, ("If-Match", "*"))).Must(HttpStatusCode.Created);
        Assert.Equal(done.Position, (await talks.Writer.PostAsync(Talks.N + "/claims/to-retract/retractions", body, ("If-Match", "*"))).Must(HttpStatusCode.OK).Position);
        Assert.Equal(done.Position, (await talks.Reader.ReadAsync(Talks.N + "/claims/to-retract")).Must(HttpStatusCode.OK).Json.GetProperty("retracted").GetInt64());
        Assert.Equal("unknown-claim", (await talks.Writer.PostAsync(Talks.N + "/claims/never/retractions", body, ("If-Match", "*"))).Must(HttpStatusCode.NotFound).Problem);
    }

    [Fact]
    public async Task A_stream_is_read_whole_in_parts_and_at_a_version()
    {
        for (var i = 0; i < 3; i++) (await talks.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("north-supports", $"s-{i}", StringComparison.Ordinal).Replace("\"holder\":\"north\"", "\"holder\":\"south\"", StringComparison.Ordinal).Replace("first-hand", "attributed", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
        var whole = (await talks.Reader.ReadAsync("/api/streams/positions:island-talks/south")).Must(HttpStatusCode.OK);
        Assert.Equal(("\"3\"", 3), (whole.ETag, whole.Json.GetProperty("events").GetArrayLength()));
        Assert.Equal(whole.Body, (await talks.Reader.ReadAsync("/api/streams/positions:island-talks%2Fsouth")).Body);
        var earlier = (await talks.Reader.ReadAsync("/api/streams/positions:island-talks/south?version=2")).Must(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", 2), (earlier.ETag, earlier.Json.GetProperty("events").GetArrayLength()));
        var part = (await talks.Reader.ReadAsync("/api/streams/positions:island-talks/south?limit=2")).Json;
        var rest = (await talks.Reader.ReadAsync($"/api/streams/positions:island-talks/south?limit=2&next={part.GetProperty("next").GetString()}")).Json;
        Assert.Equal((3, JsonValueKind.Null), (rest.GetProperty("events")[0].GetProperty("version").GetInt32(), rest.GetProperty("next").ValueKind));
        var beyond = await talks.Reader.ReadAsync("/api/streams/positions:island-talks/south?version=4");
        Assert.Equal((HttpStatusCode.NotFound, "unknown-version", 3), (beyond.Status, beyond.Problem, beyond.Json.GetProperty("currentVersion").GetInt32()));
    }

    [Fact]
    public async Task A_negotiation_is_read_by_itself()
    {
        (await talks.Writer.PostAsync("/api/negotiations", """{"id":"other-talks","title":"Other"}""")).Must(HttpStatusCode.Created);
        var own = Lines(await talks.Reader.ReadAsync("/api/events?negotiation=other-talks"));
        Assert.Equal("other-talks", Assert.Single(own).GetProperty("negotiation").GetString());
        Assert.Equal("position-beyond-head", (await talks.Reader.ReadAsync("/api/events?after=1000000")).Must(HttpStatusCode.NotFound).Problem);
    }
}
