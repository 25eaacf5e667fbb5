-- The only writer of events beside the import (010). A batch of appends in, an outcome for each out, in the same order; a refused
-- append leaves the others alone. Everything below the lock on pl_counter happens one caller at a time, store-wide, until that
-- caller's commit: hence positions without gaps, in commit order, and a tail that never skips.
--
-- Appends of one batch that share a stream, a command or a reserved id have rising p_waves, and the batch is ordered by them: a wave
-- is done as a set, and sees what the waves before it did. Should a caller get this wrong, unique keys abort its batch.
-- p_event_of and p_reserve_of give the 1-based append that an event or a reserved id belongs to; p_event_nth the event's number in it.
--
-- versions, lasts by result: appended (new version, last position); unchanged, replayed, replayed-unchanged (version and position of the
-- answer, others: its stream); conflict (current version); taken (details: which id, others: by which stream).
--
-- Plans are generic, and must not depend on how small the tables were when they were made; hence index lookups always.
create function pl_append(
    p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[], p_waves int[],
    p_actors varchar[], p_keys varchar[], p_hashes bytea[], p_answers bigint[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[],
    out results varchar[], out versions bigint[], out firsts bigint[], out lasts bigint[], out details varchar[], out others varchar[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set lock_timeout = '4s'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
    tick constant interval := interval '1 microsecond';
    v_start bigint;
    v_last bigint;
    v_time timestamptz;
    v_done int := 0;
    w record;
begin
    select c.last_position, c.last_timestamp into strict v_start, v_time from pl_counter c for update;
    v_time := greatest(clock_timestamp(), v_time + tick);  -- of position v_start + 1; each later one is a tick later
    v_last := v_start;

    for v_wave in 1 .. p_waves[cardinality(p_waves)] loop
        -- Decide: the command first, then the stream, then the ids; only what passes all of them takes positions.
        with looked as (
            select a.n, a.events, a.answer, a.stream, coalesce(s.version, 0) as current, c.stream as c_stream, c.version as c_version, c.position as c_position,
                   r.id as taken, r.stream as taken_by,
                   case when c.key is not null then
                            case when c.body_hash <> a.hash then 'reused' when c.had_events then 'replayed' else 'replayed-unchanged' end
                        when s.is_archived then 'archived'
                        when a.expected <> coalesce(s.version, 0) then 'conflict'
                        when r.id is not null then 'taken'
                        when a.events = 0 then 'unchanged'
                        else 'appended' end as result
            from unnest(p_streams, p_expected, p_events, p_waves, p_actors, p_keys, p_hashes, p_answers) with ordinality
                 as a (stream, expected, events, wave, actor, key, hash, answer, n)
            left join lateral (select k.* from pl_commands k where k.actor = a.actor and k.key = a.key offset 0) c on true
            left join lateral (select t.version, t.is_archived from mt_streams t where t.id = a.stream offset 0) s on true
            left join lateral (select x.id, x.stream from unnest(p_reserve_of, p_reserves) as q (of, id) join pl_reserved x on x.id = q.id
                               where q.of = a.n order by x.id limit 1) r on cardinality(p_reserves) > 0
            where a.wave = v_wave
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
            select a.stream, a.version, v_time + (a.last - v_start - 1) * tick, v_time + (a.first - v_start - 1) * tick
            from unnest(p_streams, versions, firsts, lasts) with ordinality as a (stream, version, first, last, n)
            where a.n > v_done and a.first > 0
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, pl_scope)
            select firsts[e.of] + e.nth - 1, e.id, p_streams[e.of], versions[e.of] - p_events[e.of] + e.nth, e.data, e.type,
                   v_time + (firsts[e.of] + e.nth - v_start - 2) * tick, e.correlation, e.causation, e.headers, p_scopes[e.of]
            from unnest(p_event_of, p_event_nth, p_ids, p_types, p_data, p_headers, p_correlations, p_causations)
                 as e (of, nth, id, type, data, headers, correlation, causation)
            where e.of > v_done and firsts[e.of] > 0;
            v_last := w.upto;
        end if;

        insert into pl_commands (actor, key, body_hash, stream, version, position, had_events, recorded)
        select p_actors[n], p_keys[n], p_hashes[n], p_streams[n], versions[n], lasts[n], firsts[n] > 0, v_time
        from generate_series(v_done + 1, cardinality(results)) n
        where p_keys[n] is not null and results[n] in ('appended', 'unchanged');

        if cardinality(p_reserves) > 0 then
            insert into pl_reserved (id, stream)
            select q.id, p_streams[q.of] from unnest(p_reserve_of, p_reserves) as q (of, id)
            where q.of > v_done and results[q.of] in ('appended', 'unchanged');
        end if;
        v_done := cardinality(results);
    end loop;

    if v_last > v_start then
        update pl_counter set last_position = v_last, last_timestamp = v_time + (v_last - v_start - 1) * tick;
        perform setval('mt_events_sequence', v_last);
    end if;
end $$;
revoke all on function pl_append from public;
grant execute on function pl_append to ledger_serving;
