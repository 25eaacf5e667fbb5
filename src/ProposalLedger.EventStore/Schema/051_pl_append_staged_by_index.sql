-- What is staged belongs to one import, of which the planner knows nothing: its statistics are of an earlier one, or of none. It then took the rows
-- of an import for one or two, and went through all of them for each of them: the fifth import of 100,000 events did not end in half a minute.
-- Here the rows of an append are found by an index, or by their place, whatever the planner thinks of their number. Otherwise the function is that of 012.
create index pl_staged_events_append on pl_staged_events (import, n);
create index pl_staged_reserves_append on pl_staged_reserves (import, n);
drop index pl_staged_events_import;
drop index pl_staged_reserves_import;

create or replace function pl_append_staged(
    p_import uuid, p_appends int, p_actor varchar, p_key varchar, p_hash bytea, out result varchar, out first bigint, out last bigint)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set lock_timeout = '3500ms'
as $$
declare
    tick constant interval := interval '1 microsecond';
    v_start bigint;
    v_time timestamptz;
    v_total bigint;
    v_found int;
    done pl_commands;
    bad record;
begin
    select c.last_position, c.last_timestamp into strict v_start, v_time from pl_counter c for update;
    v_time := greatest(clock_timestamp(), v_time + tick);

    select * into done from pl_commands c where c.actor = p_actor and c.key = p_key;
    if found then
        result := case when done.body_hash <> p_hash then 'reused' when done.had_events then 'replayed' else 'replayed-unchanged' end;
        last := done.position;
        return;
    end if;

    -- A stream's version as each append finds it: what it was, and what the import's earlier appends added.
    update pl_staged_appends a set version = p.version, before = p.before
    from (select q.ctid as place, coalesce(s.version, 0) + sum(q.events) over (partition by q.stream order by q.n) - q.events as version,
                 v_start + sum(q.events) over (order by q.n) - q.events as before
          from pl_staged_appends q left join mt_streams s on s.id = q.stream where q.import = p_import) p
    where a.ctid = p.place;
    get diagnostics v_found = row_count;
    if v_found <> p_appends then
        raise exception 'the staged import is not whole any more' using errcode = 'PL006';  -- PostgreSQL crashed in between
    end if;

    select * into bad from (
        select p.n, case when s.is_archived then 'MT001' else 'MT003' end as state, p.version, null::varchar as id, null::varchar as stream
        from pl_staged_appends p left join mt_streams s on s.id = p.stream
        where p.import = p_import and (s.is_archived or p.expected <> p.version)
        union all
        select r.n, 'PL004', null, r.id, coalesce(k.stream, r.stream)
        from (select q.n, q.id, row_number() over (partition by q.id order by q.n) as use,
                     first_value(p.stream) over (partition by q.id order by q.n) as stream
              from pl_staged_reserves q
              cross join lateral (select a.stream from pl_staged_appends a where a.import = p_import and a.n = q.n offset 0) p
              where q.import = p_import) r
        left join pl_reserved k on k.id = r.id
        where k.id is not null or r.use > 1) x
    order by x.n, x.state limit 1;
    if found then
        raise exception 'append % of the import is refused', bad.n using errcode = bad.state,
            detail = json_build_object('n', bad.n, 'version', bad.version, 'id', bad.id, 'stream', bad.stream);
    end if;

    select coalesce(sum(events), 0) into v_total from pl_staged_appends where import = p_import;
    insert into mt_streams (id, version, timestamp, created)
    select p.stream, max(p.version + p.events), v_time + (max(p.before + p.events) - v_start - 1) * tick, v_time + (min(p.before) - v_start) * tick
    from pl_staged_appends p where p.import = p_import and p.events > 0 group by p.stream
    on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, pl_scope)
    select p.before + e.nth, e.id, p.stream, p.version + e.nth, e.data, e.type, v_time + (p.before + e.nth - v_start - 1) * tick,
           e.correlation, e.causation, e.headers, p.scope
    from pl_staged_appends p
    cross join lateral (select * from pl_staged_events a where a.import = p_import and a.n = p.n offset 0) e
    where p.import = p_import
    order by 1;

    insert into pl_reserved (id, stream)
    select q.id, p.stream from pl_staged_reserves q
    cross join lateral (select a.stream from pl_staged_appends a where a.import = p_import and a.n = q.n offset 0) p
    where q.import = p_import;

    first := case when v_total > 0 then v_start + 1 else 0 end;
    last := case when v_total > 0 then v_start + v_total else 0 end;
    result := 'appended';
    if p_key is not null then
        insert into pl_commands (actor, key, body_hash, position, had_events, recorded)
        values (p_actor, p_key, p_hash, last, v_total > 0, v_time);
    end if;
    if v_total > 0 then
        update pl_counter set last_position = last, last_timestamp = v_time + (v_total - 1) * tick;
        perform setval('mt_events_sequence', last);
    end if;
end $$;
