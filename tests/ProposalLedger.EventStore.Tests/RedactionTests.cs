using System.Text;
using Npgsql;
using ProposalLedger.EventStore.Views;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class RedactionTests
{
    private const string Secret = "quokka";

    /// <summary>A redaction on record, appended as any event, which has taken nothing away.</summary>
    private static Append Claimed(long position, string tombstone = """{"a": "[redacted]"}""") =>
        Append("n", events: 0) with { Events = [Event("event-redacted.v1", Said(position, tombstone))] };

    private static string Said(long position, string tombstone = """{"a": "[redacted]"}""", string metadata = "") =>
        $$"""{"position": {{position}}, "stream": "s", "version": {{position}}, "type": "thing-happened.v1", "tombstone": {{tombstone}}{{metadata}}}""";

    private static NewEvent Telling(string? reason = null) => new(
        Guid.CreateVersion7(), "thing-happened.v1", Encoding.UTF8.GetBytes($$"""{"a": "{{Secret}}"}"""), new EventMetadata { Actor = "ann", Reason = reason });

    private static RedactionAppend Of(long position, string? data = null, CommandId? command = null, string scope = "n") => new()
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
        await ledger.Store.AppendAsync(Claimed(1));
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
        await ledger.Store.AppendAsync(Claimed(1));
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
