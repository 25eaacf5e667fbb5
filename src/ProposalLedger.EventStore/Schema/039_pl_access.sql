-- Tokens have roles, and actors whom an outside issuer vouches for are granted some. Null: a token of before roles, which administers the whole ledger
-- or edits its negotiations. One with roles has its secret hashed twice: a node of an earlier release, which knows of no roles, does not find it and refuses it.
alter table pl_tokens
    add column roles varchar[] null check (array_position(roles, null) is null and cardinality(roles) > 0);

create table pl_roles (
    id          text        not null primary key,
    actor       varchar     not null,   -- as jwt:<subject>
    role        varchar     not null,
    negotiation varchar     null,       -- null: the whole ledger
    granted_at  timestamptz not null default now(),
    revoked_at  timestamptz null
);
create unique index pl_roles_live on pl_roles (actor, role, negotiation) nulls not distinct where revoked_at is null;
grant select on pl_roles to ledger_serving;

-- To a node of an earlier release the streams of tokens and roles are private negotiations: it shows them to whoever may do everything alone.
create index pl_mt_events_access on mt_events (seq_id) where version = 1 and pl_scope like 'access:%';
create or replace view pl_visibility as
    select seq_id as position, pl_scope as negotiation, case when type = 'visibility-set.v1' then data ->> 'visibility' end as visibility
    from mt_events where type in ('negotiation-opened.v1', 'visibility-set.v1')
    union all
    select seq_id, pl_scope, 'private' from mt_events where version = 1 and pl_scope like 'access:%';
