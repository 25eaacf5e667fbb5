-- The second and last writer of events: appends a redaction and, in the same transaction, puts the tombstone in the place of what it takes away, wherever the
-- database holds it. The event goes through pl_append_any (048), so positions, versions and commands are those of every other append. A second redaction of the same
-- event is an append without events that is answered with the first. The views' rows take the tombstone at once, also where a view has stopped; what
-- else there is to say of a redaction the views learn from the log. PL010: there is no such event in this scope.
--
-- All of it is done under the lock that every append waits for: so each row is found by an index, however much there is.
create index pl_commands_stream on pl_commands (stream, position);
create function pl_redact(
    p_position bigint, p_data_commitment text, p_metadata_commitment text,
    p_stream varchar, p_scope varchar, p_expected bigint, p_actor varchar, p_key varchar, p_hash bytea,
    p_id uuid, p_data jsonb, p_headers jsonb, p_correlation varchar,
    out result varchar, out version bigint, out first bigint, out last bigint, out other varchar)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set lock_timeout = '3500ms'
set enable_seqscan = off
set jit = off
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
    from pl_append_any(
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

    -- Whose body had the text: the command that recorded the event, those that found it recorded already, and the import that brought it. A command or
    -- an import stands at the last position that it took; the next one in the stream is the event's own if both its events say that they came of it.
    update pl_commands c set body_hash = '' where c.body_hash <> '' and (c.actor, c.key) in (
        select k.actor, k.key from (select * from pl_commands o where o.stream = was.stream_id and o.position >= p_position and o.had_events order by o.position limit 1) k
        where k.recorded <= was.timestamp and (k.position = p_position
            or (select e.headers ->> 'command' from mt_events e where e.seq_id = k.position) is not distinct from was.headers ->> 'command')
        union all
        select k.actor, k.key from pl_commands k where k.stream = was.stream_id and k.position = p_position and not k.had_events
        union all
        select k.actor, k.key from (select * from pl_commands o where o.stream is null and o.position >= p_position and o.had_events order by o.position limit 1) k
        where k.recorded <= was.timestamp);
    delete from pl_staged_events s where s.id = was.id;

    -- A row that holds the event has it under these names.
    update pl_view_rows r set body = r.body || jsonb_build_object('data', p_data -> 'tombstone')
        || case when r.body ? 'reason' and p_data ? 'metadata' then jsonb_build_object('reason', p_data -> 'metadata' -> 'headers' -> 'reason') else '{}' end
    from pl_views v
    where r.view = v.view and r.generation = v.generation and r.scope = p_scope and r.position = p_position and r.body ? 'data';
    delete from pl_view_texts t using pl_views v, pl_view_rows r
    where r.view = v.view and r.generation = v.generation and r.scope = p_scope and r.position = p_position
      and t.view = r.view and t.generation = r.generation and t.scope = r.scope and t.key = r.key;
end $$;
revoke all on function pl_redact from public;
grant execute on function pl_redact to ledger_serving;
