-- Tickets stand for a token where no header can be sent: good for one connection, soon, at any node. Only a hash is kept.
create table pl_tickets (
    hash       bytea       not null primary key,
    token_id   text        not null references pl_tokens (id),
    expires_at timestamptz not null
);
create index pl_tickets_expires_at on pl_tickets (expires_at);
grant select on pl_tickets to ledger_serving;
