using System.Net;
using System.Text;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Tests.Api;
using static ProposalLedger.Server.Tests.Redacting.RedactedStage;

namespace ProposalLedger.Server.Tests.Redacting;

/// <summary>What a redaction answers, and what its readers are told.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private RedactedStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await RedactedStage.OpenAsync();

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    private long Told => stage.Positions[14];

    [Fact]
    public async Task P3_P10_A_redaction_is_an_event_with_actor_and_reason_and_redacting_twice_answers_with_the_first()
    {
        var first = (await stage.RedactAsync(Told, "A court ordered it.", ("Idempotency-Key", "r1"))).Must(HttpStatusCode.Created);
        Assert.Equal(first.Position, (await stage.RedactAsync(Told, "A court ordered it.", ("Idempotency-Key", "r1"))).Must(HttpStatusCode.Created).Position);
        Assert.Equal(first.Position, (await stage.RedactAsync(Told, "Once more.")).Must(HttpStatusCode.OK).Position);
        Assert.Equal(first.Position, (await stage.RedactAsync(Told, "Once more.", ("Idempotency-Key", "r2"))).Must(HttpStatusCode.OK).Position);
        Assert.Equal(first.Position, (await stage.RedactAsync(Told, "Once more.", ("Idempotency-Key", "r2"))).Must(HttpStatusCode.OK).Position);
        Assert.Equal("idempotency-key-reused", (await stage.RedactAsync(stage.Positions[0], "Another.", ("Idempotency-Key", "r1"))).Must(HttpStatusCode.UnprocessableEntity).Problem);

        Assert.Equal($"/api/events/{first.Position}", first.Headers.Location!.ToString());
        var said = (await stage.One.Reader.ReadAsync(first.Headers.Location.ToString())).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("event-redacted.v1", "owner", "A court ordered it.", $"negotiation:{N}"), (said.GetProperty("type").GetString(), said.GetProperty("actor").GetString(), said.GetProperty("reason").GetString(), said.GetProperty("stream").GetString()));
        Assert.Equal(Told, said.GetProperty("data").GetProperty("position").GetInt64());
        var gone = await stage.One.Reader.ReadAsync($"/api/events/{Told}");
        Assert.Equal(first.Position, gone.Json.GetProperty("redactedBy").GetInt64());
        Assert.Equal($"{Told}; by={first.Position}", gone.Header("Ledger-Redacted"));
        Assert.Equal(said.GetProperty("data").GetProperty("tombstone").ToString(), gone.Json.GetProperty("data").ToString());
    }

    [Fact]
    public async Task P14_What_cannot_be_redacted_is_refused_and_nothing_is_recorded()
    {
        var redaction = (await stage.RedactAsync(Told)).Must(HttpStatusCode.Created).Position;
        Assert.Equal("not-redactable", (await stage.RedactAsync(redaction)).Must(HttpStatusCode.Conflict).Problem);
        Assert.Equal("reason-required", (await stage.RedactAsync(1, " ")).Errors[0].Code);
        Assert.Equal("reason-required", (await stage.One.Writer.PostAsync("/api/events/1/redaction", "{}")).Errors[0].Code);
        Assert.Equal("unknown-field", (await stage.One.Writer.PostAsync("/api/events/1/redaction", """{"reason":"x","until":1}""")).Errors[0].Code);
        Assert.Equal("unknown-event", (await stage.RedactAsync(9999)).Must(HttpStatusCode.NotFound).Problem);
        Assert.Equal("bad-parameter", (await stage.One.Writer.PostAsync("/api/events/first/redaction", """{"reason":"x"}""")).Errors[0].Code);
        Assert.Equal("version-conflict", (await stage.RedactAsync(1, "A court ordered it.", ("If-Match", "\"1\""))).Must(HttpStatusCode.PreconditionFailed).Problem);
        (await stage.One.Reader.PostAsync("/api/events/1/redaction", """{"reason":"x"}""")).Must(HttpStatusCode.Unauthorized);
        var granted = redaction + 1; // who may do what has a stream and words of its own
        (await stage.One.Writer.PostAsync("/api/tokens", """{"name":"another","roles":["recorder"],"reason":"To record."}""")).Must(HttpStatusCode.Created);
        var access = (await stage.RedactAsync(granted)).Must(HttpStatusCode.Conflict);
        Assert.Equal("not-redactable", access.Problem);
        Assert.Contains("An event of tokens, roles or sessions cannot be redacted", access.Body, StringComparison.Ordinal);
        Assert.Equal(granted.ToString(System.Globalization.CultureInfo.InvariantCulture), (await stage.One.Reader.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"));
    }

    [Fact]
    public async Task P6_A_citation_that_held_the_text_says_so_and_no_cache_is_told_that_it_still_holds()
    {
        // Where an entry was corrected the list shows what the correction says.
        var told = stage.Positions[15];
        var addresses = new[] { $"/api/negotiations/{N}/claims/told?at={stage.Last}&v=1", $"/api/negotiations/{N}/claims?at={stage.Last}", $"/api/streams/positions:{N}/north", $"/api/events/{told}" };
        var before = new Dictionary<string, Reply>();
        foreach (var address in addresses)
        {
            var reply = before[address] = (await stage.Other.Reader.ReadAsync(address)).Must(HttpStatusCode.OK);
            Assert.Equal("", reply.Header("Ledger-Redacted"));
            // A cache may keep it, but asks.
            Assert.Equal("no-cache", reply.Header("Cache-Control"));
            (await stage.Other.Reader.ReadAsync(address, ("If-None-Match", reply.ETag))).Must(HttpStatusCode.NotModified);
        }
        var by = (await stage.RedactAsync(told)).Position;
        await stage.SettledAsync();
        foreach (var address in addresses)
        {
            var reply = (await stage.Other.Reader.ReadAsync(address, ("If-None-Match", before[address].ETag))).Must(HttpStatusCode.OK);
            Assert.NotEqual(before[address].ETag, reply.ETag);
            Assert.Equal($"{told}; by={by}", reply.Header("Ledger-Redacted"));
            Assert.Equal($"{told}; by={by}", (await stage.Other.Reader.ReadAsync(address, ("If-None-Match", reply.ETag))).Must(HttpStatusCode.NotModified).Header("Ledger-Redacted"));
        }
        Assert.True(await stage.One.Get<Coverage>().WaitForAsync(by, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        foreach (var address in new[] { $"/api/negotiations/{N}/cite?view=claims/told&at={stage.Last}", $"/api/negotiations/{N}/export?format=jsonl&at={stage.Last}", $"/{N}/claims/told?at={stage.Last}",
            $"/{N}/audit", $"/{N}/audit/{told}", $"/api/events/{told}/receipt" })
            Assert.Equal($"{told}; by={by}", (await stage.Other.Reader.ReadAsync(address)).Must(HttpStatusCode.OK).Header("Ledger-Redacted"));
        Assert.Equal("", (await stage.Other.Reader.ReadAsync($"/api/negotiations/{N}/claims/north-again")).Must(HttpStatusCode.OK).Header("Ledger-Redacted"));

        var page = (await stage.Other.Reader.ReadAsync($"/{N}/claims/told?at={stage.Last}")).Body;
        Assert.Contains("A court ordered it.", page, StringComparison.Ordinal);
        Assert.Contains($"/{N}/audit/{by}", page, StringComparison.Ordinal);
        Assert.Contains($"/{N}/audit/{by}", (await stage.Other.Reader.ReadAsync($"/{N}/audit/{told}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P3_The_command_whose_event_was_redacted_still_gets_its_answer_and_the_stream_its_version()
    {
        const string body = """{"id":"late","name":"quokka","kind":"party"}""";
        var first = (await stage.One.Writer.PostAsync($"/api/negotiations/{N}/parties", body, ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created);
        (await stage.RedactAsync(first.Position)).Must(HttpStatusCode.Created);
        Assert.Equal(first.Position, (await stage.One.Writer.PostAsync($"/api/negotiations/{N}/parties", body, ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created).Position);
        // What the rules go by is the tombstone now, at every node: the same text is another one.
        foreach (var node in new[] { stage.One, stage.Other }) Assert.Equal("id-taken", (await node.Writer.PostAsync($"/api/negotiations/{N}/parties", body)).Must(HttpStatusCode.Conflict).Problem);

        (await stage.RedactAsync(Told)).Must(HttpStatusCode.Created);
        var tag = (await stage.One.Reader.ReadAsync($"/api/streams/positions:{N}/north")).ETag;
        (await stage.One.Writer.PostAsync($"/api/negotiations/{N}/claims/told/corrections", """{"reason":"Said anew.","text":"Another text."}""", ("If-Match", tag))).Must(HttpStatusCode.Created);
        Assert.Contains("Another text.", (await stage.One.Reader.ReadAsync($"/api/negotiations/{N}/claims/told")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P3_P15_The_key_of_a_redacted_command_answers_no_other_command_and_names_no_negotiation()
    {
        const string body = """{"id":"late","name":"quokka","kind":"party"}""";
        var anna = await TokenAsync("anna", N);
        using var first = stage.One.ClientOf(anna.GetProperty("token").GetString());
        var told = (await first.PostAsync($"/api/negotiations/{N}/parties", body, ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created);
        (await first.PostAsync($"/api/negotiations/{N}/parties", body, ("Idempotency-Key", "again"))).Must(HttpStatusCode.OK);
        // Beside it stands what is no entry.
        await TokenAsync("another", N);
        (await stage.RedactAsync(told.Position)).Must(HttpStatusCode.Created);
        var head = await HeadAsync();

        Reused(await first.PostAsync($"/api/negotiations/{N}/parties", body.Replace("late", "later", StringComparison.Ordinal), ("Idempotency-Key", "late")));
        Reused(await first.PostAsync($"/api/negotiations/{N}/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "late")));
        Reused(await first.PostAsync($"/api/negotiations/{N}/parties/late/retractions", """{"reason":"Not there."}""", ("Idempotency-Key", "late"), ("If-Match", "*")));
        Reused(await first.PostAsync($"/api/negotiations/{N}/parties/late/corrections", """{"reason":"Another.","name":"numbat"}""", ("Idempotency-Key", "late"), ("If-Match", "*")));
        using var file = new StringContent($"negotiation: {{id: {N}, title: Island talks}}\nissues:\n  - {{id: late, title: Late}}\n", Encoding.UTF8, "application/yaml");
        Reused(await first.SendAsync(HttpMethod.Post, "/api/imports", file, ("Idempotency-Key", "late")));
        using var other = new StringContent($"negotiation: {{id: {N}, title: Island talks}}\nissues:\n  - {{id: late, title: Late}}\n", Encoding.UTF8, "application/yaml");
        Reused(await first.SendAsync(HttpMethod.Post, "/api/imports", other, ("Idempotency-Key", "again")));
        Assert.Equal(told.Position, (await first.PostAsync($"/api/negotiations/{N}/parties", body.Replace("quokka", "numbat", StringComparison.Ordinal), ("Idempotency-Key", "late"))).Must(HttpStatusCode.Created).Position);

        // Who has the name later, for another negotiation, learns nothing of this one.
        (await stage.One.Writer.DeleteAsync($"/api/tokens/{anna.GetProperty("id").GetString()}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var second = stage.One.ClientOf((await TokenAsync("anna", "other-talks")).GetProperty("token").GetString());
        (await stage.One.Writer.PostAsync("/api/negotiations", """{"id":"other-talks","title":"Other talks"}""")).Must(HttpStatusCode.Created);
        var reply = await second.PostAsync("/api/negotiations/other-talks/parties", body, ("Idempotency-Key", "late"));
        Reused(reply);
        Assert.DoesNotContain(N, reply.Body, StringComparison.Ordinal);
        Assert.Equal(head + 3, await HeadAsync()); // a token's end, a token, a negotiation

        async Task<long> HeadAsync() => long.Parse((await stage.One.Reader.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"), System.Globalization.CultureInfo.InvariantCulture);

        static void Reused(Reply reply) => Assert.Equal("idempotency-key-reused", reply.Must(HttpStatusCode.UnprocessableEntity).Problem);

        async Task<System.Text.Json.JsonElement> TokenAsync(string name, string negotiation) =>
            (await stage.One.Writer.PostAsync("/api/tokens", $$"""{"name":"{{name}}","negotiations":["{{negotiation}}"],"reason":"To record."}""")).Must(HttpStatusCode.Created).Json;
    }

    [Fact]
    public async Task P3_The_key_of_a_redacted_import_answers_that_import_alone()
    {
        using var yaml = File("Late");
        var first = (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", yaml, ("Idempotency-Key", "file"))).Must(HttpStatusCode.Created);
        (await stage.RedactAsync(first.Position)).Must(HttpStatusCode.Created);
        using var again = File("Late");
        Assert.Equal(first.Body, (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", again, ("Idempotency-Key", "file"))).Body);
        using var elsewhere = File("Late", "other-talks");
        Assert.Equal("idempotency-key-reused", (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", elsewhere, ("Idempotency-Key", "file"))).Must(HttpStatusCode.UnprocessableEntity).Problem);
        using var another = File("Late", id: "later");
        Assert.Equal("idempotency-key-reused", (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", another, ("Idempotency-Key", "file"))).Must(HttpStatusCode.UnprocessableEntity).Problem);
        Assert.Equal("idempotency-key-reused", (await stage.One.Writer.PostAsync($"/api/negotiations/{N}/issues", """{"id":"late","title":"Late"}""", ("Idempotency-Key", "file"))).Must(HttpStatusCode.UnprocessableEntity).Problem);

        static StringContent File(string title, string negotiation = N, string id = "late") => new($"negotiation: {{id: {negotiation}, title: Island talks}}\nissues:\n  - {{id: {id}, title: {title}}}\n", Encoding.UTF8, "application/yaml");
    }

    [Fact]
    public async Task P1_A_case_file_that_still_has_the_text_does_not_bring_it_back()
    {
        var file = await stage.One.Reader.GetByteArrayAsync($"/api/negotiations/{N}/export?format=case", TestContext.Current.CancellationToken);
        await stage.RedactAllAsync();
        using var yaml = new ByteArrayContent(file);
        yaml.Headers.ContentType = new("application/yaml");
        var imported = (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", yaml)).Must(HttpStatusCode.OK);
        Assert.Equal((0, 0), (imported.Json.GetProperty("recorded").GetInt32(), imported.Json.GetProperty("corrected").GetInt32()));
        Assert.Empty(await stage.TablesWithAsync(Secret));

        // What is left is a case file like any other.
        var left = Encoding.UTF8.GetString(await stage.One.Reader.GetByteArrayAsync($"/api/negotiations/{N}/export?format=case", TestContext.Current.CancellationToken));
        using var elsewhere = new StringContent(left.Replace(N, "other-talks", StringComparison.Ordinal), Encoding.UTF8, "application/yaml");
        (await stage.One.Writer.SendAsync(HttpMethod.Post, "/api/imports", elsewhere)).Must(HttpStatusCode.Created);
    }
}
