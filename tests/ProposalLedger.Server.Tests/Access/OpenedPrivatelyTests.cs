using System.Net;
using System.Text.Json;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Server.Tests.Imports;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Negotiations that are private, or listed, from their first event on.</summary>
public sealed class OpenedPrivatelyTests(Stage stage) : IClassFixture<Stage>
{
    private const string Hush = "Hush hush deal";

    private readonly Stage stage = stage;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Private(string n) => CaseFileTests.Well.Replace("{id: well,", $"{{id: {n}, visibility: private,", StringComparison.Ordinal);

    private static string Body(string n, string? visibility = "private") => visibility is null ? $$"""{"id":"{{n}}","title":"{{Hush}}"}""" : $$"""{"id":"{{n}}","title":"{{Hush}}","visibility":"{{visibility}}"}""";

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_Nothing_of_a_negotiation_that_is_opened_privately_is_ever_shown_to_who_may_not_read_it()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        // The smallest pages: the two events that open it come in one of their own each.
        await using var node = await LedgerNode.StartAsync(database, Ct, ("Ledger__Following__PageSize", "1"));
        var before = await FishingTalks.OpenAsync(node, "open-talks", Ct);
        await using var callers = Callers.Start(new { name = "tail", node.Url }, new { name = "events", node.Url, sse = true }, new { name = "everything", node.Url, sse = true, token = LedgerNode.Token });
        string[] anybody = ["tail", "events"];
        await callers.UntilAsync(() => anybody.Append("everything").All(name => callers.Done(name) >= before), Ct);

        // Often, since a follower that is woken between two appends would see the first of them alone.
        const int Times = 25;
        for (var i = 0; i < Times; i++)
        {
            Assert.Equal(before + (2 * i) + 2, await node.PostAsync("", new { id = $"hush-{i}", title = Hush, visibility = "private" }, Ct));
            Assert.All(anybody, name => Assert.DoesNotContain(callers[name], message => message.GetRawText().Contains("hush", StringComparison.OrdinalIgnoreCase)));
        }
        await node.PostAsync("/hush-0/issues", new { id = "price", title = $"The price of the {Hush}" }, Ct);
        using (var imported = await node.Http.ImportAsync(Private("hush-well"))) Assert.Equal(HttpStatusCode.Created, imported.StatusCode);
        var after = await node.PostAsync("/open-talks/issues", new { id = "whaling", title = "Whaling" }, Ct);

        await callers.UntilAsync(() => anybody.Append("everything").All(name => callers.Events(name).Contains(after)), Ct);
        Assert.All(anybody, name => Assert.Equal([.. Enumerable.Range(1, (int)before).Select(p => (long)p), after], callers.Events(name)));
        Assert.Equal(Enumerable.Range(1, (int)after).Select(p => (long)p), callers.Events("everything"));

        using var reader = new HttpClient { BaseAddress = node.Http.BaseAddress };
        foreach (var address in new[] { "/", "/api/negotiations", "/api/events?after=0&limit=10000", $"/api/events?after={before}", "/log/bundle" })
        {
            var shown = (await reader.ReadAsync(address)).Must(HttpStatusCode.OK).Body;
            Assert.DoesNotContain("hush", shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("bucket", shown, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains(Hush, (await node.Http.ReadAsync("/api/negotiations")).Body, StringComparison.Ordinal);
        for (var p = before + 1; p < after; p++)
        {
            Assert.Equal("unknown-event", (await reader.ReadAsync($"/api/events/{p}")).Must(HttpStatusCode.NotFound).Problem);
            Assert.DoesNotContain("hush", (await reader.ReadAsync($"/api/negotiations?at={p}")).Must(HttpStatusCode.OK).Body, StringComparison.OrdinalIgnoreCase);
            foreach (var n in new[] { "hush-0", "hush-well" })
                foreach (var address in new[] { $"/api/negotiations/{n}?at={p}", $"/api/negotiations/{n}/export?format=case&at={p}" })
                    Assert.Equal("unknown-negotiation", (await reader.ReadAsync(address)).Must(HttpStatusCode.NotFound).Problem);
            (await node.Http.ReadAsync($"/api/events/{p}")).Must(HttpStatusCode.OK);
        }
    }

    [Theory, InlineData("private"), InlineData("listed")]
    public async Task P15_It_is_opened_and_closed_in_one_append_whose_last_event_is_answered_and_the_entry_says_nothing_of_it(string visibility)
    {
        var n = $"one-append-{visibility}";
        var first = (await stage.Everything.PostAsync("/api/negotiations", Body(n, visibility), ("Idempotency-Key", n))).Must(HttpStatusCode.Created);
        Assert.Equal((2L, "\"2\"", $"/api/negotiations/{n}"), (first.Version, first.ETag, first.Headers.Location?.ToString()));
        var events = (await stage.Everything.ReadAsync($"/api/streams/negotiation:{n}")).Must(HttpStatusCode.OK).Json.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal([first.Position - 1, first.Position], events.Select(e => e.GetProperty("position").GetInt64()));
        Assert.Equal(["negotiation-opened.v1", "visibility-set.v1"], events.Select(e => e.GetProperty("type").GetString()!));
        Assert.Equal(["id", "title"], events[0].GetProperty("data").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((visibility, $"Opened {visibility}.", "owner"), (events[1].GetProperty("data").GetProperty("visibility").GetString(), events[1].GetProperty("reason").GetString(), events[1].GetProperty("actor").GetString()));
        Assert.Equal(1, await TransactionsAsync(n));
        Assert.Equal(visibility == "listed" ? "listed-only" : "unknown-negotiation", (await stage.Anybody.ReadAsync($"/api/negotiations/{n}")).Problem);

        // Again, by its key and without one, is nothing new.
        var again = (await stage.Everything.PostAsync("/api/negotiations", Body(n, visibility), ("Idempotency-Key", n))).Must(HttpStatusCode.Created);
        Assert.Equal((first.Body, first.ETag, first.Headers.Location), (again.Body, again.ETag, again.Headers.Location));
        foreach (var (said, key) in new[] { (visibility, n + "-2"), (visibility, n + "-3"), (null, n + "-4") })
        {
            var nothing = (await stage.Everything.PostAsync("/api/negotiations", Body(n, said), ("Idempotency-Key", key), ("If-Match", "\"2\""))).Must(HttpStatusCode.OK);
            Assert.Equal((first.Position - 1, 2, nothing.Body), (nothing.Position, nothing.Version, (await stage.Everything.PostAsync("/api/negotiations", Body(n, said))).Must(HttpStatusCode.OK).Body));
        }
        Assert.Equal("version-conflict", (await stage.Everything.PostAsync("/api/negotiations", Body(n, visibility), ("If-Match", "\"1\""))).Problem);
    }

    [Fact]
    public async Task P3_Its_key_answers_it_still_when_its_words_were_redacted_and_answers_nothing_else()
    {
        (string, string) key = ("Idempotency-Key", "redacted-opening");
        var first = (await stage.Everything.PostAsync("/api/negotiations", Body("redacted-talks"), key)).Must(HttpStatusCode.Created);
        (await stage.Everything.PostAsync($"/api/events/{first.Position - 1}/redaction", """{"reason":"A court ordered it."}""")).Must(HttpStatusCode.Created);
        Assert.Equal(0, await stage.Server.ScalarAsync($"select count(*) from pl_commands where position = {first.Position} and body_hash <> ''"));
        var again = (await stage.Everything.PostAsync("/api/negotiations", Body("redacted-talks"), key)).Must(HttpStatusCode.Created);
        Assert.Equal((first.Body, first.Headers.Location), (again.Body, again.Headers.Location));
        Assert.Equal("idempotency-key-reused", (await stage.Everything.PostAsync("/api/negotiations/redacted-talks/visibility", """{"visibility":"private","reason":"So."}""", key)).Problem);
        Assert.Equal("idempotency-key-reused", (await stage.Everything.PostAsync("/api/negotiations", Body("other-talks"), key)).Problem);
    }

    [Theory, InlineData(null), InlineData("public")]
    public async Task Without_a_word_or_public_it_is_opened_by_one_event(string? visibility)
    {
        var n = $"opened-{visibility ?? "so"}";
        Assert.Equal(1, (await stage.Everything.PostAsync("/api/negotiations", Body(n, visibility))).Must(HttpStatusCode.Created).Version);
        (await stage.Anybody.ReadAsync($"/api/negotiations/{n}")).Must(HttpStatusCode.OK);
    }

    [Theory, InlineData("public", "private"), InlineData("private", "public"), InlineData("listed", "private")]
    public async Task P15_Opening_again_or_importing_does_not_change_who_may_read_nor_leave_it_out_in_silence(string is_, string wanted)
    {
        var n = $"{is_}-not-{wanted}";
        (await stage.Everything.PostAsync("/api/negotiations", Body(n, is_))).Must(HttpStatusCode.Created);
        var refused = (await stage.Everything.PostAsync("/api/negotiations", Body(n, wanted))).Must(HttpStatusCode.Conflict);
        Assert.Equal(("visibility-differs", "/visibility"), (refused.Problem, refused.Errors.Single().Pointer));
        Assert.Contains($"POST /api/negotiations/{n}/visibility", refused.Body, StringComparison.Ordinal);
        Assert.Equal([("id-taken", "/id"), ("visibility-differs", "/visibility")], (await stage.Everything.PostAsync("/api/negotiations", Body(n, wanted).Replace(Hush, "Another", StringComparison.Ordinal))).Must(HttpStatusCode.Conflict).Errors);
        foreach (var title in new[] { Hush, "Another" })
        {
            var file = await ImportAsync($"negotiation: {{id: {n}, title: {title}, visibility: {wanted}}}\nissues: [{{id: price, title: Price}}]\n");
            Assert.Equal([("visibility-differs", "/negotiation/visibility")], file.Must(HttpStatusCode.Conflict).Errors);
            Assert.Equal(1, file.Json.GetProperty("errors")[0].GetProperty("line").GetInt32());
        }
        (await ImportAsync($"negotiation: {{id: {n}, title: {Hush}, visibility: {is_}}}\n")).Must(HttpStatusCode.OK);
        (await ImportAsync($"negotiation: {{id: {n}, title: {Hush}}}\n")).Must(HttpStatusCode.OK);
        Assert.Equal(is_ == "public" ? 1 : 2, (await stage.Everything.ReadAsync($"/api/streams/negotiation:{n}")).Json.GetProperty("events").GetArrayLength());
    }

    [Theory]
    [InlineData("\"secret\"", "unknown-value"), InlineData("\"Private\"", "unknown-value"), InlineData("\"\"", "unknown-value"), InlineData("1", "wrong-type"), InlineData("null", "wrong-type"), InlineData("[\"private\"]", "wrong-type"), InlineData("\"private\",\"visibility\":\"public\"", "duplicate-key")]
    public async Task P14_What_is_no_visibility_opens_nothing(string value, string code)
    {
        var refused = (await stage.Everything.PostAsync("/api/negotiations", $$"""{"id":"no-such","title":"{{Hush}}","visibility":{{value}}}""")).Must(HttpStatusCode.BadRequest);
        Assert.Equal((code, "/visibility"), refused.Errors.Single());
        if (!value.Contains(',', StringComparison.Ordinal)) Assert.Equal("/negotiation/visibility", (await ImportAsync($"negotiation: {{id: no-such, title: {Hush}, visibility: {value}}}\n")).Must(HttpStatusCode.BadRequest).Errors.Single().Pointer);
        (await stage.Everything.ReadAsync("/api/negotiations/no-such")).Must(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_description_has_it_as_what_may_be_left_out_and_what_it_may_be()
    {
        var description = (await stage.Anybody.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json;
        var body = description.GetProperty("paths").GetProperty("/api/negotiations").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!;
        var schemas = description.GetProperty("components").GetProperty("schemas");
        var opening = schemas.GetProperty(body.Split('/')[^1]);
        Assert.Equal(["id", "title"], opening.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(["id", "summary", "title", "visibility"], opening.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("#/components/schemas/Visibility", opening.GetProperty("properties").GetProperty("visibility").GetProperty("$ref").GetString());
        Assert.Equal(["public", "private", "listed"], schemas.GetProperty("Visibility").GetProperty("enum").EnumerateArray().Select(value => value.GetString()!));
    }

    [Fact]
    public async Task P15_Who_may_open_it_says_who_may_read_it_and_later_an_administrator_does()
    {
        using var recorder = await stage.ClientAsync("opener", "recorder", ["openers-talks", "openers-case"]);
        (await recorder.PostAsync("/api/negotiations", Body("somebody-elses"))).Must(HttpStatusCode.Forbidden);
        (await recorder.PostAsync("/api/negotiations", Body("openers-talks"))).Must(HttpStatusCode.Created);
        (await ImportAsync(Private("openers-case"), recorder)).Must(HttpStatusCode.Created);
        foreach (var n in new[] { "openers-talks", "openers-case" })
        {
            (await recorder.ReadAsync($"/api/negotiations/{n}")).Must(HttpStatusCode.OK);
            (await stage.Outsider.ReadAsync($"/api/negotiations/{n}")).Must(HttpStatusCode.NotFound);
            (await recorder.PostAsync($"/api/negotiations/{n}/visibility", """{"visibility":"public","reason":"So."}""")).Must(HttpStatusCode.Forbidden);
        }
        // Nobody else learns from an opening that it is there.
        Assert.Equal((await stage.Outsider.PostAsync("/api/negotiations", Body("nowhere-talks"))).Must(HttpStatusCode.Forbidden).Json.GetProperty("detail").GetString()!.Replace("nowhere-talks", "openers-talks", StringComparison.Ordinal),
            (await stage.Outsider.PostAsync("/api/negotiations", Body("openers-talks", "public"))).Must(HttpStatusCode.Forbidden).Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task P15_A_case_file_opens_its_negotiation_privately_before_anything_else_of_it_and_counts_entries_alone()
    {
        var yaml = Private("quiet-well");
        var first = (await ImportAsync(yaml, stage.Everything, "quiet")).Must(HttpStatusCode.Created);
        var counts = (11, 0, 0, 0);
        Assert.Equal(counts, Counts(first));
        var events = (await stage.Everything.ReadAsync("/api/events?negotiation=quiet-well&after=0&limit=100")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["negotiation-opened.v1", "visibility-set.v1"], events.Take(2).Select(e => e.GetProperty("type").GetString()!));
        Assert.Equal(Enumerable.Range((int)first.Position - 11, 12).Select(p => (long)p), events.Select(e => e.GetProperty("position").GetInt64()));
        Assert.Equal(1, await TransactionsAsync("quiet-well"));
        Assert.Equal(first.Body, (await ImportAsync(yaml, stage.Everything, "quiet")).Body);
        Assert.Equal((0, 0, 0, 11), Counts((await ImportAsync(yaml)).Must(HttpStatusCode.OK)));
        (await stage.Anybody.ReadAsync("/api/negotiations/quiet-well")).Must(HttpStatusCode.NotFound);

        static (int, int, int, int) Counts(Reply reply) => (Of(reply, "recorded"), Of(reply, "corrected"), Of(reply, "retracted"), Of(reply, "unchanged"));
        static int Of(Reply reply, string name) => reply.Json.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task P15_What_is_exported_as_a_case_file_is_as_private_where_it_is_imported()
    {
        (await ImportAsync(Private("moving-well"))).Must(HttpStatusCode.Created);
        const string export = "/api/negotiations/moving-well/export?format=case";
        var file = (await stage.Everything.ReadAsync(export)).Must(HttpStatusCode.OK).Body;
        Assert.Contains("\n  visibility: private\n", file, StringComparison.Ordinal);
        Assert.Contains("\n  visibility: private\n", (await stage.Everything.ReadAsync($"{export}&at={(await ImportAsync(file)).Must(HttpStatusCode.OK).Position}")).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);

        await using var other = await LedgerServer.StartAsync();
        Assert.Equal(11, (await ImportAsync(file, other.Writer)).Must(HttpStatusCode.Created).Json.GetProperty("recorded").GetInt32());
        Assert.Equal(file, (await other.Writer.ReadAsync(export)).Must(HttpStatusCode.OK).Body);
        (await other.Reader.ReadAsync(export)).Must(HttpStatusCode.NotFound);

        // The present's rule: as it is now, whichever position is exported.
        (await other.Writer.PostAsync("/api/negotiations/moving-well/visibility", """{"visibility":"public","reason":"It is over."}""")).Must(HttpStatusCode.Created);
        foreach (var at in new[] { "", "&at=5" }) Assert.DoesNotContain("visibility", (await other.Reader.ReadAsync(export + at)).Must(HttpStatusCode.OK).Body, StringComparison.Ordinal);
    }

    /// <summary>In how many transactions a negotiation's events were written.</summary>
    private Task<long> TransactionsAsync(string n) => stage.Server.ScalarAsync($"select count(distinct xmin::text) from mt_events where pl_scope = '{n}'");

    private Task<Reply> ImportAsync(string yaml, HttpClient? by = null, string? key = null) => (by ?? stage.Everything).SendAsync(
        HttpMethod.Post, "/api/imports", new StringContent(yaml, System.Text.Encoding.UTF8, "application/yaml"), key is null ? [] : [("Idempotency-Key", key)]);
}
