-- The same writer with the same answers as 009 and 048, for less: a wave is decided and written by one statement, where the start of four cost a
-- lone append more than its rows; and the salts of a batch come out of one seed, where the random numbers for each event cost more than its indexes.
-- A node of an earlier release calls the same functions. The answers are compared with those of 009 by a test, batch by batch.
--
-- The events stand in the order of their appends, so p_event_of and p_event_nth, which earlier releases send, are not looked at.
--
-- Salts: the halves of SHA-512 of 366 random bits and the event's position. The bits are never stored, so a salt is found neither from
-- another of its batch nor from anything else, and one that was taken away (036) is gone.
create or replace function pl_append_any(
    p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[], p_waves int[], p_wave_events int[],
    p_actors varchar[], p_keys varchar[], p_hashes bytea[], p_answers bigint[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[],
    out results varchar[], out versions bigint[], out firsts bigint[], out lasts bigint[], out details varchar[], out others varchar[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set lock_timeout = '3500ms'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
    tick constant interval := interval '1 microsecond';
    v_start bigint;
    v_last bigint;
    v_time timestamptz;
    v_seed bytea;
    a int := 1;      -- the wave's first append and last
    z int;
    v_before int := 0;  -- events of the waves before
    v_taken_of int[];
    v_taken varchar[];
    v_taken_by varchar[];
    w record;
begin
    select c.last_position, c.last_timestamp into strict v_start, v_time from pl_counter c for update;
    v_time := greatest(clock_timestamp(), v_time + tick);  -- of position v_start + 1; each later one is a tick later
    v_last := v_start;
    v_seed := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

    for v_wave in 1 .. cardinality(p_waves) loop
        z := p_waves[v_wave];
        if cardinality(p_reserves) > 0 then
            select array_agg(q.of), array_agg(x.id), array_agg(x.stream) into v_taken_of, v_taken, v_taken_by
            from unnest(p_reserve_of, p_reserves) as q (of, id)
            join lateral (select r.id, r.stream from pl_reserved r where r.id = q.id offset 0) x on true
            where q.of between a and z;
        end if;

        -- Decide: the command first, then the stream, then the ids; only what passes all of them takes positions.
        with looked as (
            select a - 1 + i.n as n, i.stream, i.scope, i.events, i.actor, i.key, i.hash, coalesce(s.version, 0) as current, c.version as c_version,
                   coalesce(c.position, case when i.events = 0 then coalesce(i.answer, (select e.seq_id from mt_events e
                                                                                        where e.stream_id = i.stream and e.version = s.version)) end, 0) as answer,
                   r.id as taken, coalesce(c.stream, r.stream) as other,
                   case when c.key is not null then
                            case when c.body_hash <> i.hash then 'reused' when c.had_events then 'replayed' else 'replayed-unchanged' end
                        when s.is_archived then 'archived'
                        when i.expected <> coalesce(s.version, 0) then 'conflict'
                        when r.id is not null then 'taken'
                        when i.events = 0 then 'unchanged'
                        else 'appended' end as result
            from unnest(p_streams[a:z], p_scopes[a:z], p_expected[a:z], p_events[a:z], p_actors[a:z], p_keys[a:z], p_hashes[a:z], p_answers[a:z]) with ordinality
                 as i (stream, scope, expected, events, actor, key, hash, answer, n)
            left join lateral (select k.* from pl_commands k where k.actor = i.actor and k.key = i.key offset 0) c on true
            left join lateral (select t.version, t.is_archived from mt_streams t where t.id = i.stream offset 0) s on true
            left join lateral (select q.id, q.stream from unnest(v_taken_of, v_taken, v_taken_by) as q (of, id, stream)
                               where v_taken_of is not null and q.of = a - 1 + i.n order by q.id limit 1) r on true
        ), placed as materialized (
            select l.*, v_last + sum(case when l.result = 'appended' then l.events else 0 end) over before as upto,
                   v_before + sum(l.events) over before - l.events as event
            from looked l window before as (order by l.n rows unbounded preceding)
        ), streams as (
            insert into mt_streams (id, version, timestamp, created)
            select p.stream, p.current + p.events, v_time + (p.upto - v_start - 1) * tick, v_time + (p.upto - p.events - v_start) * tick
            from placed p where p.result = 'appended'
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp
        ), events as (
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, pl_scope, pl_metadata_salt, pl_data_salt)
            select e.position, p_ids[p.event + nth], p.stream, p.current + nth, p_data[p.event + nth], p_types[p.event + nth], v_time + (e.position - v_start - 1) * tick,
                   p_correlations[p.event + nth], p_causations[p.event + nth], p_headers[p.event + nth], p.scope, substr(e.salts, 1, 32), substr(e.salts, 33)
            from placed p cross join lateral generate_series(1, p.events) nth
            cross join lateral (select p.upto - p.events + nth as position, sha512(v_seed || int8send(p.upto - p.events + nth)) as salts offset 0) e
            where p.result = 'appended'
        ), commands as (
            insert into pl_commands (actor, key, body_hash, stream, version, position, had_events, recorded)
            select p.actor, p.key, p.hash, p.stream, p.current + p.events, case when p.events > 0 then p.upto else p.answer end, p.events > 0, v_time
            from placed p where p.key is not null and p.result in ('appended', 'unchanged')
        )
        select array_agg(p.result) as results,
               array_agg(case p.result when 'appended' then p.current + p.events when 'replayed' then p.c_version
                                       when 'replayed-unchanged' then p.c_version else p.current end) as versions,
               array_agg(case when p.result = 'appended' then p.upto - p.events + 1 else 0 end) as firsts,
               array_agg(case when p.result = 'appended' then p.upto when p.result in ('conflict', 'taken', 'archived') then 0 else p.answer end) as lasts,
               array_agg(p.taken) as details, array_agg(p.other) as others, max(p.upto) as upto
        into strict w from (select * from placed order by n) p;

        results := results || w.results; versions := versions || w.versions; firsts := firsts || w.firsts; lasts := lasts || w.lasts;
        details := details || w.details; others := others || w.others;
        v_last := w.upto;

        if cardinality(p_reserves) > 0 then
            insert into pl_reserved (id, stream)
            select q.id, p_streams[q.of] from unnest(p_reserve_of, p_reserves) as q (of, id)
            where q.of between a and z and results[q.of] in ('appended', 'unchanged');
        end if;
        a := z + 1;
        v_before := p_wave_events[v_wave];
    end loop;

    if v_last > v_start then
        update pl_counter set last_position = v_last, last_timestamp = v_time + (v_last - v_start - 1) * tick;
        perform setval('mt_events_sequence', v_last);
    end if;
end $$;

-- What the serving role calls, as in 048. Assigned and not selected from: that would copy every array.
create or replace function pl_append(
    p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[], p_waves int[], p_wave_events int[],
    p_actors varchar[], p_keys varchar[], p_hashes bytea[], p_answers bigint[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[],
    out results varchar[], out versions bigint[], out firsts bigint[], out lasts bigint[], out details varchar[], out others varchar[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a record;
begin
    if strpos(E'\n' || array_to_string(p_streams || p_scopes, E'\n'), E'\naccess:') > 0
       or p_types && array['token-issued.v1', 'token-revoked.v1', 'role-granted.v1', 'role-revoked.v1', 'event-redacted.v1']::varchar[] then
        raise exception 'what happens to tokens, roles and redacted events is recorded by what does it' using errcode = 'PL011';
    end if;
    a := pl_append_any(
        p_streams, p_scopes, p_expected, p_events, p_waves, p_wave_events, p_actors, p_keys, p_hashes, p_answers,
        p_reserve_of, p_reserves, p_event_of, p_event_nth, p_ids, p_types, p_data, p_headers, p_correlations, p_causations);
    results := a.results; versions := a.versions; firsts := a.firsts; lasts := a.lasts; details := a.details; others := a.others;
end $$;
