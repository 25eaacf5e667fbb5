-- Where an import waits until all of it is here. Unlogged: a crash forgets only what was never acknowledged.
create unlogged table pl_staged_appends (
    import   uuid        not null,
    n        int         not null,   -- 0-based index in the import
    stream   varchar     not null,
    scope    varchar     not null,
    expected bigint      null,
    events   int         not null,
    version  bigint      null,       -- worked out under the lock: the stream's version, and the last position, before it
    before   bigint      null,
    staged   timestamptz not null default clock_timestamp(),
    primary key (import, n)
);
create unlogged table pl_staged_reserves (import uuid not null, n int not null, id varchar not null);
create unlogged table pl_staged_events (
    import      uuid    not null,
    n           int     not null,   -- the append
    nth         int     not null,   -- 1-based number in its append
    id          uuid    not null,
    type        varchar not null,
    data        jsonb   not null,
    headers     jsonb   not null,
    correlation varchar null,
    causation   varchar null
);
create index pl_staged_events_import on pl_staged_events (import);
create index pl_staged_reserves_import on pl_staged_reserves (import);
