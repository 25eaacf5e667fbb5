-- What is staged belongs to one import, of which the planner knows nothing: its statistics are of an earlier one, or of none. It then took the rows
-- of an import for one or two, and went through all of its events for each of its appends: the fifth import of 100,000 events did not end in a minute.
-- So the rows of an append are found by an index, and of a large import the planner is told before it is moved, while nobody waits for the lock.
create index pl_staged_events_append on pl_staged_events (import, n);
create index pl_staged_reserves_append on pl_staged_reserves (import, n);
drop index pl_staged_events_import;
drop index pl_staged_reserves_import;

create function pl_analyze_staged()
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '1s' as $$
begin
    analyze pl_staged_appends, pl_staged_reserves, pl_staged_events;
exception when lock_not_available then
    null;  -- somebody else does it
end $$;
revoke all on function pl_analyze_staged from public;
grant execute on function pl_analyze_staged to ledger_serving;
