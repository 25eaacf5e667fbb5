using System.Text;
using Npgsql;
using ProposalLedger.EventStore.Views;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class RedactionTests
{
    private const string Secret = "quokka";

    /// <summary>A redaction on record, which has taken nothing away: only the owner can append it alone.</summary>
    private static Task ClaimAsync(TestLedger ledger, long position) => ledger.RunAsync($$"""
        select pl_append_any('{n}', '{n}', '{null}', '{1}', '{1}', '{1}', '{null}', '{null}', '{null}', '{null}', '{}', '{}', '{1}', '{1}',
            array[gen_random_uuid()], '{event-redacted.v1}', array['{{Said(position)}}'::jsonb], array['{"actor": "ann"}'::jsonb], '{null}', '{null}')
        """);

    private static string Said(long position, string tombstone = """{"a": "[redacted]"}""", string metadata = "") =>
        $$"""{"position": {{position}}, "stream": "s", "version": {{position}}, "type": "thing-happened.v1", "tombstone": {{tombstone}}{{metadata}}}""";

    private static NewEvent Telling(string? reason = null) => new(
        Guid.CreateVersion7(), "thing-happened.v1", Encoding.UTF8.GetBytes($$"""{"a": "{{Secret}}"}"""), new EventMetadata { Actor = "ann", Reason = reason });

    internal static RedactionAppend Of(long position, string? data = null, CommandId? command = null, string scope = "n") => new()
    {
        Position = position, DataCommitment = "d", MetadataCommitment = "m", Stream = "n", Scope = scope, Event = Event("event-redacted.v1", data ?? Said(position)), Command = command,
    };

    [Fact]
    public async Task P1_A_redaction_is_an_event_that_leaves_a_tombstone_where_the_text_stood()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling(), Telling()] });
        Assert.Equal(new AppendOutcome.Appended("n", 1, 3, 3), await ledger.Store.RedactAsync(Of(1)));

        var (gone, other) = ((await ledger.Store.GetEventAsync(1))!, (await ledger.Store.GetEventAsync(2))!);
        Assert.Equal("""{"a": "[redacted]"}""", Encoding.UTF8.GetString(gone.Data.Span));
        Assert.Equal((3L, null), (gone.RedactedBy, other.RedactedBy));
        Assert.Contains(Secret, Encoding.UTF8.GetString(other.Data.Span), StringComparison.Ordinal);
        Assert.Equal("t d  t", await ledger.AskAsync<string>("select concat_ws(' ', (pl_data_salt is null)::text::char, pl_data_commitment, coalesce(pl_metadata_commitment, ''), (pl_metadata_salt is not null)::text::char) from mt_events where seq_id = 1"));
        await ledger.AssertInOrderAsync(3);
    }

    [Fact]
    public async Task P1_A_reason_goes_with_the_salt_that_covered_it()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling(Secret)] });
        await ledger.Store.RedactAsync(Of(1, Said(1, metadata: """, "metadata": {"headers": {"actor": "ann", "reason": "[redacted]", "sources": []}}""")));
        Assert.Equal("[redacted]", (await ledger.Store.GetEventAsync(1))!.Metadata.Reason);
        Assert.True(await ledger.AskAsync<bool>("select pl_metadata_salt is null and pl_metadata_commitment = 'm' from mt_events where seq_id = 1"));
    }

    [Fact]
    public async Task P3_Redacting_twice_answers_with_the_first_also_where_two_do_it_at_once()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()] });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ledger.Node().RedactAsync(Of(1))));
        Assert.Single(outcomes.OfType<AppendOutcome.Appended>());
        Assert.Equal([2L, 2L, 2L], outcomes.OfType<AppendOutcome.Unchanged>().Select(o => o.Position));
        await ledger.AssertInOrderAsync(2);

        var command = new CommandId("ann", "again", new byte[] { 1 });
        Assert.IsType<AppendOutcome.Unchanged>(await ledger.Store.RedactAsync(Of(1, command: command)));
        Assert.Equal(new AppendOutcome.Replayed("n", 1, 2, HadEvents: false), await ledger.Store.RedactAsync(Of(1, command: command)));
    }

    [Theory]
    [InlineData(1, "m")] // another scope
    [InlineData(9, "n")] // not there
    [InlineData(2, "n")] // itself a redaction
    public async Task P14_What_cannot_be_redacted_is_refused_and_nothing_is_written(long position, string scope)
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()] });
        await ClaimAsync(ledger, 1);
        Assert.Equal("PL010", (await Assert.ThrowsAsync<AppendRefusedException>(() => ledger.Store.RedactAsync(Of(position, scope: scope)))).SqlState);
        await ledger.AssertInOrderAsync(2);
    }

    [Fact]
    public async Task P1_A_redaction_of_another_event_than_it_says_is_refused()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling(), Telling()] });
        await Assert.ThrowsAsync<AppendRefusedException>(() => ledger.Store.RedactAsync(Of(1, Said(2))));
    }

    [Theory]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_salt = null, pl_data_commitment = 'd', pl_redacted_by = 2 where seq_id = 1", null)]
    [InlineData("update mt_events set data = '{\"a\": \"other\"}', pl_data_salt = null, pl_data_commitment = 'd', pl_redacted_by = 2 where seq_id = 1", "PL001")]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_commitment = 'd', pl_redacted_by = 2 where seq_id = 1", "PL001")]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_salt = null, pl_data_commitment = 'd' where seq_id = 1", "PL001")]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_salt = null, pl_data_commitment = 'd', pl_redacted_by = 2, stream_id = 'n' where seq_id = 1", "PL001")]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_salt = null, pl_data_commitment = 'd', pl_redacted_by = 2, headers = '{}' where seq_id = 1", "PL001")]
    [InlineData("update mt_events set data = '{\"a\": \"[redacted]\"}', pl_data_salt = null, pl_data_commitment = 'd', pl_redacted_by = 2 where seq_id = 3", "PL001")]
    [InlineData("update pl_commands set body_hash = ''", "PL001")]
    public async Task P1_Only_what_a_redaction_on_record_demands_gets_by_the_trigger_and_the_serving_login_never(string change, string? refusedAs)
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()], Command = new CommandId("ann", "k", new byte[] { 1 }) });
        await ClaimAsync(ledger, 1);
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()] });
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync(change, ledger.App))).SqlState);
        if (refusedAs is null) await ledger.RunAsync("set role ledger_owner; " + change, ledger.Owner);
        else Assert.Equal(refusedAs, (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync("set role ledger_owner; " + change, ledger.Owner))).SqlState);
    }

    [Fact]
    public async Task P1_The_tombstone_is_not_changed_afterwards()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()] });
        await ledger.Store.RedactAsync(Of(1));
        Assert.Equal("PL001", (await Assert.ThrowsAsync<PostgresException>(() => ledger.RunAsync("set role ledger_owner; update mt_events set data = '{}' where seq_id = 1", ledger.Owner))).SqlState);
    }

    [Fact]
    public async Task P1_No_table_holds_the_text_any_more_nor_a_hash_to_guess_it_from_and_the_command_gets_its_answer()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["v"] = 1 });
        var append = Append("s") with { Events = [Telling()], Command = new CommandId("ann", "k", Encoding.UTF8.GetBytes(Secret)) };
        await ledger.Store.AppendAsync(append);
        var id = (await ledger.Store.GetEventAsync(1))!.Id;
        await ledger.RunAsync($$"""insert into pl_staged_events values ('{{Guid.NewGuid()}}', 0, 1, '{{id}}', 't', '{"a": "{{Secret}}"}', '{}')""");
        await ledger.Views.ApplyAsync([new ViewChange("v", 1, 0, [new ViewRow("n", "k", 1, Encoding.UTF8.GetBytes($$"""{"data": {"a": "{{Secret}}"} }""")) { Texts = [new RowText("", Secret, "", "")] }])], 1);
        Assert.Equal(5, await CountAsync(ledger));

        await ledger.Store.RedactAsync(Of(1));
        Assert.Equal(0, await CountAsync(ledger));
        Assert.Equal(new AppendOutcome.CommandReused(), await ledger.Store.AppendAsync(append));
        Assert.Empty((await ledger.Store.FindCommandAsync("ann", "k"))!.BodyHash.ToArray());
    }

    [Fact]
    public async Task P3_Hashes_go_of_the_commands_whose_body_had_the_text_and_of_no_other()
    {
        await using var ledger = await CreateAsync();
        // Under one lock and so in one batch, recorded at one time: the streams' next commands are not those that recorded the event.
        await ledger.Store.AppendAllAsync([Append("i", events: 2), Append("i2")], new CommandId("ann", "file", new byte[] { 1 }));
        Task<AppendOutcome>[] batch;
        await using (var held = await HeldLock.TakeAsync(ledger))
        {
            var first = ledger.Store.AppendAsync(Append("t", key: "first"));
            await held.WaitForWaiterAsync();
            batch = [first, .. new[] { Of("s", null), Of("s", "next", 2), Of("s", "after") }.Select(append => ledger.Store.AppendAsync(append))];
            await held.ReleaseAsync();
        }

        Assert.All(await Task.WhenAll(batch), outcome => Assert.IsType<AppendOutcome.Appended>(outcome));
        Assert.Equal("s 1 5|s 3 7|s 4 8", await ledger.AskAsync<string>("select string_agg(concat_ws(' ', stream_id, version, seq_id), '|' order by seq_id) from mt_events where stream_id = 's' and version <> 2"));
        Assert.Equal(1L, await ledger.AskAsync<long>("select count(distinct recorded) from pl_commands where stream = 's'"));
        await ledger.Store.AppendAsync(Append("s", events: 0, key: "same") with { AnswerPosition = 6 });
        await ledger.Store.AppendAsync(Append("s", events: 0, key: "other") with { AnswerPosition = 8 });
        await ledger.Store.AppendAllAsync([Append("i3")], new CommandId("ann", "later", new byte[] { 1 }));

        await RedactAsync(5, "s", 1);
        Assert.Equal("", await ForgottenAsync());
        await RedactAsync(6, "s", 2);
        Assert.Equal("next same", await ForgottenAsync());
        await RedactAsync(1, "i", 1);
        Assert.Equal("file next same", await ForgottenAsync());
        await RedactAsync(8, "s", 4);
        Assert.Equal("after file next other same", await ForgottenAsync());

        Append Of(string stream, string? key, int events = 1)
        {
            var append = Append(stream, events: events, key: key);
            return append with { Events = [.. append.Events.Select(e => e with { Metadata = e.Metadata with { Command = append.Command?.Digest } })] };
        }

        async Task RedactAsync(long position, string stream, long version) => Assert.IsType<AppendOutcome.Appended>(await ledger.Store.RedactAsync(RedactionTests.Of(position,
            $$"""{"position": {{position}}, "stream": "{{stream}}", "version": {{version}}, "type": "thing-happened.v1", "tombstone": {"a": "[redacted]"} }""")));

        Task<string> ForgottenAsync() => ledger.AskAsync<string>("select coalesce(string_agg(key, ' ' order by key), '') from pl_commands where body_hash = ''");
    }

    [Fact]
    public async Task P2_A_redaction_reads_no_table_from_end_to_end_while_it_holds_the_lock()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["v"] = 1 });
        await ledger.Store.AppendAsync(Append("s") with { Events = [Telling()], Command = new CommandId("ann", "k", new byte[] { 1 }) });
        await ledger.Views.ApplyAsync([new ViewChange("v", 1, 0, [new ViewRow("n", "k", 1, "{}"u8.ToArray()) { Texts = [new RowText("", Secret, "", "")] }])], 1);
        await ledger.RunAsync("""
            set session_replication_role = replica;
            insert into pl_commands select 'ann', 'k' || n, '\x01', 't' || n % 50, n, n, true, now() from generate_series(10, 20000) n;
            insert into pl_view_texts select 'v', 1, 'n', 'k' || n, '', n, '' from generate_series(10, 20000) n;
            analyze pl_commands, pl_view_texts;
            """);
        // Both in one transaction, whose own statistics are there at once.
        await using var connection = await ledger.Admin.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var redact = new NpgsqlCommand($$"""select pl_redact(1, 'd', 'm', 'n', 'n', null, null, null, null, '{{Guid.NewGuid()}}', '{{Said(1)}}', '{"actor": "ann"}', null)""", connection, transaction);
        await redact.ExecuteNonQueryAsync();
        await using var left = new NpgsqlCommand("select concat_ws(' ', (select count(*) from pl_view_texts where key = 'k'), (select count(*) from pl_commands where body_hash = ''))", connection, transaction);
        await using var scanned = new NpgsqlCommand("select string_agg(relname || ' ' || seq_tup_read, ', ' order by relname) from pg_stat_xact_user_tables where relname in ('mt_events', 'pl_commands', 'pl_view_rows', 'pl_view_texts')", connection, transaction);
        Assert.Equal("mt_events 0, pl_commands 0, pl_view_rows 0, pl_view_texts 0", await scanned.ExecuteScalarAsync());
        Assert.Equal("0 1", await left.ExecuteScalarAsync());
    }

    /// <summary>Rows of any table that hold the secret, also as bytes.</summary>
    private static async Task<int> CountAsync(TestLedger ledger)
    {
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret));
        var tables = (await ledger.AskAsync<string>("select string_agg(quote_ident(tablename), ' ') from pg_tables where schemaname = 'public'")).Split(' ');
        var found = 0;
        foreach (var table in tables) found += (int)await ledger.AskAsync<long>($"select count(*) from {table} t where t::text like '%{Secret}%' or t::text like '%{hex}%'");
        return found;
    }
}
