-- The side copy becomes the live one and the old goes, at once for every reader. False while the side copy is behind the live one: readers
-- never see a view go back. A stopped live copy may be ahead of nothing, so it does not hold its replacement up.
create function pl_swap_view(p_view varchar, p_generation int)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    v_old int;
    v_old_checkpoint bigint;
    v_new_checkpoint bigint;
begin
    select generation into v_old from pl_views where view = p_view and live for update;
    -- Lock both checkpoints: no projector moves them from here on.
    perform from mt_event_progression where name in (p_view || '/' || v_old, p_view || '/' || p_generation) order by name for update;
    select last_seq_id into v_old_checkpoint from mt_event_progression where name = p_view || '/' || v_old;
    select last_seq_id into v_new_checkpoint from mt_event_progression p join pl_views v on v.view = p_view and v.generation = p_generation and not v.live
    where p.name = p_view || '/' || p_generation;
    if v_new_checkpoint is null or v_old_checkpoint is null then
        raise exception 'there is no side copy % of %', p_generation, p_view using errcode = 'PL002';
    end if;
    if v_new_checkpoint < v_old_checkpoint then
        return false;
    end if;
    delete from mt_event_progression where name = p_view || '/' || v_old;
    delete from pl_view_rows where view = p_view and generation = v_old;
    delete from pl_views where view = p_view and generation = v_old;
    update pl_views set live = true where view = p_view and generation = p_generation;
    return true;
end $$;
revoke all on function pl_swap_view from public;
grant execute on function pl_swap_view to ledger_serving;
