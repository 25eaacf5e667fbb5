-- A token may be for some negotiations alone; null: for the whole ledger. What it is for never changes.
alter table pl_tokens add column negotiations varchar[] null check (array_position(negotiations, null) is null);
drop function pl_issue_token(text, text, bytea, timestamptz);
create function pl_issue_token(p_id text, p_name text, p_hash bytea, p_expires timestamptz, p_negotiations varchar[] default null)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
begin
    lock table pl_tokens in share row exclusive mode;
    if exists (select from pl_tokens where id = p_id or hash = p_hash) then
        return exists (select from pl_tokens where id = p_id and hash = p_hash);
    end if;
    if pl_folded_name(p_name) = 'seeds' or exists (select from pl_tokens where pl_folded_name(name) = pl_folded_name(p_name)
               and revoked_at is null and (expires_at is null or expires_at > now())) then
        raise exception 'the name is taken' using errcode = 'PL007';
    end if;
    insert into pl_tokens (id, name, hash, expires_at, negotiations) values (p_id, p_name, p_hash, p_expires, p_negotiations);
    return true;
end $$;
revoke all on function pl_issue_token from public;
grant execute on function pl_issue_token to ledger_serving;
