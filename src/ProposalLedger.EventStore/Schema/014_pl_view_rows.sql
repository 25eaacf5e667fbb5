-- The views' documents. A null body marks one that is gone.
create table pl_view_rows (
    view       varchar not null,
    generation int     not null,
    scope      varchar not null,
    key        varchar not null,
    position   bigint  not null,
    body       jsonb   null,
    primary key (view, generation, scope, key)
);
create index pl_view_rows_position on pl_view_rows (view, generation, scope, position);
grant select on pl_view_rows to ledger_serving;
