using Npgsql;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class AppendOnlyTests
{
    public static TheoryData<string> Changes =>
    [
        "update mt_events set data = '{}' where seq_id = 1",
        "delete from mt_events where seq_id = 1",
        "truncate mt_events",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task P1_The_serving_login_may_not_change_an_event_even_where_the_trigger_is_off(string change)
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s"));
        await ledger.RunAsync("alter table mt_events disable trigger all");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync(change, ledger.App));
        Assert.Equal("42501", refused.SqlState);
        await ledger.AssertInOrderAsync(1);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task P1_Not_even_the_owner_changes_an_event_by_a_slip(string change)
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s"));
        Assert.Equal("ledger_owner", await ledger.AskAsync<string>("select tableowner::text from pg_tables where tablename = 'mt_events'"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync("set role ledger_owner; " + change, ledger.Owner));
        Assert.Equal("PL001", refused.SqlState);
        await ledger.AssertInOrderAsync(1);
    }

    [Fact]
    public async Task P1_Deleting_a_stream_does_not_delete_its_events()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync("delete from mt_streams"));
        Assert.Equal("PL001", refused.SqlState);
        await ledger.AssertInOrderAsync(1);
    }

    [Theory]
    [InlineData("truncate pl_commands")]
    [InlineData("delete from pl_commands")]
    [InlineData("update pl_commands set position = 7")]
    [InlineData("truncate pl_reserved")]
    [InlineData("delete from pl_reserved")]
    [InlineData("update pl_reserved set stream = 'other'")]
    [InlineData("truncate mt_streams cascade")]
    [InlineData("delete from mt_streams where id = 'empty'")]
    [InlineData("update mt_streams set version = version - 1")]
    [InlineData("update mt_streams set id = 'other' where id = 'empty'")]
    [InlineData("truncate pl_counter")]
    [InlineData("delete from pl_counter")]
    [InlineData("update pl_counter set last_position = 0")]
    [InlineData("update pl_counter set last_timestamp = '-infinity'")]
    public async Task P1_P3_Not_even_the_owner_sets_back_by_a_slip_what_orders_the_ledger_and_remembers_its_commands(string change)
    {
        await using var ledger = await CreateAsync();
        var append = Append("s", key: "once") with { Reserves = ["id"] };
        await ledger.Store.AppendAsync(append);
        await ledger.RunAsync("insert into mt_streams (id, version) values ('empty', 1)");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync("set role ledger_owner; " + change, ledger.Owner));
        Assert.Equal("PL001", refused.SqlState);
        Assert.IsType<AppendOutcome.Replayed>(await ledger.Store.AppendAsync(append));
    }

    [Fact]
    public async Task P1_The_serving_login_writes_no_table_and_makes_none()
    {
        await using var ledger = await CreateAsync();
        Assert.Equal("", await ledger.AskAsync<string>("""
            select coalesce(string_agg(c.relname || ' ' || p.privilege, ', '), '') from pg_class c
            cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p (privilege)
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and has_table_privilege('ledger_app', c.oid, p.privilege)
            """));
        Assert.False(await ledger.AskAsync<bool>("select has_schema_privilege('ledger_app', 'public', 'create') or has_database_privilege('ledger_app', current_database(), 'temp')"));
        // Functions are executable by everybody unless that is taken away.
        Assert.Equal("", await ledger.AskAsync<string>("""
            select coalesce(string_agg(proname, ', '), '') from pg_proc
            where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
            and exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)
            """));
    }
}
