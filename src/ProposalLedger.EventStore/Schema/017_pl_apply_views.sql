-- Rows of several views and their checkpoints, in one transaction. PL002 where a checkpoint is not the expected one: another projector was
-- here, or the copy was swapped away. Then nothing is written; so a projector that lost its lease unawares does no harm.
create function pl_apply_views(
    p_views varchar[], p_generations int[], p_expected bigint[], p_checkpoint bigint,
    p_row_of int[], p_scopes varchar[], p_keys varchar[], p_positions bigint[], p_bodies jsonb[])
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    v_moved int;
begin
    perform from mt_event_progression p  -- in one order, so that two projectors cannot deadlock
    where p.name in (select v.view || '/' || v.generation from unnest(p_views, p_generations) v (view, generation)) order by p.name for update;

    update mt_event_progression p set last_seq_id = p_checkpoint, last_updated = clock_timestamp()
    from unnest(p_views, p_generations, p_expected) v (view, generation, expected)
    where p.name = v.view || '/' || v.generation and p.last_seq_id = v.expected and p_checkpoint >= v.expected;
    get diagnostics v_moved = row_count;
    if v_moved <> cardinality(p_views) then
        raise exception 'a checkpoint has moved' using errcode = 'PL002';
    end if;

    insert into pl_view_rows (view, generation, scope, key, position, body)
    select p_views[r.of], p_generations[r.of], r.scope, r.key, r.position, r.body
    from unnest(p_row_of, p_scopes, p_keys, p_positions, p_bodies) r (of, scope, key, position, body)
    on conflict (view, generation, scope, key) do update set position = excluded.position, body = excluded.body;
end $$;
revoke all on function pl_apply_views from public;
grant execute on function pl_apply_views to ledger_serving;
