using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class MartenTablesTests
{
    /// <summary>Read off the tables that Marten 9.29 made, and what 9.58 reads besides; a program with Marten must be able to open ours.</summary>
    private const string Marten = """
        mt_event_progression.name varchar not null
        mt_event_progression.last_seq_id int8 null
        mt_event_progression.last_updated timestamptz null
        mt_events.seq_id int8 not null
        mt_events.id uuid not null
        mt_events.stream_id varchar null
        mt_events.version int8 not null
        mt_events.data jsonb not null
        mt_events.bdata bytea null
        mt_events.type varchar(500) not null
        mt_events.timestamp timestamptz not null
        mt_events.tenant_id varchar null
        mt_events.mt_dotnet_type varchar null
        mt_events.correlation_id varchar null
        mt_events.causation_id varchar null
        mt_events.headers jsonb null
        mt_events.is_archived bool null
        mt_streams.id varchar not null
        mt_streams.type varchar null
        mt_streams.version int8 null
        mt_streams.timestamp timestamptz not null
        mt_streams.created timestamptz not null
        mt_streams.tenant_id varchar null
        mt_streams.is_archived bool null
        mt_streams.compacted_version int8 not null
        """;

    [Fact]
    public async Task The_tables_are_Martens_and_what_is_ours_is_named_so_and_has_a_default()
    {
        await using var ledger = await CreateAsync();
        Assert.Equal(Marten, await ledger.AskAsync<string>("""
            select string_agg(table_name || '.' || column_name || ' ' || udt_name || coalesce('(' || character_maximum_length || ')', '')
                   || case is_nullable when 'YES' then ' null' else ' not null' end, E'\n' order by table_name, ordinal_position)
            from information_schema.columns where table_name like 'mt\_%' and column_name not like 'pl\_%'
            """), ignoreLineEndingDifferences: true);
        Assert.Equal(0L, await ledger.AskAsync<long>("""
            select count(*) from information_schema.columns
            where table_name like 'mt\_%' and column_name like 'pl\_%' and column_default is null and is_nullable = 'NO'
            """));
        Assert.Equal("mt_events_sequence", await ledger.AskAsync<string>("select string_agg(sequencename, ',') from pg_sequences"));
        Assert.Equal("mt_event_progression: name|mt_events: seq_id|mt_streams: id", await ledger.AskAsync<string>("""
            select string_agg(table_name || ': ' || column_name, '|' order by table_name) from information_schema.table_constraints
            join information_schema.key_column_usage using (constraint_name, table_name) where constraint_type = 'PRIMARY KEY' and table_name like 'mt\_%'
            """));
        Assert.Contains("UNIQUE INDEX pk_mt_events_stream_and_version ON public.mt_events USING btree (stream_id, version)",
            await ledger.AskAsync<string>("select indexdef from pg_indexes where indexname = 'pk_mt_events_stream_and_version'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_append_fills_what_Marten_reads()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 3));
        Assert.Equal("1 3 *DEFAULT* f f|*DEFAULT* f ann", await ledger.AskAsync<string>("""
            select concat_ws(' ', count(distinct s.id), max(s.version), max(s.tenant_id), bool_or(s.is_archived)::text::char, bool_or(e.is_archived)::text::char)
                   || '|' || concat_ws(' ', max(e.tenant_id), bool_or(e.is_archived)::text::char, max(e.headers ->> 'actor'))
            from mt_streams s join mt_events e on e.stream_id = s.id
            """));
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) from mt_streams s where timestamp <> (select max(timestamp) from mt_events) or created <> (select min(timestamp) from mt_events)"));
    }
}
