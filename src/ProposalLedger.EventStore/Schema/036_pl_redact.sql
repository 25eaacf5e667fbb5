-- The second and last writer of events: appends a redaction and, in the same transaction, puts the tombstone in the place of what it takes away, wherever the
-- database holds it. The event goes through pl_append, so positions, versions and commands are those of every other append. A second redaction of the same
-- event is an append without events that is answered with the first. The views' rows take the tombstone at once, also where a view has stopped; what
-- else there is to say of a redaction the views learn from the log. PL010: there is no such event in this scope.
create function pl_redact(
    p_position bigint, p_data_commitment text, p_metadata_commitment text,
    p_stream varchar, p_scope varchar, p_expected bigint, p_actor varchar, p_key varchar, p_hash bytea,
    p_id uuid, p_data jsonb, p_headers jsonb, p_correlation varchar,
    out result varchar, out version bigint, out first bigint, out last bigint, out other varchar)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set lock_timeout = '3500ms'
as $$
declare
    was mt_events;
    n int;
begin
    perform from pl_counter for update;
    select * into was from mt_events e where e.seq_id = p_position and e.pl_scope = p_scope and e.type <> 'event-redacted.v1';
    if not found or p_data - array['tombstone', 'metadata'] is distinct from jsonb_build_object('position', p_position, 'stream', was.stream_id, 'version', was.version, 'type', was.type) then
        raise exception 'there is no event % to redact', p_position using errcode = 'PL010';
    end if;
    n := case when was.pl_redacted_by is null then 1 else 0 end;
    select a.results[1], a.versions[1], a.firsts[1], a.lasts[1], a.others[1] into result, version, first, last, other
    from pl_append(
        array[p_stream], array[p_scope], array[p_expected], array[n], array[1], array[n],
        array[p_actor], array[p_key], array[p_hash], array[was.pl_redacted_by], array[]::int[], array[]::varchar[],
        (array[1])[1:n], (array[1])[1:n], (array[p_id])[1:n], (array['event-redacted.v1'])[1:n]::varchar[], (array[p_data])[1:n], (array[p_headers])[1:n],
        (array[p_correlation])[1:n], (array[null::varchar])[1:n]) a;
    if result <> 'appended' then
        return;
    end if;

    update mt_events e set
        data = p_data -> 'tombstone', headers = coalesce(p_data -> 'metadata' -> 'headers', e.headers), pl_redacted_by = last,
        pl_data_salt = null, pl_data_commitment = p_data_commitment,
        pl_metadata_salt = case when p_data ? 'metadata' then null else e.pl_metadata_salt end,
        pl_metadata_commitment = case when p_data ? 'metadata' then p_metadata_commitment end
    where e.seq_id = p_position;

    update pl_commands c set body_hash = ''
    where c.stream = was.stream_id and c.position >= p_position and c.recorded <= was.timestamp and c.had_events;
    delete from pl_staged_events s where s.id = was.id;

    -- A row that holds the event has it under these names.
    update pl_view_rows r set body = r.body || jsonb_build_object('data', p_data -> 'tombstone')
        || case when r.body ? 'reason' and p_data ? 'metadata' then jsonb_build_object('reason', p_data -> 'metadata' -> 'headers' -> 'reason') else '{}' end
    from pl_views v
    where r.view = v.view and r.generation = v.generation and r.scope = p_scope and r.position = p_position and r.body ? 'data';
    delete from pl_view_texts t where t.scope = p_scope and t.position = p_position;
end $$;
revoke all on function pl_redact from public;
grant execute on function pl_redact to ledger_serving;
