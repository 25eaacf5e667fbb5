-- Commands that were done, with their answers, for ever: a repetition gets the same answer and has no second effect.
create table pl_commands (
    actor      varchar not null,
    key        varchar not null,
    body_hash  bytea   not null,
    stream     varchar null,      -- null: an append of many streams
    version    bigint  null,
    position   bigint  not null,
    had_events boolean not null,
    recorded   timestamptz not null,
    primary key (actor, key)
);
grant select on pl_commands to ledger_serving;
