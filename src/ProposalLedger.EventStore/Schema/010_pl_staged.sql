-- Where an import waits until all of it is here. Unlogged: a crash forgets what was never acknowledged.
create unlogged table pl_staged (
    import      uuid    not null,
    append      int     not null,   -- 0-based index in the import
    nth         int     not null,   -- 1-based number of the event in its append; 0: the append's own row
    stream      varchar null,
    scope       varchar null,
    expected    bigint  null,
    events      int     null,
    reserves    varchar[] null,
    id          uuid    null,
    type        varchar null,
    data        jsonb   null,
    headers     jsonb   null,
    correlation varchar null,
    causation   varchar null,
    staged      timestamptz not null default clock_timestamp(),
    primary key (import, append, nth)
);
