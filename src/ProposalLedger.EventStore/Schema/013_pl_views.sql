-- The copies of each view: one is live, another may be under way beside it. Checkpoints are in mt_event_progression, 'view/generation'.
create table pl_views (
    view             varchar not null,
    generation       int     not null,
    live             boolean not null,
    format_version   int     not null,
    stopped_position bigint  null,
    stopped_reason   varchar null,
    primary key (view, generation)
);
create unique index pl_views_live on pl_views (view) where live;
grant select on pl_views to ledger_serving;
