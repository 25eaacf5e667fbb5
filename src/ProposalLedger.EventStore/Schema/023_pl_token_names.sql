-- A token's name is the actor of what is written with it, so no two live tokens have the same name, nor names that differ in case, width
-- or spaces alone; and none has that under which the ledger records its seeds. PL007 where the name is taken.
create function pl_folded_name(p_name text)
returns text language sql immutable set search_path = pg_catalog as $$
    select lower(normalize(trim(regexp_replace(p_name, '\s+', ' ', 'g')), NFKC));
$$;
revoke all on function pl_folded_name from public;
create or replace function pl_issue_token(p_id text, p_name text, p_hash bytea, p_expires timestamptz)
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
    insert into pl_tokens (id, name, hash, expires_at) values (p_id, p_name, p_hash, p_expires);
    return true;
end $$;
