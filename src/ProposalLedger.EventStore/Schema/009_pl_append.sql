-- The only writer of events beside the import (010). A batch of appends in, an outcome for each out, in the same order; a refused
-- append leaves the others alone. Everything below the lock on pl_counter happens one caller at a time, store-wide, until that
-- caller's commit: hence positions without gaps, in commit order, and a tail that never skips.
--
-- Appends of one batch that share a stream, a command or a reserved id are in different waves, and the batch is ordered by them: a wave
-- is done as a set, and sees what the waves before it did. p_waves and p_wave_events give the number of the last append and of the last
-- event of each wave. Should a caller get this wrong, unique keys abort its batch.
-- p_event_of and p_reserve_of give the 1-based append that an event or a reserved id belongs to; p_event_nth the event's number in it.
--
-- versions, lasts by result: appended (new version, last position); unchanged, replayed, replayed-unchanged (version and position of the
-- answer, others: its stream); conflict (current version); taken (details: which id, others: by which stream).
--
-- Plans are generic, and must not depend on how small the tables were when they were made; hence index lookups always.
create function pl_append(
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
    a int := 1;      -- the wave's first append and last
    z int;
    e_a int := 1;    -- its first event and last
    e_z int;
    v_taken_of int[];
    v_taken varchar[];
    v_taken_by varchar[];
    w record;
begin
    select c.last_position, c.last_timestamp into strict v_start, v_time from pl_counter c for update;
    v_time := greatest(clock_timestamp(), v_time + tick);  -- of position v_start + 1; each later one is a tick later
    v_last := v_start;

    for v_wave in 1 .. cardinality(p_waves) loop
        z := p_waves[v_wave];
        e_z := p_wave_events[v_wave];
        if cardinality(p_reserves) > 0 then
            select array_agg(q.of), array_agg(x.id), array_agg(x.stream) into v_taken_of, v_taken, v_taken_by
            from unnest(p_reserve_of, p_reserves) as q (of, id)
            join lateral (select r.id, r.stream from pl_reserved r where r.id = q.id offset 0) x on true
            where q.of between a and z;
        end if;

        -- Decide: the command first, then the stream, then the ids; only what passes all of them takes positions.
        with looked as (
            select a + i.n - 1 as n, i.events, i.answer, i.stream, coalesce(s.version, 0) as current,
                   c.stream as c_stream, c.version as c_version, c.position as c_position, r.id as taken, r.stream as taken_by,
                   case when c.key is not null then
                            case when c.body_hash <> i.hash then 'reused' when c.had_events then 'replayed' else 'replayed-unchanged' end
                        when s.is_archived then 'archived'
                        when i.expected <> coalesce(s.version, 0) then 'conflict'
                        when r.id is not null then 'taken'
                        when i.events = 0 then 'unchanged'
                        else 'appended' end as result
            from unnest(p_streams[a:z], p_expected[a:z], p_events[a:z], p_actors[a:z], p_keys[a:z], p_hashes[a:z], p_answers[a:z]) with ordinality
                 as i (stream, expected, events, actor, key, hash, answer, n)
            left join lateral (select k.* from pl_commands k where k.actor = i.actor and k.key = i.key offset 0) c on true
            left join lateral (select t.version, t.is_archived from mt_streams t where t.id = i.stream offset 0) s on true
            left join lateral (select q.id, q.stream from unnest(v_taken_of, v_taken, v_taken_by) as q (of, id, stream)
                               where q.of = a + i.n - 1 order by q.id limit 1) r on true
        ), placed as (
            select l.*, v_last + sum(case when l.result = 'appended' then l.events else 0 end) over (order by l.n) as upto from looked l
        )
        select array_agg(p.result order by p.n) as results,
               array_agg(case p.result when 'appended' then p.current + p.events when 'replayed' then p.c_version
                                       when 'replayed-unchanged' then p.c_version else p.current end order by p.n) as versions,
               array_agg(case when p.result = 'appended' then p.upto - p.events + 1 else 0 end order by p.n) as firsts,
               array_agg(case p.result when 'appended' then p.upto
                                       when 'unchanged' then coalesce(p.answer, (select e.seq_id from mt_events e
                                                                                 where e.stream_id = p.stream and e.version = p.current), 0)
                                       else coalesce(p.c_position, 0) end order by p.n) as lasts,
               array_agg(p.taken order by p.n) as details, array_agg(coalesce(p.taken_by, p.c_stream) order by p.n) as others, max(p.upto) as upto
        into strict w from placed p;

        results := results || w.results; versions := versions || w.versions; firsts := firsts || w.firsts; lasts := lasts || w.lasts;
        details := details || w.details; others := others || w.others;

        if w.upto > v_last then
            insert into mt_streams (id, version, timestamp, created)
            select i.stream, i.version, v_time + (i.last - v_start - 1) * tick, v_time + (i.first - v_start - 1) * tick
            from unnest(p_streams[a:z], versions[a:z], firsts[a:z], lasts[a:z]) as i (stream, version, first, last)
            where i.first > 0
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, pl_scope)
            select firsts[e.of] + e.nth - 1, e.id, p_streams[e.of], versions[e.of] - p_events[e.of] + e.nth, e.data, e.type,
                   v_time + (firsts[e.of] + e.nth - v_start - 2) * tick, e.correlation, e.causation, e.headers, p_scopes[e.of]
            from unnest(p_event_of[e_a:e_z], p_event_nth[e_a:e_z], p_ids[e_a:e_z], p_types[e_a:e_z], p_data[e_a:e_z], p_headers[e_a:e_z],
                        p_correlations[e_a:e_z], p_causations[e_a:e_z]) as e (of, nth, id, type, data, headers, correlation, causation)
            where firsts[e.of] > 0;
            v_last := w.upto;
        end if;

        insert into pl_commands (actor, key, body_hash, stream, version, position, had_events, recorded)
        select i.actor, i.key, i.hash, i.stream, i.version, i.last, i.first > 0, v_time
        from unnest(p_actors[a:z], p_keys[a:z], p_hashes[a:z], p_streams[a:z], results[a:z], versions[a:z], firsts[a:z], lasts[a:z])
             as i (actor, key, hash, stream, result, version, first, last)
        where i.key is not null and i.result in ('appended', 'unchanged');

        if cardinality(p_reserves) > 0 then
            insert into pl_reserved (id, stream)
            select q.id, p_streams[q.of] from unnest(p_reserve_of, p_reserves) as q (of, id)
            where q.of between a and z and results[q.of] in ('appended', 'unchanged');
        end if;
        a := z + 1;
        e_a := e_z + 1;
    end loop;

    if v_last > v_start then
        update pl_counter set last_position = v_last, last_timestamp = v_time + (v_last - v_start - 1) * tick;
        perform setval('mt_events_sequence', v_last);
    end if;
end $$;
revoke all on function pl_append from public;
grant execute on function pl_append to ledger_serving;
