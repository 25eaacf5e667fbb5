-- Sessions of browsers. Each stands for a token and ends with it at the latest; of what the cookie holds only a hash is kept.
create table pl_sessions (
    hash       bytea       not null primary key,
    token_id   text        not null references pl_tokens (id),
    begun_at   timestamptz not null default now(),
    expires_at timestamptz not null
);
create index pl_sessions_expires_at on pl_sessions (expires_at);
grant select on pl_sessions to ledger_serving;
create function pl_begin_session(p_hash bytea, p_token_id text, p_lifetime interval)
returns timestamptz language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    ends timestamptz := least(now() + p_lifetime, (select expires_at from pl_tokens where id = p_token_id));
begin
    -- Those that nobody has ended go with the next one; a row that another call has in hand is left to it.
    delete from pl_sessions where hash in (select hash from pl_sessions where expires_at < now() order by expires_at limit 100 for update skip locked);
    insert into pl_sessions (hash, token_id, expires_at) values (p_hash, p_token_id, ends);
    return ends;
end $$;
create function pl_end_session(p_hash bytea)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from pl_sessions where hash = p_hash;
$$;
revoke all on function pl_begin_session, pl_end_session from public;
grant execute on function pl_begin_session, pl_end_session to ledger_serving;
