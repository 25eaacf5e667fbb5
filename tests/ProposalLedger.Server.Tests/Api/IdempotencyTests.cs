using System.Net;

namespace ProposalLedger.Server.Tests.Api;

public class IdempotencyTests(Talks talks) : IClassFixture<Talks>
{
    private static readonly (string, string) Key = ("Idempotency-Key", "k-1");

    [Fact]
    public async Task P3_The_same_command_sent_twice_has_one_effect_and_the_same_answer()
    {
        const string body = """{"id":"cable","title":"Undersea cable"}""";
        var first = (await talks.Writer.PostAsync(Talks.N + "/issues", body, Key)).Must(HttpStatusCode.Created);
        var head = await talks.HeadAsync();
        var second = await talks.Writer.PostAsync(Talks.N + "/issues", body, Key);
        Assert.Equal((first.Status, first.Body, first.ETag, first.Headers.Location), (second.Status, second.Body, second.ETag, second.Headers.Location));
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Fact]
    public async Task P3_The_same_command_sent_twenty_times_at_once_has_one_effect_and_one_answer()
    {
        var before = await talks.HeadAsync();
        const string body = """{"id":"ferry","title":"Ferry"}""";
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => talks.Writer.PostAsync(Talks.N + "/issues", body, ("Idempotency-Key", "ferry"))));
        Assert.Single(replies.Select(r => (r.Status, r.Body)).Distinct());
        Assert.Equal(HttpStatusCode.Created, replies[0].Status);
        Assert.Equal(before + 1, await talks.HeadAsync());
    }

    [Fact]
    public async Task P3_The_same_conditional_command_sent_at_once_is_won_by_itself()
    {
        var version = (await talks.Reader.ReadAsync("/api/streams/negotiation:island-talks")).ETag;
        const string body = """{"id":"lighthouse","title":"Lighthouse"}""";
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            talks.Writer.PostAsync(Talks.N + "/issues", body, ("Idempotency-Key", "lighthouse"), ("If-Match", version))));
        Assert.All(replies, reply => reply.Must(HttpStatusCode.Created));
        Assert.Single(replies.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task P3_Another_body_or_address_under_a_used_key_is_refused()
    {
        (await talks.Writer.PostAsync(Talks.N + "/issues", """{"id":"quota","title":"Quota"}""", ("Idempotency-Key", "quota"))).Must(HttpStatusCode.Created);
        var head = await talks.HeadAsync();
        var body = (await talks.Writer.PostAsync(Talks.N + "/issues", """{"id":"quota","title":"Quotas"}""", ("Idempotency-Key", "quota"))).Must(HttpStatusCode.UnprocessableEntity);
        var address = (await talks.Writer.PostAsync(Talks.N + "/persons", """{"id":"quota","title":"Quota"}""", ("Idempotency-Key", "quota"))).Must(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("idempotency-key-reused", "idempotency-key-reused"), (body.Problem, address.Problem));
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Fact]
    public async Task P3_The_key_is_looked_up_before_anything_else()
    {
        const string body = """{"id":"north-tax","name":"North again","kind":"party"}""";
        var first = (await talks.Writer.PostAsync(Talks.N + "/parties", body, ("Idempotency-Key", "tax"))).Must(HttpStatusCode.Created);
        var retry = await talks.Writer.PostAsync(Talks.N + "/parties", body, ("Idempotency-Key", "tax"), ("If-Match", "\"999\""));
        Assert.Equal((first.Status, first.Body), (retry.Status, retry.Body));
    }

    [Fact]
    public async Task P3_A_command_that_changes_nothing_answers_200_and_is_remembered_too()
    {
        const string body = """{"id":"fishing","title":"Fishing zone"}""";
        var first = (await talks.Writer.PostAsync(Talks.N + "/issues", body, ("Idempotency-Key", "same"))).Must(HttpStatusCode.OK);
        Assert.Equal(4, first.Position);
        (await talks.Writer.PostAsync(Talks.N + "/issues", """{"id":"salt","title":"Salt"}""")).Must(HttpStatusCode.Created);
        var again = (await talks.Writer.PostAsync(Talks.N + "/issues", body, ("Idempotency-Key", "same"))).Must(HttpStatusCode.OK);
        Assert.Equal(first.Body, again.Body);
        (await talks.Writer.PostAsync(Talks.N + "/issues", """{"id":"other","title":"Other"}""", ("Idempotency-Key", "same"))).Must(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_key_is_the_actors_own()
    {
        var token = (await talks.Writer.PostAsync("/api/tokens", """{"name":"ana"}""")).Must(HttpStatusCode.Created).Json.GetProperty("token").GetString();
        using var ana = talks.Server.ClientOf(token);
        (await talks.Writer.PostAsync(Talks.N + "/issues", """{"id":"buoys","title":"Buoys"}""", ("Idempotency-Key", "mine"))).Must(HttpStatusCode.Created);
        (await ana.PostAsync(Talks.N + "/issues", """{"id":"nets","title":"Nets"}""", ("Idempotency-Key", "mine"))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused_by_name()
    {
        var reply = await talks.Writer.PostAsync(Talks.N + "/issues", "{}", ("Idempotency-Key", new string('k', 201)));
        Assert.Equal((HttpStatusCode.BadRequest, "bad-header", "/Idempotency-Key"), (reply.Status, reply.Problem, reply.Errors[0].Pointer));
    }

    [Fact]
    public async Task A_status_without_an_id_is_recorded_once_however_often_it_is_sent()
    {
        const string body = """{"draft":"zone-plan/first","point":"1","status":"agreed","between":["north","south"],"occurred":"2025-01-12","sources":["gazette"],"reason":"Both say so."}""";
        var first = (await talks.Writer.PostAsync(Talks.N + "/proposals/zone-plan/status", body, ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var again = (await talks.Writer.PostAsync(Talks.N + "/proposals/zone-plan/status", body, ("If-Match", "*"))).Must(HttpStatusCode.OK);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal("first-1-agreed-2025-01-12", (await talks.Reader.ReadAsync($"/api/events/{first.Position}")).Json.GetProperty("data").GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_was_retracted_is_not_already_so()
    {
        var claim = Talks.Claim.Replace("north-supports", "taken-back", StringComparison.Ordinal);
        (await talks.Writer.PostAsync(Talks.N + "/claims", claim)).Must(HttpStatusCode.Created);
        (await talks.Writer.PostAsync(Talks.N + "/claims/taken-back/retractions", """{"reason":"Misheard."}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var again = await talks.Writer.PostAsync(Talks.N + "/claims", claim);
        Assert.Equal((HttpStatusCode.Conflict, "retracted"), (again.Status, again.Problem));
    }
}
