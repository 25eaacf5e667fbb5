using Npgsql;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

/// <summary>What happens to tokens and roles is in the ledger, and nothing happens to them that is not.</summary>
public sealed class AccessEventTests
{
    private static string Issue(string id, string name, string hash, string? negotiations = null) =>
        $"select pl_issue_token('{id}', '{name}', '{hash}', null, array['recorder'], {negotiations ?? "null"}, 'ana', 'She asks for it.', 'trace')";

    private const string Events = "select coalesce(string_agg(stream_id || ' ' || version || ' ' || type || ' ' || (data ->> 'id') || coalesce(' ' || (data ->> 'negotiation'), '') || ' ' || (headers ->> 'actor') || coalesce(': ' || (headers ->> 'reason'), ''), E'\\n' order by seq_id), '') from mt_events";

    [Theory]
    [InlineData("access:ledger", "n", "t"), InlineData("s", "access:ledger", "t"), InlineData("s", "n", "token-issued.v1"), InlineData("s", "n", "token-revoked.v1")]
    [InlineData("s", "n", "role-granted.v1"), InlineData("s", "n", "role-revoked.v1"), InlineData("s", "n", "event-redacted.v1")]
    public async Task P10_P15_The_serving_role_cannot_record_what_did_not_happen_to_a_token_a_role_or_an_event(string stream, string scope, string type)
    {
        await using var ledger = await CreateAsync();
        string Appending(string function) => $$"""
            select {{function}}(array['s', '{{stream}}'], array['n', '{{scope}}'], '{null,null}', '{1,1}', '{2}', '{2}', '{null,null}', '{null,null}', '{null,null}', '{null,null}', '{}', '{}',
                '{1,2}', '{1,1}', array[gen_random_uuid(), gen_random_uuid()], array['t', '{{type}}'], '{"{}","{}"}', '{"{}","{}"}', '{null,null}', '{null,null}')
            """;
        Assert.Equal("PL011", (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync(Appending("pl_append"), ledger.App))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync(Appending("pl_append_any"), ledger.App))).SqlState);
        Assert.Equal("PL011", (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync($$"""
            select pl_stage(gen_random_uuid(), '{1}', array['{{stream}}'], array['{{scope}}'], '{null}', '{1}', '{}', '{}', '{1}', '{1}', array[gen_random_uuid()], array['{{type}}'], '{"{}"}', '{"{}"}', '{null}', '{null}')
            """, ledger.App))).SqlState);
        Assert.Equal("0 0", await ledger.AskAsync<string>("select (select count(*) from mt_events) || ' ' || (select count(*) from pl_staged_appends)"));
    }

    [Fact]
    public async Task P10_Each_change_of_a_token_is_one_event_and_repeating_it_is_none()
    {
        await using var ledger = await CreateAsync();
        Task<long> Ask(string sql) => ledger.AskAsync<long>($"select coalesce(({sql}), -1)", ledger.App);
        Assert.Equal(1, await Ask(Issue("t", "first", "hash")));
        Assert.Equal(0, await Ask(Issue("t", "first", "hash")));
        Assert.Equal(-1, await Ask(Issue("t", "second", "other")));
        Assert.Equal(-1, await Ask(Issue("u", "second", "hash")));
        Assert.Equal(3, await Ask(Issue("v", "third", "hash 3", "array['north', 'south', 'north']")));
        Assert.Equal(4, await Ask("select pl_revoke_token('t', 'ana', 'She left.', null)"));
        Assert.Equal(0, await Ask("select pl_revoke_token('t', 'ana', null, null)"));
        Assert.Equal(-1, await Ask("select pl_revoke_token('none', 'ana', null, null)"));
        Assert.Equal(5, await Ask(Issue("again", "first", "hash again")));
        Assert.Equal("""
            access:* 1 token-issued.v1 t ana: She asks for it.
            access:north 1 token-issued.v1 v north ana: She asks for it.
            access:south 1 token-issued.v1 v south ana: She asks for it.
            access:* 2 token-revoked.v1 t ana: She left.
            access:* 3 token-issued.v1 again ana: She asks for it.
            """, await ledger.AskAsync<string>(Events));
        // Neither the secret's hash nor any other thing that a token could be guessed from.
        Assert.Equal("""{"id": "t", "name": "first", "roles": ["recorder"]}""", await ledger.AskAsync<string>("select data::text from mt_events where seq_id = 1"));
        await ledger.RunAsync("select pl_touch_token('again')", ledger.App);
        Assert.True(await ledger.AskAsync<bool>("select last_used_at is not null from pl_tokens where id = 'again'", ledger.App));
    }

    [Fact]
    public async Task P10_Each_change_of_a_role_is_one_event_and_repeating_it_is_none()
    {
        await using var ledger = await CreateAsync();
        Task<long> Ask(string sql) => ledger.AskAsync<long>($"select coalesce(({sql}), -1)", ledger.App);
        Task<string> Grant(string id, string negotiation) => ledger.AskAsync<string>($"select g::text from pl_grant_role('{id}', 'jwt:ana', 'editor', {negotiation}, 'owner', 'She edits.', null) g", ledger.App);
        Assert.Equal("(r,1)", await Grant("r", "'north'"));
        Assert.Equal("(r,0)", await Grant("s", "'north'"));
        Assert.Equal("(w,2)", await Grant("w", "null"));
        Assert.Equal("(w,0)", await Grant("x", "null"));
        Assert.Equal(3, await Ask("select pl_revoke_role('r', 'owner', 'She left.', null)"));
        Assert.Equal(0, await Ask("select pl_revoke_role('r', 'owner', 'She left.', null)"));
        Assert.Equal(-1, await Ask("select pl_revoke_role('none', 'owner', 'She left.', null)"));
        Assert.Equal("(y,4)", await Grant("y", "'north'"));
        Assert.Equal("""
            access:north 1 role-granted.v1 r north owner: She edits.
            access:* 1 role-granted.v1 w owner: She edits.
            access:north 2 role-revoked.v1 r north owner: She left.
            access:north 3 role-granted.v1 y north owner: She edits.
            """, await ledger.AskAsync<string>(Events));
    }

    [Fact]
    public async Task P10_There_is_no_token_or_role_without_its_event_and_no_event_without_it()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync(Issue("t", "first", "hash"), ledger.App);
        await ledger.RunAsync("select pl_grant_role('r', 'jwt:ana', 'editor', null, 'owner', 'She edits.', null)", ledger.App);
        await ledger.RunAsync("alter table mt_streams disable trigger all; update mt_streams set is_archived = true where id = 'access:*'"); // so that nothing is appended there
        foreach (var refused in new[] { Issue("u", "second", "hash 2"), "select pl_revoke_token('t', 'ana', null, null)", "select pl_grant_role('s', 'jwt:bo', 'editor', null, 'owner', 'He edits.', null)", "select pl_revoke_role('r', 'owner', 'She left.', null)" })
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunAsync(refused, ledger.App));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunAsync(Issue("v", "FIRST ", "hash 3", "array['north']"), ledger.App)); // the name is taken
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunAsync(Issue("v", "jwt:ana", "hash 3", "array['north']"), ledger.App));
        Assert.Equal("t r", await ledger.AskAsync<string>("select (select string_agg(id, ' ') from pl_tokens where revoked_at is null) || ' ' || (select string_agg(id, ' ') from pl_roles where revoked_at is null)"));
        Assert.Equal(2, await ledger.AskAsync<long>("select count(*) from mt_events"));
        // What a node of an earlier release calls leaves no event, and so does nothing.
        foreach (var old in new[] { "select pl_issue_token('w', 'old', 'hash 4', null, null::varchar[])", "select pl_issue_token('w', 'old', 'hash 4', null)", "select pl_revoke_token('t')" })
            Assert.Equal("PL009", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunAsync(old, ledger.App))).SqlState);
        // And the serving role has no other way.
        foreach (var beside in new[] { "insert into pl_tokens (id, name, hash) values ('x', 'x', 'x')", "update pl_roles set role = 'administrator'", "select pl_record_access(null, 'token-issued.v1', '{}', 'x', null, null)" })
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunAsync(beside, ledger.App))).SqlState);
    }

    [Fact]
    public async Task Who_waits_for_his_turn_to_change_a_token_or_role_keeps_nobody_from_using_one()
    {
        await using var ledger = await CreateAsync();
        foreach (var begun in new[] { Issue("t", "first", "hash"), "select pl_grant_role('r', 'jwt:ana', 'editor', null, 'owner', 'She edits.', null)" }) await ledger.RunAsync(begun, ledger.App);
        await using var import = await ledger.Admin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var turn = await import.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new Npgsql.NpgsqlCommand("select from pl_counter for update", import)) await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var waiting = new[] { Issue("u", "second", "hash 2"), "select pl_revoke_token('t', 'ana', null, null)", "select pl_revoke_role('r', 'owner', 'She left.', null)" }.Select(change => ledger.RunAsync(change, ledger.App)).ToList();
        while (await ledger.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'pl_(issue|revoke)_'") < waiting.Count) await Task.Delay(10, TestContext.Current.CancellationToken);
        await ledger.RunAsync("set lock_timeout = '200ms'; select pl_touch_token('t'); reset lock_timeout", ledger.App);
        await ledger.RunAsync("set lock_timeout = '200ms'; select * from pl_roles for key share; reset lock_timeout", ledger.Admin);
        Assert.All(waiting, change => Assert.False(change.IsCompleted));
        await turn.RollbackAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task P15_To_a_node_of_an_earlier_release_what_happens_to_tokens_is_private()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync(Issue("t", "first", "hash"), ledger.App);
        Assert.Equal("(1,access:*,private)", await ledger.AskAsync<string>("select v::text from pl_visibility v", ledger.App));
    }
}
