-- A view that cannot apply an event stops there, alone, and says so.
create function pl_stop_view(p_view varchar, p_generation int, p_position bigint, p_reason varchar)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update pl_views set stopped_position = p_position, stopped_reason = p_reason where view = p_view and generation = p_generation;
$$;
create function pl_resume_view(p_view varchar)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update pl_views set stopped_position = null, stopped_reason = null where view = p_view and live;
$$;
revoke all on function pl_stop_view, pl_resume_view from public;
grant execute on function pl_stop_view, pl_resume_view to ledger_serving;
