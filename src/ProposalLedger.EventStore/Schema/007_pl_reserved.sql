-- Ids that appends took for good. What is referred to only grows, so there is no way to give one back.
create table pl_reserved (
    id     varchar not null primary key,
    stream varchar not null
);
grant select on pl_reserved to ledger_serving;
