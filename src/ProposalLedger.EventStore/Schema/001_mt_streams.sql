-- Marten 9's table of streams (string identity), name by name.
create table mt_streams (
    id          varchar     not null constraint pkey_mt_streams_id primary key,
    type        varchar     null,
    version     bigint      null,
    timestamp   timestamptz not null default now(),
    created     timestamptz not null default now(),
    tenant_id   varchar     null default '*DEFAULT*',
    is_archived boolean     null default false
) with (fillfactor = 80);  -- every append updates its stream's row: room for it on the same page
grant select on mt_streams to ledger_serving;
