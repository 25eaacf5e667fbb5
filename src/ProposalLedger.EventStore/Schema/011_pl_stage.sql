-- Stages one piece of an import. Its own transaction: nothing is locked while a large import travels.
create function pl_stage(
    p_import uuid, p_n int[], p_streams varchar[], p_scopes varchar[], p_expected bigint[], p_events int[],
    p_reserve_of int[], p_reserves varchar[],
    p_event_of int[], p_event_nth int[], p_ids uuid[], p_types varchar[], p_data jsonb[], p_headers jsonb[],
    p_correlations varchar[], p_causations varchar[])
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    insert into pl_staged_appends (import, n, stream, scope, expected, events)
    select p_import, a.* from unnest(p_n, p_streams, p_scopes, p_expected, p_events) a;
    insert into pl_staged_reserves select p_import, r.* from unnest(p_reserve_of, p_reserves) r;
    insert into pl_staged_events
    select p_import, e.* from unnest(p_event_of, p_event_nth, p_ids, p_types, p_data, p_headers, p_correlations, p_causations) e;
$$;
-- Forgets an import, and any that was left behind a day ago (its process died).
create function pl_unstage(p_import uuid)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with gone as (delete from pl_staged_appends where import = p_import or staged < now() - interval '1 day' returning import),
         reserves as (delete from pl_staged_reserves where import in (select import from gone) or import = p_import)
    delete from pl_staged_events where import in (select import from gone) or import = p_import;
$$;
revoke all on function pl_stage, pl_unstage from public;
grant execute on function pl_stage, pl_unstage to ledger_serving;
