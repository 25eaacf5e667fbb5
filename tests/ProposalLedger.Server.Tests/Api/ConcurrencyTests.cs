using System.Net;

namespace ProposalLedger.Server.Tests.Api;

public class ConcurrencyTests(Talks talks) : IClassFixture<Talks>
{
    private const string Positions = "/api/streams/positions:island-talks/north";

    [Fact]
    public async Task P2_Of_eight_writers_with_one_version_one_wins_and_the_others_get_412_with_the_current_version()
    {
        var version = (await talks.Reader.ReadAsync("/api/streams/negotiation:island-talks")).ETag;
        var head = await talks.HeadAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            talks.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"race-{{i}}","title":"Race {{i}}"}""", ("If-Match", version))));
        var won = Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        var lost = replies.Where(r => r != won).ToList();
        Assert.All(lost, reply =>
        {
            reply.Must(HttpStatusCode.PreconditionFailed);
            Assert.Equal("version-conflict", reply.Problem);
            Assert.Equal(won.Version, reply.Json.GetProperty("currentVersion").GetInt64());
            Assert.Equal(won.ETag, reply.ETag);
        });
        Assert.Equal(head + 1, await talks.HeadAsync());
    }

    [Fact]
    public async Task P2_Writers_that_name_no_version_all_win_and_none_is_lost()
    {
        var head = await talks.HeadAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            talks.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"free-{{i}}","title":"Free {{i}}"}""")));
        Assert.All(replies, reply => reply.Must(HttpStatusCode.Created));
        Assert.Equal(Enumerable.Range(1, 16).Select(i => head + i), replies.Select(r => r.Position).Order());
    }

    [Fact]
    public async Task Of_two_contents_for_one_id_one_is_recorded_and_the_other_refused()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            talks.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"one-id","title":"Content {{i}}"}""")));
        Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.Created), r => Assert.Equal((HttpStatusCode.Conflict, "id-taken"), (r.Status, r.Problem)));
    }

    [Fact]
    public async Task What_replaces_something_needs_If_Match()
    {
        var head = await talks.HeadAsync();
        (string Path, string Body)[] replacing =
        [
            ("/claims/north-supports/corrections", """{"reason":"x","occurred":"2025-01-09"}"""),
            ("/claims/north-supports/retractions", """{"reason":"x"}"""),
            ("/proposals/zone-plan/status", """{"id":"s","draft":"zone-plan/first","point":"1","status":"open","occurred":"2025-01-12","sources":["gazette"],"reason":"x"}"""),
            ("/resolutions", """{"id":"r","conflict":"c","chosen":"none","reason":"x"}"""),
        ];
        foreach (var (path, body) in replacing)
            Assert.Equal((HttpStatusCode.PreconditionRequired, "if-match-required"), (await talks.Writer.PostAsync(Talks.N + path, body)) is var r ? (r.Status, r.Problem) : default);
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Fact]
    public async Task If_Match_takes_a_version_a_list_of_them_or_any()
    {
        async Task<HttpStatusCode> Try(string id, string match) =>
            (await talks.Writer.PostAsync(Talks.N + "/sources", $$"""{"id":"{{id}}","publisher":"P","title":"T","kind":"news"}""", ("If-Match", match))).Status;
        var version = (await talks.Reader.ReadAsync("/api/streams/negotiation:island-talks")).ETag;
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Try("m-1", "W/" + version));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Try("m-2", "\"hello\""));
        Assert.Equal(HttpStatusCode.BadRequest, await Try("m-3", "hello"));
        Assert.Equal(HttpStatusCode.Created, await Try("m-4", $"\"hello\", {version}"));
        Assert.Equal(HttpStatusCode.Created, await Try("m-5", "*"));
    }

    [Fact]
    public async Task A_correction_is_checked_against_the_stream_of_its_claim()
    {
        var version = (await talks.Reader.ReadAsync(Positions)).ETag;
        const string body = """{"reason":"The paper says the ninth.","occurred":"2025-01-09"}""";
        (await talks.Writer.PostAsync(Talks.N + "/claims/north-supports/corrections", body, ("If-Match", "\"77\""))).Must(HttpStatusCode.PreconditionFailed);
        var done = (await talks.Writer.PostAsync(Talks.N + "/claims/north-supports/corrections", body, ("If-Match", version))).Must(HttpStatusCode.Created);
        Assert.Equal("/api/negotiations/island-talks/claims/north-supports", done.Headers.Location!.ToString());
        Assert.Equal(done.ETag, (await talks.Reader.ReadAsync(Positions)).ETag);
    }
}
