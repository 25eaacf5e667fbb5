create function pl_issue_ticket(p_hash bytea, p_token_id text, p_lifetime interval)
returns timestamptz language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    ends timestamptz := now() + p_lifetime;
begin
    -- Those that nobody used go with the next one; a row that another call has in hand is left to it.
    delete from pl_tickets where hash in (select hash from pl_tickets where expires_at < now() order by expires_at limit 100 for update skip locked);
    insert into pl_tickets (hash, token_id, expires_at) values (p_hash, p_token_id, ends);
    return ends;
end $$;
-- The token of a ticket that still holds, which is then used up: of two who come with it at once, one gets it.
create function pl_redeem_ticket(p_hash bytea)
returns text language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with used as (delete from pl_tickets where hash = p_hash returning token_id, expires_at)
    select token_id from used where expires_at > now();
$$;
revoke all on function pl_issue_ticket, pl_redeem_ticket from public;
grant execute on function pl_issue_ticket, pl_redeem_ticket to ledger_serving;
