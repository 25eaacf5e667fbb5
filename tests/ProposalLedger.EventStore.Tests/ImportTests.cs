using static ProposalLedger.EventStore.Tests.TestLedger;
using Outcome = ProposalLedger.EventStore.AppendAllOutcome;

namespace ProposalLedger.EventStore.Tests;

public sealed class ImportTests
{
    private static readonly CommandId Command = new("ann", "import", "file"u8.ToArray());

    [Fact]
    public async Task An_import_is_in_order_beside_other_appends_and_speaks_of_one_stream_many_times()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s1", events: 2));
        Append[] import = [Append("s1", expected: 2, events: 3), Append("new", expected: 0, events: 1), Append("s1", expected: 5), Append("new", expected: 1, events: 0)];
        var staged = new List<int>();

        Assert.Equal(new Outcome.Appended(3, 7), await ledger.Store.AppendAllAsync(import, Command, new Told(staged)));

        Assert.Equal([4], staged);
        await ledger.Store.AppendAsync(Append("new", expected: 1));
        await ledger.AssertInOrderAsync(8);
        Assert.Equal(import[0].Events.Concat(import[1].Events).Concat(import[2].Events).Select(e => e.Id),
            (await ledger.Store.ReadLogAsync(2, 5)).Select(e => e.Id));
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) from pl_staged_events"));
    }

    [Fact]
    public async Task P3_An_import_sent_again_has_no_second_effect()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAllAsync([Append("s", events: 3)], Command);
        Assert.Equal(new Outcome.Replayed(3, true), await ledger.Store.AppendAllAsync([Append("s", events: 3)], Command));
        Assert.Equal(new Outcome.CommandReused(), await ledger.Store.AppendAllAsync([Append("s")], Command with { BodyHash = "other"u8.ToArray() }));
        Assert.Equal(new Outcome.Appended(0, 0), await ledger.Store.AppendAllAsync([], Command with { Key = "empty" }));
        Assert.Equal(new Outcome.Replayed(0, false), await ledger.Store.AppendAllAsync([], Command with { Key = "empty" }));
        await ledger.AssertInOrderAsync(3);
    }

    /// <summary>Its twin may have been faster: what is then left to record is nothing, under a key that an import of many streams has used.</summary>
    [Fact]
    public async Task P3_An_append_under_the_key_of_an_import_is_told_that_it_is_done()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAllAsync([Append("s", events: 3)], Command);
        Assert.Equal(new AppendOutcome.Replayed("s", 0, 3, HadEvents: true), await ledger.Store.AppendAsync(Append("s", events: 0) with { Command = Command, AnswerPosition = 3 }));
        await ledger.AssertInOrderAsync(3);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("taken")]
    [InlineData("taken twice")]
    [InlineData("archived")]
    [InlineData("not json")]
    public async Task P1_Of_an_import_of_ten_thousand_with_one_conflict_nothing_is_written(string conflict)
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("old") with { Reserves = ["taken"] });
        await ledger.RunAsync("update mt_streams set is_archived = true");
        var import = Enumerable.Range(0, 10_000).Select(i => Append("s" + (i % 100), expected: i / 100) with { Reserves = ["id" + i] }).ToArray();
        var (wrong, expected) = conflict switch
        {
            "version" => (import[7777] with { ExpectedVersion = 3 }, new AppendOutcome.VersionConflict(77)),
            "taken" => (import[7777] with { Reserves = ["taken"] }, new AppendOutcome.IdTaken("taken", "old")),
            "taken twice" => (import[7777] with { Reserves = ["id5"] }, new AppendOutcome.IdTaken("id5", "s5")),
            "archived" => (Append("old"), (AppendOutcome)new AppendOutcome.Archived()),
            _ => (import[7777] with { Events = [Event(data: "not json")] }, null!),
        };
        import[7777] = wrong;

        if (expected is null) await Assert.ThrowsAsync<AppendRefusedException>(() => ledger.Store.AppendAllAsync(import, Command));
        else Assert.Equal(new Outcome.Refused(7777, expected), await ledger.Store.AppendAllAsync(import, Command));

        await ledger.AssertInOrderAsync(1);
        Assert.Equal("1|1|0|0|0", await ledger.AskAsync<string>("""
            select concat_ws('|', (select count(*) from mt_streams), (select count(*) from pl_reserved), (select count(*) from pl_commands),
                (select count(*) from pl_staged_appends), (select count(*) from pl_staged_reserves))
            """));
    }

    [Fact]
    public async Task An_import_whose_staging_a_crash_has_emptied_is_not_taken_for_done()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync("create function forget() returns trigger language plpgsql as 'begin return null; end'; "
            + "create trigger forget before insert on pl_staged_appends for each row execute function forget()");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => ledger.Store.AppendAllAsync([Append("s")], Command));
        Assert.Null(await ledger.Store.FindCommandAsync("ann", "import"));
    }

    [Fact]
    public async Task An_import_that_takes_too_long_to_move_is_undone_and_lets_the_other_writers_go_on()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync("create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(600); return new; end'; "
            + "create trigger dawdle before insert on mt_events for each row when (new.stream_id = 'slow') execute function dawdle()");
        await using var node = new LedgerStore(ledger.App) { LongestMove = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => node.AppendAllAsync([Append("slow")], Command));
        Assert.IsType<AppendOutcome.Appended>(await ledger.Store.AppendAsync(Append("s")));
        await ledger.AssertInOrderAsync(1);
        Assert.Null(await ledger.Store.FindCommandAsync("ann", "import"));
    }

    [Theory]
    [InlineData("as many")]
    [InlineData("nothing")]
    public async Task A_large_import_is_moved_in_time_whatever_the_planner_knows_of_an_earlier_one(string known)
    {
        const int Many = 40_000;
        await using var ledger = await CreateAsync();
        // As PostgreSQL's autovacuum leaves it that looked while another import was here, or none.
        await ledger.RunAsync(known == "nothing" ? "analyze pl_staged_appends, pl_staged_reserves, pl_staged_events" : $$"""
            insert into pl_staged_appends (import, n, stream, scope, events) select '00000000-0000-0000-0000-000000000001', n, 's' || n % 100, 'n', 1 from generate_series(0, {{Many - 1}}) n;
            insert into pl_staged_reserves select import, n, 'id' || n from pl_staged_appends;
            insert into pl_staged_events (import, n, nth, id, type, data, headers) select import, n, 1, gen_random_uuid(), 't', '{}', '{}' from pl_staged_appends;
            analyze pl_staged_appends, pl_staged_reserves, pl_staged_events;
            delete from pl_staged_appends; delete from pl_staged_reserves; delete from pl_staged_events
            """);
        var import = Enumerable.Range(0, Many).Select(i => Append("s" + (i % 100), expected: i / 100) with { Reserves = ["id" + i] }).ToArray();
        Assert.Equal(new Outcome.Appended(1, Many), await ledger.Store.AppendAllAsync(import, Command));
        await ledger.AssertInOrderAsync(Many);
    }

    private sealed class Told(List<int> to) : IProgress<int>
    {
        public void Report(int value) => to.Add(value);
    }
}
