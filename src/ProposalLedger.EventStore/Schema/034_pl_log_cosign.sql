-- The first cosignature of a checkpoint by a witness is kept; it was verified by whoever brings it, and is verified by whoever reads it.
create function pl_log_cosign(p_size bigint, p_witness text, p_line text) returns void language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into pl_log_cosignatures (size, witness, line) values (p_size, p_witness, p_line) on conflict (size, witness) do nothing;
end $$;
revoke all on function pl_log_cosign from public;
grant execute on function pl_log_cosign to ledger_serving;
