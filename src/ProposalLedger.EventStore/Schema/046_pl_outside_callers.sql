-- Callers whom an outside issuer vouches for write as jwt: and their subject. No token has a name that reads like one of theirs.
create function pl_refuse_outside_name()
returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'the name is taken' using errcode = 'PL007';
end $$;
revoke all on function pl_refuse_outside_name from public;
create trigger pl_outside_names before insert on pl_tokens for each row when (public.pl_folded_name(new.name) like 'jwt:%') execute function pl_refuse_outside_name();

-- A ticket may stand for such a caller, too: for his name, until his credential ends.
alter table pl_tickets alter column token_id drop not null, add column actor text null, add column ends_at timestamptz null;
alter table pl_tickets add check ((token_id is null) = (actor is not null and ends_at is not null));
create function pl_issue_outside_ticket(p_hash bytea, p_actor text, p_ends timestamptz, p_lifetime interval)
returns timestamptz language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    ends timestamptz := least(now() + p_lifetime, p_ends);
begin
    delete from pl_tickets where hash in (select hash from pl_tickets where expires_at < now() order by expires_at limit 100 for update skip locked);
    insert into pl_tickets (hash, actor, ends_at, expires_at) values (p_hash, p_actor, p_ends, ends);
    return ends;
end $$;
-- Whom a ticket stands for, if it still holds; it is then used up. A node of an earlier release uses it up and finds nobody.
create function pl_use_ticket(p_hash bytea)
returns table (token_id text, actor text, ends_at timestamptz) language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with used as (delete from pl_tickets t where t.hash = p_hash returning t.*)
    select u.token_id, u.actor, u.ends_at from used u where u.expires_at > now();
$$;
revoke all on function pl_issue_outside_ticket, pl_use_ticket from public;
grant execute on function pl_issue_outside_ticket, pl_use_ticket to ledger_serving;
