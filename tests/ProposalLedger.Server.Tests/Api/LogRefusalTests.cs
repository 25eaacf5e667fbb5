using System.Net;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>P14: a log that cannot be read or followed as it is asked for is a problem, never a stream.</summary>
public class LogRefusalTests(Talks talks) : IClassFixture<Talks>
{
    private const string N = "negotiation=island-talks";

    public static TheoryData<string, int, string, string> Wrong => new()
    {
        // query, status, code, pointer
        { "after=1000000", 404, "position-beyond-head", "/after" },
        { "after=-1", 400, "negative-position", "/after" },
        { "after=soon", 400, "bad-parameter", "/after" },
        { "after=1.5", 400, "bad-parameter", "/after" },
        { "after=%2B1", 400, "bad-parameter", "/after" },
        { "after=", 400, "bad-parameter", "/after" },
        { "after=1&after=2", 400, "bad-parameter", "/after" },
        { "after=99999999999999999999", 400, "bad-parameter", "/after" },
        { "negotiation=nowhere", 404, "unknown-negotiation", "/negotiation" },
        { "negotiation=No%00", 404, "unknown-negotiation", "/negotiation" },
        { N + "&party=nobody", 404, "unknown-party", "/party" },
        { N + "&party=north,nobody", 404, "unknown-party", "/party" },
        { N + "&party=%00", 404, "unknown-party", "/party" },
        { N + "&proposal=first", 404, "unknown-proposal", "/proposal" },
        { N + "&issue=shared-zone", 404, "unknown-issue", "/issue" },
        { "negotiation=nowhere&party=north", 404, "unknown-negotiation", "/negotiation" },
        { "type=claim", 400, "unknown-type", "/type" },
        { "type=claim-recorded,claim-recorded.v2", 400, "unknown-type", "/type" },
        { "party=north", 400, "meaningless-filter", "/party" },
        { "proposal=zone-plan", 400, "meaningless-filter", "/proposal" },
        { "issue=fishing", 400, "meaningless-filter", "/issue" },
        { N + "&party=", 400, "meaningless-filter", "/party" },
        { N + "&party=north,", 400, "meaningless-filter", "/party" },
        { N + "&party=north,north", 400, "meaningless-filter", "/party" },
        { N + "&party=north&type=source-registered", 400, "meaningless-filter", "/type" },
        { N + "&party=north&party=south", 400, "bad-parameter", "/party" },
        { N + "&parties=north", 400, "unknown-parameter", "/parties" },
    };

    public static TheoryData<string, int, string, string> WrongLastIds => new()
    {
        { "soon", 400, "bad-header", "/Last-Event-ID" },
        { "1 2", 400, "bad-header", "/Last-Event-ID" },
        { "1, 2", 400, "bad-header", "/Last-Event-ID" },
        { "-1", 400, "negative-position", "/Last-Event-ID" },
        { "1000000", 404, "position-beyond-head", "/Last-Event-ID" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_query_is_refused_alike_as_a_list_and_as_a_stream(string query, int status, string code, string pointer)
    {
        var head = await talks.HeadAsync();
        foreach (var accept in new[] { "*/*", "text/event-stream" })
            Check(await talks.Reader.ReadAsync($"/api/events?{query}", ("Accept", accept)), status, code, pointer);
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Theory, MemberData(nameof(WrongLastIds))]
    public async Task A_wrong_last_id_is_no_stream(string last, int status, string code, string pointer) =>
        Check(await talks.Reader.ReadAsync("/api/events?after=0", ("Accept", "text/event-stream"), ("Last-Event-ID", last)), status, code, pointer);

    [Fact]
    public async Task A_stream_has_no_limit_and_a_type_that_is_not_there_is_named()
    {
        Check(await talks.Reader.ReadAsync("/api/events?after=0&limit=5", ("Accept", "text/event-stream")), 400, "unknown-parameter", "/limit");
        Assert.Contains("'claim'", (await talks.Reader.ReadAsync("/api/events?type=claim-recorded,claim")).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_leaves_out_the_rest_and_pages_as_the_log_does()
    {
        async Task<string> TypesAsync(string query) => string.Join(' ', (await talks.Reader.ReadAsync($"/api/events?{query}")).Must(HttpStatusCode.OK).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonElement.Parse(line).GetProperty("type").GetString()!.Split('.')[0]));

        Assert.Equal("party-added proposal-made draft-tabled claim-recorded", await TypesAsync($"{N}&party=north"));
        Assert.Equal("party-added party-added proposal-made draft-tabled claim-recorded", await TypesAsync($"{N}&party=north,south"));
        Assert.Equal("proposal-made draft-tabled", await TypesAsync($"{N}&party=north&proposal=zone-plan"));
        Assert.Equal("issue-raised proposition-put draft-tabled claim-recorded", await TypesAsync($"{N}&issue=fishing"));
        Assert.Equal("proposition-put draft-tabled", await TypesAsync($"{N}&issue=fishing&type=draft-tabled.v1,proposition-put"));
        Assert.Equal("issue-raised proposition-put", await TypesAsync($"{N}&issue=fishing&limit=2"));
        Assert.Equal("draft-tabled claim-recorded", await TypesAsync($"{N}&issue=fishing&after=5"));
        Assert.Equal("", await TypesAsync($"{N}&party=south&after=3"));
        Assert.Equal("negotiation-opened source-registered", await TypesAsync("type=source-registered,negotiation-opened"));
    }

    private static void Check(Reply told, int status, string code, string pointer)
    {
        Assert.Equal((HttpStatusCode)status, told.Status);
        Assert.Equal(code, told.Problem);
        if (pointer.Length > 0) Assert.Equal((code, pointer), Assert.Single(told.Errors));
    }
}
