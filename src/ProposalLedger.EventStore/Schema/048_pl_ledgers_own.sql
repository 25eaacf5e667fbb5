-- What the ledger itself records - of tokens and roles, in scopes of their own, and of redactions - is written by the functions that do these things, beside the rows
-- that count. The serving role appends everything else: what it calls refuses theirs, and hands the rest on to the function that it has called so far, which is
-- the owner's now under another name. PL011 where a batch holds such an event; none of the batch is appended.
-- The function itself stays, with its grants: a node that runs meanwhile has it prepared, and must not lose it.
do $$
begin
    execute replace(pg_get_functiondef('public.pl_append'::regproc), 'FUNCTION public.pl_append(', 'FUNCTION public.pl_append_any(');
end $$;
revoke all on function pl_append_any from public;

-- Arrays as a whole, once a batch: nothing is looked up.
create function pl_refuse_ledgers_own(p_streams varchar[], p_scopes varchar[], p_types varchar[])
returns void language plpgsql immutable set search_path = pg_catalog as $$
begin
    if strpos(E'\n' || array_to_string(p_streams || p_scopes, E'\n'), E'\naccess:') > 0
       or p_types && array['token-issued.v1', 'token-revoked.v1', 'role-granted.v1', 'role-revoked.v1', 'event-redacted.v1']::varchar[] then
        raise exception 'what happens to tokens, roles and redacted events is recorded by what does it' using errcode = 'PL011';
    end if;
end $$;
revoke all on function pl_refuse_ledgers_own from public;

create or replace function pl_append(
    p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[], p_waves int[], p_wave_events int[],
    p_actors varchar[], p_keys varchar[], p_hashes bytea[], p_answers bigint[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[],
    out results varchar[], out versions bigint[], out firsts bigint[], out lasts bigint[], out details varchar[], out others varchar[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
    perform pl_refuse_ledgers_own(p_streams, p_scopes, p_types);
    select a.results, a.versions, a.firsts, a.lasts, a.details, a.others into strict results, versions, firsts, lasts, details, others
    from pl_append_any(
        p_streams, p_scopes, p_expected, p_events, p_waves, p_wave_events, p_actors, p_keys, p_hashes, p_answers,
        p_reserve_of, p_reserves, p_event_of, p_event_nth, p_ids, p_types, p_data, p_headers, p_correlations, p_causations) a;
end $$;

create or replace function pl_stage(
    p_import uuid, p_n int[], p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[])
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pl_refuse_ledgers_own(p_streams, p_scopes, p_types);
    insert into pl_staged_appends (import, n, stream, scope, expected, events)
    select p_import, a.* from unnest(p_n, p_streams, p_scopes, p_expected, p_events) a;
    insert into pl_staged_reserves select p_import, r.* from unnest(p_reserve_of, p_reserves) r;
    insert into pl_staged_events
    select p_import, e.* from unnest(p_event_of, p_event_nth, p_ids, p_types, p_data, p_headers, p_correlations, p_causations) e;
end $$;
