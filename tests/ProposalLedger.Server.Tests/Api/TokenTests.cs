using System.Net;
using Npgsql;

namespace ProposalLedger.Server.Tests.Api;

public class TokenTests(Talks talks) : IClassFixture<Talks>
{
    private const string Body = """{"id":"unseen","title":"Unseen"}""";

    [Theory, InlineData(null), InlineData("wrong"), InlineData("")]
    public async Task P15_Without_a_token_nothing_is_written(string? token)
    {
        var head = await talks.HeadAsync();
        using var stranger = talks.Server.ClientOf(null);
        if (token is not null) stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var path in new[] { "/api/negotiations", Talks.N + "/issues", Talks.N + "/claims/north-supports/retractions", "/api/tokens", "/api/views/claims/rebuild" })
        {
            var reply = await stranger.PostAsync(path, Body, ("If-Match", "*"));
            Assert.Equal((HttpStatusCode.Unauthorized, "token-required"), (reply.Status, reply.Problem));
            Assert.StartsWith("Bearer", reply.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.ReadAsync("/api/tokens")).Status);
        Assert.Equal(head, await talks.HeadAsync());
    }

    [Fact]
    public async Task P15_A_revoked_or_expired_token_writes_no_more()
    {
        var revoked = (await talks.Writer.PostAsync("/api/tokens", """{"name":"short"}""")).Must(HttpStatusCode.Created).Json;
        using var client = talks.Server.ClientOf(revoked.GetProperty("token").GetString());
        (await client.PostAsync(Talks.N + "/issues", """{"id":"seen","title":"Seen"}""")).Must(HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.NoContent, (await talks.Writer.SendAsync(HttpMethod.Delete, "/api/tokens/" + revoked.GetProperty("id").GetString(), null)).Status);
        (await client.PostAsync(Talks.N + "/issues", Body)).Must(HttpStatusCode.Unauthorized);

        var ending = (await talks.Writer.PostAsync("/api/tokens", $$"""{"name":"ending","expires":"{{DateTimeOffset.UtcNow.AddHours(1):o}}"}""")).Must(HttpStatusCode.Created).Json;
        using var late = talks.Server.ClientOf(ending.GetProperty("token").GetString());
        await ExecuteAsync($"update pl_tokens set expires_at = now() - interval '1 second' where id = '{ending.GetProperty("id").GetString()}'");
        (await late.PostAsync(Talks.N + "/issues", Body)).Must(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Names_in_any_one_alphabet_are_names()
    {
        foreach (var name in new[] { "Олена", "Ελένη", "Søren Ωμέγα", "李 Ana", "Ольга (desk)", "d'Été" })
            (await talks.Writer.PostAsync("/api/tokens", System.Text.Json.JsonSerializer.Serialize(new { name }))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash_alone()
    {
        var issued = (await talks.Writer.PostAsync("/api/tokens", """{"name":"once"}""")).Must(HttpStatusCode.Created);
        var secret = issued.Json.GetProperty("token").GetString()!;
        var list = (await talks.Writer.ReadAsync("/api/tokens")).Must(HttpStatusCode.OK);
        Assert.Contains("once", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list.Body, StringComparison.Ordinal);
        Assert.Equal("0", await ExecuteAsync($"select count(*) from pl_tokens t where t::text like '%{secret}%'"));
    }

    [Theory, InlineData("/api/tokens", """{"name":"a","roles":["emperor"]}"""), InlineData("/api/roles", """{"actor":"jwt:a","role":"emperor","reason":"R"}"""), InlineData("/api/tokens", """{"name":"a","roles":[4]}""")]
    public async Task A_role_that_there_is_not_is_answered_with_those_that_there_are(string path, string body)
    {
        var refused = (await talks.Writer.PostAsync(path, body)).Must(HttpStatusCode.BadRequest);
        Assert.Contains("reader, recorder, editor, auditor, administrator", refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("ProposalLedger.", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "/name"), InlineData("""{"name":" "}""", "/name"), InlineData("""{"name":"a","expires":"2020-01-01T00:00:00Z"}""", "/expires")]
    [InlineData("""{"name":"a","expires":"soon"}""", "/expires"), InlineData("""{"name":"a\nb"}""", "/name")]
    [InlineData("""{"name":"s\u0435\u0435ds"}""", "/name"), InlineData("""{"name":"Ana \u039Fwner"}""", "/name")]
    public async Task P14_A_token_that_makes_no_sense_is_not_issued(string body, string pointer)
    {
        var reply = await talks.Writer.PostAsync("/api/tokens", body);
        Assert.Equal((HttpStatusCode.BadRequest, pointer), (reply.Status, reply.Errors[0].Pointer));
    }

    [Theory, InlineData("owner"), InlineData("OWNER"), InlineData("\uff4fwner"), InlineData("seeds"), InlineData("Seeds"), InlineData("\uff53eeds")]
    public async Task P15_Nobody_is_issued_a_token_under_anothers_name(string name)
    {
        var reply = await talks.Writer.PostAsync("/api/tokens", $$"""{"name":"{{name}}"}""");
        Assert.Equal((HttpStatusCode.Conflict, "name-taken", "/name"), (reply.Status, reply.Problem, reply.Errors[0].Pointer));
    }

    [Theory, InlineData("owner\u200b"), InlineData("\u202eowner"), InlineData("ow\u00adner"), InlineData("owner\u3164"), InlineData(" owner"), InlineData("owner\ufe0f"), InlineData("owner\u2028")]
    public async Task P15_A_name_has_nothing_in_it_that_cannot_be_seen(string name)
    {
        var reply = await talks.Writer.PostAsync("/api/tokens", $$"""{"name":"{{name}}"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "/name"), (reply.Status, reply.Errors[0].Pointer));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_token_is_revoked()
    {
        Task<Reply> IssueAsync() => talks.Writer.PostAsync("/api/tokens", """{"name":"carla"}""");
        var first = (await IssueAsync()).Must(HttpStatusCode.Created);
        (await IssueAsync()).Must(HttpStatusCode.Conflict);
        await talks.Writer.SendAsync(HttpMethod.Delete, "/api/tokens/" + first.Json.GetProperty("id").GetString(), null);
        (await IssueAsync()).Must(HttpStatusCode.Created);
    }

    private async Task<string?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(talks.Server.Database.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
