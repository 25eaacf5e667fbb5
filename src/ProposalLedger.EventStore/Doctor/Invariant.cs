namespace ProposalLedger.EventStore.Doctor;

/// <summary>What holds in every ledger, and how what breaks it is found.</summary>
/// <param name="Name">Short, stable, for scripts.</param>
/// <param name="Holds">In words, as it should be.</param>
/// <param name="Broken">Rows of what breaks it: a position or null, and words that say what was found.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Invariant(string Name, string Holds, string Broken, string Remedy)
{
    private const string Tampered = "No release of this program does that. Verify the history (ledger verify), and restore from a backup what was changed.";
    private const string Setting = "Set it back in postgresql.conf and reload: without it a crash can lose what was acknowledged.";
    private const string Schema = "Start a server of this release with the owner's connection: it installs what is missing. If it is there and switched off, find out who did that, and verify the history (ledger verify).";

    public static readonly IReadOnlyList<Invariant> All =
    [
        new("positions", "positions run from 1 without gaps", """
            select seq_id, 'the position before it is ' || coalesce(before, 0) from (select seq_id, lag(seq_id) over (order by seq_id) before from mt_events) e
            where seq_id <> coalesce(before, 0) + 1 order by 1
            """, Tampered),
        new("head", "the counter stands at the last event", """
            select last_position, 'the counter stands here, the last event at ' || coalesce((select max(seq_id) from mt_events), 0) from pl_counter
            where last_position <> coalesce((select max(seq_id) from mt_events), 0)
            """, Tampered),
        new("recorded", "recorded times increase with the position", """
            select seq_id, 'it was recorded at ' || timestamp || ', the one before it at ' || before from (select seq_id, timestamp, lag(timestamp) over (order by seq_id) before from mt_events) e
            where timestamp <= before order by 1
            """, Tampered),
        new("versions", "versions of each stream run from 1 without gaps", """
            select seq_id, stream_id || ' has version ' || version || ' after ' || coalesce(before, 0)
            from (select seq_id, stream_id, version, lag(version) over (partition by stream_id order by seq_id) before from mt_events) e
            where version <> coalesce(before, 0) + 1 order by 1
            """, Tampered),
        new("streams", "each stream stands at the version of its last event", """
            select e.last, coalesce(s.id, e.stream_id) || ' stands at ' || coalesce(s.version::text, 'nothing') || ', its last event at ' || coalesce(e.version::text, 'nothing')
            from mt_streams s full join (select stream_id, max(version) as version, max(seq_id) as last from mt_events group by stream_id) e on e.stream_id = s.id
            where s.version is distinct from e.version and coalesce(s.version, 0) <> coalesce(e.version, 0) order by 1
            """, Tampered),
        new("scopes", "a stream belongs to one part of the log", """
            select min(seq_id), stream_id || ' is in ' || string_agg(distinct pl_scope, ', ') from mt_events group by stream_id having count(distinct pl_scope) > 1 order by 1
            """, Tampered),
        new("commands", "each command that is remembered points at what it recorded", """
            select c.position, 'a command of ' || c.actor || ' is remembered with it, for ' || coalesce(c.stream || ' at ' || c.version, 'an import') from pl_commands c
            left join mt_events e on e.seq_id = c.position
            where c.had_events and (e.seq_id is null or c.stream is not null and (e.stream_id, e.version) is distinct from (c.stream, c.version)) order by 1
            """, Tampered),
        new("ids", "each id that is taken belongs to a stream that there is", """
            select null::bigint, id || ' belongs to ' || r.stream from pl_reserved r where not exists (select from mt_streams s where s.id = r.stream) order by 2
            """, Tampered),
        new("sequence", "Marten's sequence stands where the log does", """
            select c.last_position, 'the sequence stands at ' || s.last_value from pl_counter c, mt_events_sequence s where c.last_position > 0 and s.last_value <> c.last_position
            """, "A program that writes with Marten beside this one would take positions twice: see that none does. The next append sets it right."),
        new("salts", "each event has the salts of its commitments, or a redaction on record left what stands there", """
            select seq_id, case when octet_length(pl_metadata_salt) <> 32 then 'the salt of its metadata' else 'the salt of its data' end || ' is not of 32 bytes' from mt_events
            where octet_length(pl_metadata_salt) <> 32 or octet_length(pl_data_salt) <> 32
            union all select e.seq_id, 'a salt is gone, and no redaction left what stands there' from mt_events e
            left join mt_events r on r.seq_id = e.pl_redacted_by and r.type = 'event-redacted.v1' and r.data -> 'position' = to_jsonb(e.seq_id) and r.data -> 'tombstone' = e.data
            where (e.pl_data_salt is null or e.pl_metadata_salt is null or e.pl_redacted_by is not null) and (r.seq_id is null or e.pl_data_salt is not null) order by 1
            """, Tampered),
        new("log", "the signed log has an entry for each position that it reached, and for none beyond the head", """
            select position, 'the entry before it is of ' || coalesce(before, 0) from (select position, lag(position) over (order by position) before from pl_log_entries) l where position <> coalesce(before, 0) + 1
            union all select max(position), 'the log goes on to here, the events to ' || (select last_position from pl_counter) from pl_log_entries having max(position) > (select last_position from pl_counter)
            union all select max(size), 'a checkpoint is of so many entries, and there are ' || (select count(*) from pl_log_entries) from pl_log_checkpoints having max(size) > (select count(*) from pl_log_entries)
            order by 1
            """, Tampered),
        new("views", "no view is stopped, or ahead of the log", """
            select s.stopped_position, s.view || ' is stopped: ' || coalesce(s.stopped_reason, '') from pl_view_states s where s.live and s.stopped_position is not null
            union all select s.checkpoint, s.view || ' is ahead of the log, which ends at ' || c.last_position from pl_view_states s, pl_counter c where s.live and s.checkpoint > c.last_position
            order by 1
            """, "Rebuild it: ledger rebuild. If it stops again at the same event, a newer release may know the event."),
        new("append-only", "triggers refuse what would change the past", """
            select null::bigint, w.name || case when t.tgenabled is null then ' has no such trigger' else ' has it switched off' end
            from (values ('mt_events', 'pl_append_only'), ('mt_events', 'pl_only_redaction'), ('mt_streams', 'pl_append_only'), ('pl_counter', 'pl_append_only'), ('pl_commands', 'pl_append_only'),
                ('pl_commands', 'pl_only_forgetting'), ('pl_reserved', 'pl_append_only'), ('pl_log_entries', 'pl_append_only'), ('pl_log_hashes', 'pl_append_only'), ('pl_log_checkpoints', 'pl_append_only'), ('pl_log_cosignatures', 'pl_append_only'), ('pl_log_key', 'pl_append_only'), ('mt_streams', 'pl_only_forwards'), ('pl_counter', 'pl_only_forwards')) w (name, trigger)
            left join pg_trigger t on t.tgrelid = w.name::regclass and t.tgname = w.trigger where t.tgenabled is null or t.tgenabled not in ('O', 'A')
            """, Schema),
        new("grants", "the serving login can read and call, and change no table", """
            select null::bigint, 'ledger_serving may ' || lower(p.what) || ' ' || c.relname from pg_class c cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p (what)
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege('ledger_serving', c.oid, p.what)
            """, "Revoke it, and find out who granted it; verify the history (ledger verify)."),
        new("indexes", "every index is valid", "select null::bigint, indexrelid::regclass || ' is not valid' from pg_index where not indisvalid or not indisready", "reindex index concurrently <name>."),
        new("durability", "PostgreSQL keeps what it acknowledged through a crash", """
            select null::bigint, name || ' is ' || setting from pg_settings where (name, setting) in (('fsync', 'off'), ('full_page_writes', 'off'), ('synchronous_commit', 'off'))
            """, Setting),
    ];
}
