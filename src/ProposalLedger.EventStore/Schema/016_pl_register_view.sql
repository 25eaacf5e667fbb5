-- Makes a view's first copy, live from position 0; does nothing for a view that is there already.
create function pl_register_view(p_view varchar, p_format int)
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
begin
    insert into pl_views (view, generation, live, format_version)
    select p_view, 1, true, p_format where not exists (select from pl_views where view = p_view and live)
    on conflict do nothing;
    if found then
        insert into mt_event_progression (name, last_seq_id) values (p_view || '/1', 0);
    end if;
end $$;
revoke all on function pl_register_view from public;
grant execute on function pl_register_view to ledger_serving;
