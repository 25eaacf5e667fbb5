-- The one row that orders the ledger: whoever appends locks it first, and holds it until its commit.
create table pl_counter (
    one            boolean     not null primary key default true check (one),
    last_position  bigint      not null,
    last_timestamp timestamptz not null
) with (fillfactor = 20);
insert into pl_counter (last_position, last_timestamp) values (0, '-infinity');
grant select on pl_counter to ledger_serving;
