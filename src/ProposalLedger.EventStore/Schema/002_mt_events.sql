-- Marten 9's table of events, and ours beside it: pl_scope. seq_id is the gapless ledger position (ADR 3).
create table mt_events (
    seq_id         bigint       not null constraint pkey_mt_events_seq_id primary key,
    id             uuid         not null,
    stream_id      varchar      null constraint fkey_mt_events_stream_id references mt_streams (id) on delete cascade,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea        null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null,
    tenant_id      varchar      null default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    correlation_id varchar      null,
    causation_id   varchar      null,
    headers        jsonb        null,
    is_archived    boolean      null default false,
    pl_scope       varchar      not null default ''
);
create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);
create unique index pl_mt_events_id on mt_events (id);
create index pl_mt_events_scope on mt_events (pl_scope, seq_id);
grant select on mt_events to ledger_serving;
