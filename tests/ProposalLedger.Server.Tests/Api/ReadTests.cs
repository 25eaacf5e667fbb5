using System.Net;
using System.Text;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.Server.Tests.Api;

public class ReadTests(Talks talks) : IClassFixture<Talks>
{
    [Fact]
    public async Task P8_The_caller_of_a_command_sees_its_own_write_in_the_next_read_two_hundred_times()
    {
        for (var i = 0; i < 200; i++)
        {
            var written = (await talks.Writer.PostAsync(Talks.N + "/persons", $$"""{"id":"p-{{i}}","name":"Person {{i}}"}""")).Must(HttpStatusCode.Created);
            Assert.True(long.Parse(written.Header("Ledger-Position"), null) >= written.Position);
            (await talks.Reader.ReadAsync($"{Talks.N}/persons/p-{i}")).Must(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task P9_Every_view_says_the_position_that_it_was_computed_at_and_the_ledgers_head()
    {
        var head = await talks.HeadAsync();
        foreach (var path in new[] { "", "/parties", "/claims", "/drafts/zone-plan/first", "/positions", "/timeline" })
        {
            var read = (await talks.Reader.ReadAsync(Talks.N + path)).Must(HttpStatusCode.OK);
            Assert.True(long.Parse(read.Header("Ledger-Position"), null) >= head, path);
            Assert.True(long.Parse(read.Header("Ledger-Head"), null) >= long.Parse(read.Header("Ledger-Position"), null), path);
        }
        Assert.Equal("3", (await talks.Reader.ReadAsync(Talks.N + "/parties?at=3")).Header("Ledger-Position"));
    }

    [Fact]
    public async Task A_body_is_canonical_and_its_tag_is_its_hash()
    {
        var read = (await talks.Reader.ReadAsync(Talks.N + "/drafts/zone-plan/first")).Must(HttpStatusCode.OK);
        var bytes = Encoding.UTF8.GetBytes(read.Body);
        Assert.Equal(Canonical.Bytes(bytes), bytes);
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}\"", read.ETag);
    }

    [Fact]
    public async Task Who_has_the_body_is_told_so_until_it_changes()
    {
        var read = await talks.Reader.ReadAsync(Talks.N + "/mandates");
        var known = await talks.Reader.ReadAsync(Talks.N + "/mandates", ("If-None-Match", read.ETag));
        Assert.Equal((HttpStatusCode.NotModified, "", read.ETag), (known.Status, known.Body, known.ETag));
        (await talks.Writer.PostAsync(Talks.N + "/persons", """{"id":"envoy","name":"E. Envoy"}""")).Must(HttpStatusCode.Created);
        (await talks.Writer.PostAsync(Talks.N + "/mandates", """{"id":"envoy-1","person":"envoy","party":"north","sources":["gazette"]}""")).Must(HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await talks.Reader.ReadAsync(Talks.N + "/mandates", ("If-None-Match", read.ETag))).Status);
    }

    [Fact]
    public async Task P9_A_stream_is_not_said_to_be_read_further_than_its_body_goes()
    {
        const string stream = "/api/streams/negotiation:island-talks?limit=500&next=";
        var from = (await talks.Reader.ReadAsync("/api/streams/negotiation:island-talks")).Json.GetProperty("version").GetInt64();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 150; i++) (await talks.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"raised-{{i}}","title":"Issue {{i}}"}""")).Must(HttpStatusCode.Created);
        }, TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            var read = (await talks.Reader.ReadAsync(stream + from)).Must(HttpStatusCode.OK);
            // Nobody writes elsewhere: all that is past the body's last event is missing from it.
            if (read.Json.GetProperty("events").EnumerateArray().LastOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } last)
                Assert.InRange(long.Parse(read.Header("Ledger-Position"), null), 1, last.GetProperty("position").GetInt64());
        }
        await writing;
    }

    [Fact]
    public async Task What_was_recorded_can_be_read_where_the_answer_says_it_is()
    {
        var made = (await talks.Writer.PostAsync(Talks.N + "/proposals", """{"id":"untabled","title":"To be tabled","by":["south"],"status":"floated","sources":["gazette"]}""")).Must(HttpStatusCode.Created);
        Assert.Equal($"/api/events/{made.Position}", made.Headers.Location!.ToString());
        Assert.Equal("To be tabled", (await talks.Reader.ReadAsync(made.Headers.Location.ToString())).Must(HttpStatusCode.OK).Json.GetProperty("data").GetProperty("title").GetString());

        var listed = (await talks.Reader.ReadAsync(Talks.N + "/proposals")).Json.GetProperty("items").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "untabled");
        Assert.Equal(("To be tabled", "floated", "gazette"), (listed.GetProperty("title").GetString(), listed.GetProperty("status").GetString(), listed.GetProperty("sources")[0].GetString()));
        Assert.Equal(made.Position, listed.GetProperty("changes")[0].GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task A_list_is_read_in_parts_that_make_the_whole()
    {
        for (var i = 0; i < 5; i++)
            (await talks.Writer.PostAsync(Talks.N + "/propositions", $$"""{"id":"prop-{{i}}","issue":"fishing","text":"Sentence {{i}}."}""")).Must(HttpStatusCode.Created);
        var (ids, next) = (new List<string>(), (string?)"");
        for (; next is not null; )
        {
            var page = (await talks.Reader.ReadAsync($"{Talks.N}/propositions?limit=2" + (next.Length > 0 ? $"&next={next}" : ""))).Must(HttpStatusCode.OK).Json;
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(["shared-zone", "prop-0", "prop-1", "prop-2", "prop-3", "prop-4"], ids);
    }

    [Fact]
    public async Task A_position_beyond_the_head_is_not_there_yet_and_the_answer_says_where_the_head_is()
    {
        var read = await talks.Reader.ReadAsync(Talks.N + "/parties?at=1000000");
        Assert.Equal((HttpStatusCode.NotFound, "position-beyond-head"), (read.Status, read.Problem));
        Assert.True(read.Json.GetProperty("head").GetInt64() >= 9);
    }

    [Theory]
    [InlineData("/parties?at=3&at=4", "/at")]
    [InlineData("/claims?limit=0", "/limit"), InlineData("/claims?limit=9999999999999999999", "/limit"), InlineData("/claims?next=zzz", "/next")]
    [InlineData("/compare", "/drafts"), InlineData("/timeline?kind=nonsense", "/kind")]
    [InlineData("/claims?holder=nix", "/holder"), InlineData("/parties?foo=1", "/foo")]
    public async Task P14_A_query_that_cannot_be_read_is_400_and_names_the_parameter(string path, string pointer)
    {
        var read = await talks.Reader.ReadAsync(Talks.N + path);
        Assert.Equal((HttpStatusCode.BadRequest, "bad-parameter", pointer), (read.Status, read.Problem, read.Errors[0].Pointer));
    }

    [Theory]
    [InlineData("/api/negotiations/nowhere", "unknown-negotiation"), InlineData("/api/negotiations/nowhere/claims", "unknown-negotiation")]
    [InlineData(Talks.N + "/parties/west", "unknown-party"), InlineData(Talks.N + "/drafts/zone-plan/ninth", "unknown-draft")]
    [InlineData(Talks.N + "/proposals/none", "unknown-proposal"), InlineData(Talks.N + "/claims/none", "unknown-claim")]
    [InlineData(Talks.N + "/nonsense", "not-found"), InlineData("/api/nonsense", "not-found"), InlineData("/api", "not-found")]
    [InlineData("/api/events/1000000", "unknown-event"), InlineData("/api/streams/proposal:island-talks/none", "unknown-stream")]
    public async Task P14_What_is_not_there_is_a_problem_of_404(string path, string problem)
    {
        var read = await talks.Reader.ReadAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, problem), (read.Status, read.Problem));
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_405()
    {
        var reply = await talks.Writer.SendAsync(HttpMethod.Delete, Talks.N + "/parties", null);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method-not-allowed"), (reply.Status, reply.Problem));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await talks.Writer.PostAsync(Talks.N + "/positions", "{}")).Status);
    }

    [Fact]
    public async Task HEAD_says_what_GET_would_without_the_body()
    {
        var get = await talks.Reader.ReadAsync(Talks.N + "/issues");
        var head = await talks.Reader.SendAsync(HttpMethod.Head, Talks.N + "/issues", null);
        Assert.Equal((HttpStatusCode.OK, "", get.ETag), (head.Status, head.Body, head.ETag));
        // An endless answer has no end to wait for: its head is that of the page.
        Assert.Equal(HttpStatusCode.OK, (await talks.Reader.SendAsync(HttpMethod.Head, "/api/events", null, ("Accept", "text/event-stream"))).Status);
    }

    [Fact]
    public async Task Every_answer_of_a_list_of_negotiations_holds_what_was_opened()
    {
        var read = (await talks.Reader.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
        Assert.Contains(read.Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == "island-talks");
    }
}
