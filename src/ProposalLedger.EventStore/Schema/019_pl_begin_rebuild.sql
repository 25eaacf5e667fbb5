-- An empty side copy at position 0. One that an earlier rebuild left unfinished goes.
create function pl_begin_rebuild(p_view varchar, p_format int)
returns int language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    v_next int;
begin
    perform from pl_views where view = p_view and live for update;
    if not found then
        raise exception 'there is no view %', p_view using errcode = 'PL005';
    end if;
    select max(generation) + 1 into v_next from pl_views where view = p_view;
    delete from mt_event_progression where name in (select view || '/' || generation from pl_views where view = p_view and not live);
    delete from pl_view_rows r using pl_views v where v.view = p_view and not v.live and r.view = v.view and r.generation = v.generation;
    delete from pl_views where view = p_view and not live;
    insert into pl_views (view, generation, live, format_version) values (p_view, v_next, false, p_format);
    insert into mt_event_progression (name, last_seq_id) values (p_view || '/' || v_next, 0);
    return v_next;
end $$;
revoke all on function pl_begin_rebuild from public;
grant execute on function pl_begin_rebuild to ledger_serving;
