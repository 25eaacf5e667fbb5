-- Tokens for writing. Only a hash is kept.
create table pl_tokens (
    id           text        not null primary key,
    name         text        not null,
    hash         bytea       not null unique,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz null,
    revoked_at   timestamptz null,
    last_used_at timestamptz null
);
grant select on pl_tokens to ledger_serving;
