-- Append-only, second line: the grants stop the serving role, this trigger stops the owner's slips (also a cascade from mt_streams).
-- One trigger a statement: it costs an insert nothing.
create function pl_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% on % is refused: the ledger is append-only', tg_op, tg_table_name using errcode = 'PL001';
end $$;
create trigger pl_append_only before update or delete or truncate on mt_events
    for each statement execute function pl_refuse_change();
