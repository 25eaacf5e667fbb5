-- The log's only writers. What they write is no secret and is checked by whoever reads it; they keep one signer from writing over another.

-- The first to come brings the key; answers with the key that this log has.
create function pl_log_begin(p_vkey text) returns text language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into pl_log_key (vkey) values (p_vkey) on conflict (one) do nothing;
    return (select k.vkey from pl_log_key k);
end $$;

-- Entries after the last one, and the hashes that they complete. PL008: another signer was here.
create function pl_log_extend(p_first bigint, p_entries bytea[], p_levels int[], p_indexes bigint[], p_hashes bytea[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_first <> (select coalesce(max(e.position), 0) + 1 from pl_log_entries e) then
        raise exception 'the log has another end' using errcode = 'PL008';
    end if;
    insert into pl_log_entries (position, entry) select p_first + n - 1, entry from unnest(p_entries) with ordinality as i (entry, n);
    insert into pl_log_hashes (level, index, hash) select * from unnest(p_levels, p_indexes, p_hashes);
end $$;

create function pl_log_publish(p_size bigint, p_note text) returns void language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into pl_log_checkpoints (size, note) values (p_size, p_note) on conflict (size) do nothing;
end $$;

revoke all on function pl_new_salt, pl_log_begin, pl_log_extend, pl_log_publish from public;
grant execute on function pl_log_begin, pl_log_extend, pl_log_publish to ledger_serving;
