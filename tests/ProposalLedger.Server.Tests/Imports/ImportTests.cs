using System.Net;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Imports;

public sealed class ImportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_recorded_once_and_the_same_file_again_records_nothing()
    {
        await using var server = await LedgerServer.StartAsync();
        var first = await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        Assert.Equal((201, 11L), (first.Status, first.Position));
        Assert.Equal([11, 0, 0, 0, 0], first.Counts);

        var again = await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        Assert.Equal((200, 11L), (again.Status, again.Position));
        Assert.Equal([0, 0, 0, 11, 0], again.Counts);
        Assert.Equal(11, await server.HeadAsync());
    }

    [Fact]
    public async Task P8_Who_imported_sees_it_in_the_next_read()
    {
        await using var server = await LedgerServer.StartAsync();
        using var answer = await server.Writer.ImportAsync(CaseFileTests.Well);
        Assert.Equal(("/api/negotiations/well", "11"), (answer.Headers.Location!.ToString(), answer.Headers.GetValues("Ledger-Position").Single()));
        Assert.Contains("A hundred buckets.", await server.Reader.GetStringAsync("/api/negotiations/well/drafts/shares/first", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_case_is_recorded_whole_and_again_is_nothing()
    {
        await using var server = await LedgerServer.StartAsync();
        var first = await server.Writer.ImportAsync(Importing.RealCase).ToldAsync();
        Assert.Equal(201, first.Status);
        Assert.Equal(first.Counts[0], first.Position);
        var again = await server.Writer.ImportAsync(Importing.RealCase).ToldAsync();
        Assert.Equal((200, 0, first.Counts[0]), (again.Status, again.Counts[0], again.Counts[3]));
        Assert.Equal(first.Position, await server.HeadAsync());
    }

    [Fact]
    public async Task P10_A_changed_file_corrects_retracts_and_adds_each_with_actor_and_reason()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        var changed = CaseFileTests.Well.Replace("A hundred buckets.", "Two hundred buckets.", StringComparison.Ordinal)
            .Replace("- id: late", "- id: late\n    retracted: {reason: The mayor was misheard.}", StringComparison.Ordinal)
            .Replace("issues: [", "issues: [{id: path, title: The path}, ", StringComparison.Ordinal);
        var (status, counts, position) = await server.Writer.ImportAsync(changed).ToldAsync();
        Assert.Equal((201, 14L), (status, position));
        Assert.Equal([1, 1, 1, 9, 0], counts);

        var events = (await server.Reader.GetStringAsync("/api/events?after=11", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(["claim-retracted.v1", "draft-corrected.v1", "issue-raised.v1"], events.Select(e => e.GetProperty("type").GetString()!).Order());
        Assert.All(events, e => Assert.Equal("owner", e.GetProperty("actor").GetString()));
        Assert.Equal("The mayor was misheard.", events.Single(e => e.GetProperty("type").GetString() == "claim-retracted.v1").GetProperty("reason").GetString());
        var again = await server.Writer.ImportAsync(changed).ToldAsync();
        Assert.Equal([0, 0, 0, 12, 0], again.Counts);
    }

    [Fact]
    public async Task A_file_that_has_unretracted_what_was_retracted_is_told_that_it_stays_so()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well.Replace("- id: late", "- id: late\n    retracted: {reason: The mayor was misheard.}", StringComparison.Ordinal)).ToldAsync();
        var head = await server.HeadAsync();
        var again = await server.Writer.ImportAsync(CaseFileTests.Well, "again").ToldAsync();
        Assert.Equal([0, 0, 0, 10, 1], again.Counts);
        Assert.Equivalent(again, await server.Writer.ImportAsync(CaseFileTests.Well, "again").ToldAsync(), strict: true);
        Assert.Equal(head, await server.HeadAsync());

        var more = CaseFileTests.Well.Replace("issues: [", "issues: [{id: path, title: The path}, ", StringComparison.Ordinal);
        var added = await server.Writer.ImportAsync(more, "more").ToldAsync();
        Assert.Equal([1, 0, 0, 10, 1], added.Counts);
        Assert.Equivalent(added, await server.Writer.ImportAsync(more, "more").ToldAsync(), strict: true);
    }

    [Fact]
    public async Task P3_A_retraction_that_came_after_an_import_does_not_change_its_repeated_answer()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        var nothing = await server.Writer.ImportAsync(CaseFileTests.Well, "two").ToldAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well.Replace("- id: late", "- id: late\n    retracted: {reason: The mayor was misheard.}", StringComparison.Ordinal)).ToldAsync();
        Assert.Equivalent(nothing, await server.Writer.ImportAsync(CaseFileTests.Well, "two").ToldAsync(), strict: true);
    }

    [Fact]
    public async Task P10_A_correction_by_a_file_has_the_reason_that_was_given_or_says_only_that_they_differ()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        async Task<string?> ReasonAsync(string text, string query)
        {
            using var request = Importing.Request(Encoding.UTF8.GetBytes(CaseFileTests.Well.Replace("A hundred buckets.", text, StringComparison.Ordinal)));
            request.RequestUri = new Uri("/api/imports" + query, UriKind.Relative);
            var (_, _, position) = await server.Writer.SendAsync(request, Ct).ToldAsync();
            return JsonElement.Parse(await server.Reader.GetStringAsync($"/api/events/{position}", Ct)).GetProperty("reason").GetString();
        }
        Assert.Equal("Imported case file differs from the record.", await ReasonAsync("Two hundred buckets.", ""));
        Assert.Equal("A digit was misread.", await ReasonAsync("Three hundred buckets.", "?reason=A%20digit%20was%20misread."));
        using var blank = Importing.Request(Encoding.UTF8.GetBytes(CaseFileTests.Well));
        blank.RequestUri = new Uri("/api/imports?reason=%20", UriKind.Relative);
        using var refused = await server.Writer.SendAsync(blank, Ct);
        Assert.Contains("reason-required", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P3_The_same_key_gets_the_same_answer_whatever_came_between_and_another_file_under_it_gets_422()
    {
        await using var server = await LedgerServer.StartAsync();
        var first = await server.Writer.ImportAsync(CaseFileTests.Well, "one").ToldAsync();
        var nothing = await server.Writer.ImportAsync(CaseFileTests.Well, "two").ToldAsync();
        Assert.Equal((200, 11L), (nothing.Status, nothing.Position));
        var changed = CaseFileTests.Well.Replace("A hundred buckets.", "Two hundred buckets.", StringComparison.Ordinal).Replace("The mayor was against it.", "The mayor was not for it.", StringComparison.Ordinal);
        await server.Writer.ImportAsync(changed).ToldAsync();

        Assert.Equivalent(first, await server.Writer.ImportAsync(CaseFileTests.Well, "one").ToldAsync(), strict: true);
        Assert.Equivalent(nothing, await server.Writer.ImportAsync(CaseFileTests.Well, "two").ToldAsync(), strict: true);
        Assert.Equal(13, await server.HeadAsync());
        using var other = await server.Writer.ImportAsync(changed, "one");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("idempotency-key-reused", await other.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P3_Imports_of_one_trace_do_not_count_each_others_events()
    {
        await using var server = await LedgerServer.StartAsync();
        async Task<int[]> InTrace(string yaml, string key)
        {
            using var request = Importing.Request(Encoding.UTF8.GetBytes(yaml), key);
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            return (await server.Writer.SendAsync(request, Ct).ToldAsync()).Counts;
        }
        var small = CaseFileTests.Well.Replace("{id: well,", "{id: spring,", StringComparison.Ordinal);
        await InTrace(CaseFileTests.Well, "a");
        Assert.Equal(await InTrace(small, "b"), await InTrace(small, "b"));
    }

    [Fact]
    public async Task Its_progress_is_told_a_line_at_a_time_and_the_last_line_is_the_result_or_the_problem()
    {
        await using var server = await LedgerServer.StartAsync();
        async Task<List<JsonElement>> Lines(string yaml)
        {
            using var request = Importing.Request(Encoding.UTF8.GetBytes(yaml));
            request.Headers.Accept.ParseAdd("application/x-ndjson");
            using var answer = await server.Writer.SendAsync(request, Ct);
            Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            return [.. (await answer.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
        }
        var told = await Lines(Importing.Claims(3000));
        Assert.Equal(["Reading", "Checking", "Staging"], told.SkipLast(1).Select(l => l.GetProperty("stage").GetString()!).Distinct());
        Assert.All(told.SkipLast(1), l => Assert.InRange(l.GetProperty("done").GetInt32(), 0, l.GetProperty("total").GetInt32()));
        Assert.Equal(3011, told[^1].GetProperty("result").GetProperty("recorded").GetInt32());

        var refused = (await Lines("negotiation: {id: other}"))[^1].GetProperty("problem");
        Assert.Equal((400, "/negotiation/title"), (refused.GetProperty("status").GetInt32(), refused.GetProperty("errors")[0].GetProperty("pointer").GetString()));
        Assert.Equal(3011, await server.HeadAsync());
    }
}
