using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>P14: wrong input gets a problem that says what and where, and changes nothing.</summary>
public class WrongInputTests(Talks talks) : IClassFixture<Talks>
{
    private const string Deep = "/propositions";
    private static readonly string Nested = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));

    public static TheoryData<string, string, int, string, string> Wrong => new()
    {
        // path, body, status, code, pointer
        { "/issues", "", 400, "malformed-json", "" },
        { "/issues", "{\"id\":", 400, "malformed-json", "" },
        { "/issues", "[]", 400, "wrong-type", "" },
        { "/issues", "null", 400, "wrong-type", "" },
        { "/issues", """{"id":"a","title":"A",}""", 400, "malformed-json", "" },
        { "/issues", """{"id":"a","title":"A"} x""", 400, "malformed-json", "" },
        { "/issues", """{"id":"a","title":"A","colour":"red"}""", 400, "unknown-field", "/colour" },
        { "/issues", """{"id":"a","Title":"A"}""", 400, "unknown-field", "/Title" },
        { "/issues", """{"id":"a","title":"A","title":"B"}""", 400, "duplicate-key", "/title" },
        { "/issues", """{"id":"a"}""", 400, "missing-field", "/title" },
        { "/issues", """{"id":"a","title":7}""", 400, "wrong-type", "/title" },
        { "/issues", """{"id":"a","title":null}""", 400, "wrong-type", "/title" },
        { "/issues", """{"id":"a","title":"\ud800"}""", 400, "malformed-json", "/title" },
        { "/issues", """{"id":"a","title":"\u0000"}""", 422, "forbidden-character", "/title" },
        { "/issues", """{"id":"A b","title":"A"}""", 422, "not-a-slug", "/id" },
        { "/issues", "{\"id\":\"a\u202e\",\"title\":\"A\"}", 422, "not-a-slug", "/id" },
        { "/issues", """{"id":"fishing","title":"Another"}""", 409, "id-taken", "/id" },
        { "/issues", "{\"id\":\"a\",\"title\":" + Nested + "}", 400, "too-deep", "" },
        { "/issues", "{\"id\":\"a\",\"title\":\"" + new string('x', 16 * 1024 + 1) + "\"}", 422, "text-too-long", "/title" },
        { Deep, """{"id":"a","issue":"nothing","text":"T"}""", 422, "unknown-issue", "/issue" },
        { "/parties", """{"id":"a","name":"A","kind":"state"}""", 400, "unknown-value", "/kind" },
        { "/parties", """{"id":"a","name":"A","kind":0}""", 400, "wrong-type", "/kind" },
        { "/sources", """{"id":"a","publisher":"P","title":"T","kind":"news","published":"2025-02-30"}""", 400, "impossible-date", "/published" },
        { "/actions", """{"id":"a","actor":"north","occurred":"2025","text":"T","sources":["none"]}""", 422, "unknown-source", "/sources/0" },
        { "/sessions", """{"id":"a","kind":"meeting","status":"held","occurred":"2025/2024","participants":[],"reports":[]}""", 422, "end-before-beginning", "/occurred" },
        { "/mandates", """{"id":"a","person":"nobody","party":"north","sources":["gazette"]}""", 422, "unknown-person", "/person" },
        { "/proposals/none/drafts", """{"id":"a","title":"A","occurred":"2025","text":"unknown","sources":["gazette"],"points":[]}""", 404, "unknown-proposal", "" },
        { "/proposals/zone-plan/drafts", """{"id":"a","proposal":"other","title":"A","occurred":"2025","text":"unknown","sources":["gazette"],"points":[]}""", 422, "elsewhere", "/proposal" },
        { "/proposals/zone-plan/drafts", """{"id":"first","title":"Edited","occurred":"2025","text":"unknown","sources":["gazette"],"points":[]}""", 409, "id-taken", "/id" },
        { "/proposals/zone-plan/drafts/none/renderings", """{"id":"a","labels":{},"sources":["gazette"]}""", 404, "unknown-draft", "" },
        { "/proposals/zone-plan/amendments", """{"id":"a","draft":"other/first","by":["north"],"occurred":"2025","changes":[{"kind":"insert","text":"T"}],"sources":["gazette"]}""", 422, "elsewhere", "/draft" },
        { "/lineage", """{"id":"a","fate":"split","from":["zone-plan/first/1"],"to":["zone-plan/first/9"],"mode":"asserted","confidence":"reported"}""", 422, "unknown-point", "/to/0" },
        { "/claims", Talks.Claim.Replace("\"stance\":\"supports\",", "", StringComparison.Ordinal).Replace("north-supports", "a", StringComparison.Ordinal), 422, "stance-required", "/stance" },
        { "/claims", Talks.Claim.Replace("\"proposition\":\"shared-zone\"", "\"issue\":\"fishing\"", StringComparison.Ordinal).Replace("north-supports", "a", StringComparison.Ordinal), 400, "unknown-field", "/about/issue" },
        { "/claims/north-supports/corrections", "{", 400, "malformed-json", "" },
        { "/claims/north-supports/corrections", "[]", 400, "wrong-type", "" },
        { "/claims/north-supports/corrections", """{"reason":"r","reason":"s"}""", 400, "duplicate-key", "" },
        { "/claims/north-supports/corrections", """{"reason":"r","colour":"red"}""", 400, "unknown-field", "/colour" },
        { "/claims/north-supports/corrections", """{"reason":"r","text":null}""", 400, "missing-field", "/text" },
        { "/claims/north-supports/corrections", "{\"reason\":\"r\",\"text\":" + Nested + "}", 400, "too-deep", "" },
        { "/claims/north-supports/retractions", """{"reason":"r","colour":"red"}""", 400, "unknown-field", "/colour" },
        { "/claims/north-supports/retractions", """{"reason":"r","published":"soon"}""", 400, "wrong-type", "/published" },
        { "/claims/north-supports/retractions", """{"reason":"r","sources":["none"]}""", 422, "unknown-source", "/sources/0" },
        { "/claims/north-supports/retractions", """{"reason":"\u0000"}""", 422, "forbidden-character", "/reason" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task P14_Wrong_input_gets_a_problem_that_says_what_and_where_and_changes_nothing(string path, string body, int status, string code, string pointer)
    {
        var head = await talks.HeadAsync();
        var reply = await talks.Writer.PostAsync(Talks.N + path, body, ("If-Match", "*"), ("Idempotency-Key", Guid.NewGuid().ToString()));
        Assert.True((status, code) == ((int)reply.Status, reply.Problem), reply.Body);
        if (status != 404) Assert.True(reply.Errors.Contains((code, pointer)), reply.Body);
        Assert.Equal(head, await talks.HeadAsync());
        var explained = await talks.Reader.ReadAsync(reply.Json.GetProperty("type").GetString()!);
        Assert.Equal((HttpStatusCode.OK, code), (explained.Status, explained.Json.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task P14_Malformed_json_is_located_by_line_and_column()
    {
        var reply = (await talks.Writer.PostAsync(Talks.N + "/issues", "{\n  \"id\": \"a\",\n  \"title\" \"A\"\n}")).Must(HttpStatusCode.BadRequest);
        var error = reply.Json.GetProperty("errors")[0];
        Assert.Equal((3, 11), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task P14_A_body_that_is_not_UTF_8_is_refused()
    {
        var bytes = new ByteArrayContent([.. "{\"id\":\"a\",\"title\":\""u8, 0xff, .. "\"}"u8]);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var reply = await talks.Writer.SendAsync(HttpMethod.Post, Talks.N + "/issues", bytes);
        Assert.Equal((HttpStatusCode.BadRequest, "malformed-json"), (reply.Status, reply.Problem));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task P14_A_body_over_256_KiB_is_413_whether_or_not_it_says_its_length(bool saysLength)
    {
        var head = await talks.HeadAsync();
        var bytes = Encoding.UTF8.GetBytes("{\"id\":\"a\",\"title\":\"" + new string('x', 256 * 1024) + "\"}");
        HttpContent content = saysLength ? new ByteArrayContent(bytes) : new StreamContent(new Unmeasured(bytes));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var reply = await talks.Writer.SendAsync(HttpMethod.Post, Talks.N + "/issues", content);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (reply.Status, reply.Problem));
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Theory, InlineData("text/plain"), InlineData("application/yaml"), InlineData("application/json; charset=latin1"), InlineData(null)]
    public async Task P14_A_body_of_another_kind_is_415(string? type)
    {
        var content = new ByteArrayContent("""{"id":"a","title":"A"}"""u8.ToArray());
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        var reply = await talks.Writer.SendAsync(HttpMethod.Post, Talks.N + "/issues", content);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "wrong-content-type"), (reply.Status, reply.Problem));
    }

    [Fact]
    public async Task All_faults_of_one_body_are_told_together()
    {
        var reply = await talks.Writer.PostAsync(Talks.N + "/parties", """{"id":"B b","name":" ","kind":"party"}""");
        Assert.Equal([("blank", "/name"), ("not-a-slug", "/id")], reply.Errors.Order());
    }

    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
