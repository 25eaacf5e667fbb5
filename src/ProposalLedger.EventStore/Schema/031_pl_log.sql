-- The transparency log: what is signed of the events, as it was signed. Any node serves it; one node, which has the key, extends it.

-- The key that signs this ledger's log, by its public half. Once there is one, no other signs.
create table pl_log_key (
    one  boolean not null primary key default true check (one),
    vkey text    not null
);
-- An entry's bytes: the leaf at index position - 1.
create table pl_log_entries (
    position bigint not null primary key,
    entry    bytea  not null
);
-- The hashes of which tiles are made: level 0 the leaves, above it a hash for each 256 below.
create table pl_log_hashes (
    level int    not null,
    index bigint not null,
    hash  bytea  not null,
    primary key (level, index)
);
create table pl_log_checkpoints (
    size bigint      not null primary key,
    note text        not null,
    at   timestamptz not null default clock_timestamp()
);
grant select on pl_log_key, pl_log_entries, pl_log_hashes, pl_log_checkpoints to ledger_serving;
create trigger pl_append_only before update or delete or truncate on pl_log_key for each statement execute function pl_refuse_change();
create trigger pl_append_only before update or delete or truncate on pl_log_entries for each statement execute function pl_refuse_change();
create trigger pl_append_only before update or delete or truncate on pl_log_hashes for each statement execute function pl_refuse_change();
create trigger pl_append_only before update or delete or truncate on pl_log_checkpoints for each statement execute function pl_refuse_change();
