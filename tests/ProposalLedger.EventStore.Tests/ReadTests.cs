using System.Text;
using System.Text.Json.Nodes;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class ReadTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_of_the_log_is_cut_by_position_limit_and_scope()
    {
        await using var ledger = await CreateAsync();
        for (var i = 0; i < 10; i++) await ledger.Store.AppendAsync(Append("s" + (i % 2)) with { Scope = i % 2 == 0 ? "even" : "odd" });
        async Task<IEnumerable<long>> Read(long after, int limit, string? scope = null, long? upTo = null) =>
            (await ledger.Store.ReadLogAsync(after, limit, scope, upTo)).Select(e => e.Position);

        Assert.Equal([1, 2, 3], await Read(0, 3));
        Assert.Equal([9, 10], await Read(8, 100));
        Assert.Equal([5, 6], await Read(4, 100, upTo: 6));
        Assert.Equal([2, 4, 6], await Read(0, 3, "odd"));
        Assert.Equal([8], await Read(6, 3, "odd", 9));
        Assert.Equal(10, await ledger.Store.GetHeadAsync());
    }

    [Theory]
    [InlineData(1), InlineData(3), InlineData(5), InlineData(100)]
    public async Task P4_Whoever_goes_through_the_log_page_by_page_meets_each_event_once_and_in_order(int pageSize)
    {
        await using var ledger = await CreateAsync();
        for (var i = 0; i < 10; i++) await ledger.Store.AppendAsync(Append("s" + (i % 2)) with { Scope = i % 2 == 0 ? "even" : "odd" });
        async Task<IEnumerable<long>> Read(long after, string? scope = null, long? upTo = null)
        {
            var pages = await ledger.Store.ReadPagesAsync(after, pageSize, scope, upTo, Ct).ToListAsync(Ct);
            Assert.All(pages, page => Assert.InRange(page.Count, 1, pageSize));
            return pages.SelectMany(page => page).Select(e => e.Position);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await Read(0));
        Assert.Equal([4, 5, 6, 7], await Read(3, upTo: 7));
        Assert.Equal([4, 6, 8], await Read(2, "odd", 9));
        Assert.Empty(await Read(10));
    }

    [Fact]
    public async Task The_next_page_is_read_while_the_caller_is_at_one_and_no_further()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 4));
        await using var pages = ledger.Store.ReadPagesAsync(0, 2, ct: Ct).GetAsyncEnumerator(Ct);
        Assert.True(await pages.MoveNextAsync());
        // What is asked for now is answered now: an event that is appended later is in a later page.
        await ledger.Store.AppendAsync(Append("s", events: 1));
        Assert.True(await pages.MoveNextAsync());
        Assert.Equal([3L, 4L], pages.Current.Select(e => e.Position));
        Assert.True(await pages.MoveNextAsync());
        Assert.Equal([5L], pages.Current.Select(e => e.Position));
        Assert.False(await pages.MoveNextAsync());
    }

    [Fact]
    public async Task Whoever_stops_to_read_pages_leaves_no_read_behind()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 50));
        for (var i = 0; i < 20; i++)
            await foreach (var page in ledger.Store.ReadPagesAsync(0, 1, ct: Ct)) break;
        Assert.Equal(0, await ledger.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'test' and state = 'active'"));
    }

    [Fact]
    public async Task A_fold_meets_the_current_forms_the_tombstones_and_who_did_it()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Event("named.v1", """{"n": "x"}"""), Event("thing-happened.v1", """{"a": "secret"}"""), Event("other.v1")] });
        await ledger.Store.AppendAsync(Append("t"));
        await ledger.Store.RedactAsync(RedactionTests.Of(2));
        await ledger.RunAsync("alter table mt_events disable trigger user; update mt_events set headers = null where seq_id = 3");
        var reader = ledger.Node(new Upcasters().Add("named.v1", "named.v2", old => new JsonObject { ["name"] = (string)old["n"]! }));

        string[] expected = ["""1 s 1 named.v2 {"name":"x"} ann """, """2 s 2 thing-happened.v1 {"a": "[redacted]"} ann 5""", """3 s 3 other.v1 {"a": 1}  """];
        Assert.Equal(expected, await reader.FoldStreamAsync("s", new List<string>(), (all, e) => [.. all, Spell(e)], Ct));
        Assert.Equal(expected, (await reader.ReadPagesToFoldAsync(0, 2, "n", 3, Ct).ToListAsync(Ct)).SelectMany(page => page).Select(Spell));
        Assert.Equal(["4 t 1"], (await reader.ReadPagesToFoldAsync(3, 2, upTo: 4, ct: Ct).ToListAsync(Ct)).SelectMany(page => page).Select(e => Spell(e)[..5]));
        Assert.Equal(7, await reader.FoldStreamAsync("none", 7, (_, _) => 0, Ct));

        static string Spell(FoldedEvent e) => $"{e.Position} {e.Stream} {e.Version} {e.Type} {Encoding.UTF8.GetString(e.Data.Span)} {e.Actor} {e.RedactedBy}";
    }

    [Fact]
    public async Task Headers_that_are_parsed_when_they_are_asked_for_say_what_was_stored()
    {
        await using var ledger = await CreateAsync();
        var metadata = new EventMetadata { Actor = "ann", Reason = "why", Occurred = "2025-11", Sources = ["a", "b"], CorrelationId = "c1", CausationId = "c2" };
        await ledger.Store.AppendAsync(Append("s") with { Events = [Event() with { Metadata = metadata }, Event() with { Metadata = metadata with { CorrelationId = null, CausationId = null } }] });
        var read = (await ledger.Store.ReadStreamAsync("s")).Select(e => e.Metadata).ToList();
        Assert.Equivalent(metadata, read[0], strict: true);
        Assert.Equal((null, null, "why"), (read[1].CorrelationId, read[1].CausationId, read[1].Reason));
        var changed = (await ledger.Store.GetEventAsync(1))! with { Metadata = new EventMetadata { Actor = "bob" } };
        Assert.Equal("bob", changed.Metadata.Actor);
    }

    [Fact]
    public async Task Events_are_read_by_their_positions_in_the_ledgers_order()
    {
        await using var ledger = await CreateAsync();
        for (var i = 0; i < 6; i++) await ledger.Store.AppendAsync(Append("s" + i));
        Assert.Equal([2L, 3L, 6L], (await ledger.Store.GetEventsAsync([6, 2, 99, 3])).Select(e => e.Position));
        Assert.Empty(await ledger.Store.GetEventsAsync([]));
    }

    [Fact]
    public async Task A_stream_can_be_read_between_two_versions()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 5));
        Assert.Equal([3L, 4L], (await ledger.Store.ReadStreamAsync("s", 2, 4)).Select(e => e.Version));
        Assert.Empty(await ledger.Store.ReadStreamAsync("none"));
    }

    [Fact]
    public async Task Old_forms_of_an_event_are_read_as_the_current_one_through_every_step()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Event("named.v1", """{"n": "x"}"""), Event("other.v1")] });
        var reader = ledger.Node(new Upcasters()
            .Add("named.v1", "named.v2", old => new JsonObject { ["name"] = (string)old["n"]! })
            .Add("named.v2", "titled.v1", old => new JsonObject { ["title"] = (string)old["name"]! + "!" }));

        var read = await reader.ReadStreamAsync("s");
        Assert.Equal(("titled.v1", """{"title":"x!"}"""), (read[0].Type, Encoding.UTF8.GetString(read[0].Data.Span)));
        Assert.Equal("other.v1", read[1].Type);
        Assert.Equal("titled.v1", (await reader.ReadLogAsync(0, 1))[0].Type);
        Assert.Equal("named.v1", await ledger.AskAsync<string>("select type from mt_events where seq_id = 1"));
    }

    [Fact]
    public void Steps_that_go_in_a_circle_are_refused()
    {
        var steps = new Upcasters().Add("a", "b", n => n).Add("b", "c", n => n);
        Assert.Throws<ArgumentException>(() => steps.Add("c", "a", n => n));
    }
}
