-- What witnesses have signed of a checkpoint: note lines, passed on with it as they came.
create table pl_log_cosignatures (
    size    bigint      not null references pl_log_checkpoints,
    witness text        not null, -- its key, as C2SP signed-note writes it
    line    text        not null,
    at      timestamptz not null default clock_timestamp(),
    primary key (size, witness)
);
create index pl_log_cosignatures_witness on pl_log_cosignatures (witness, size desc);
grant select on pl_log_cosignatures to ledger_serving;
create trigger pl_append_only before update or delete or truncate on pl_log_cosignatures for each statement execute function pl_refuse_change();
