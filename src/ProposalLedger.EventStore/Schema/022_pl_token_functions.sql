-- Issuing is idempotent by id and hash, so that two nodes may both ask for the first token; false where the id or hash is another's.
create function pl_issue_token(p_id text, p_name text, p_hash bytea, p_expires timestamptz)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into pl_tokens (id, name, hash, expires_at) values (p_id, p_name, p_hash, p_expires) on conflict do nothing;
    return found or exists (select from pl_tokens where id = p_id and hash = p_hash);
end $$;
create function pl_revoke_token(p_id text)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update pl_tokens set revoked_at = coalesce(revoked_at, now()) where id = p_id;
    return found;
end $$;
-- At most one write a minute and token, however busy it is.
create function pl_touch_token(p_id text)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update pl_tokens set last_used_at = now() where id = p_id and (last_used_at is null or last_used_at < now() - interval '1 minute');
$$;
revoke all on function pl_issue_token, pl_revoke_token, pl_touch_token from public;
grant execute on function pl_issue_token, pl_revoke_token, pl_touch_token to ledger_serving;
