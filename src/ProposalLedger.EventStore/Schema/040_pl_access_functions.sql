-- Whatever happens to a token or a role is an event, appended by the one function that appends (pl_append_any, 048), in the same transaction as the row that counts: there is no
-- way to have one without the other. The event's data are made of the row here, so the two cannot disagree; the secret and its hash are in none.

-- One event for each negotiation that is spoken of, in a stream of its own: who audits one negotiation learns nothing of another. Not for the serving role.
create function pl_record_access(p_negotiations varchar[], p_type varchar, p_data jsonb, p_by varchar, p_reason varchar, p_trace varchar)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    streams varchar[] := case when p_negotiations is null then array['access:*'] else array(select distinct 'access:' || n from unnest(p_negotiations) n) end;
    k int := cardinality(streams);
    ones int[] := array_fill(1, array[k]);
    none varchar[] := array_fill(null::varchar, array[k]);
    done record;
begin
    select * into strict done from pl_append_any(
        streams, streams, array_fill(null::bigint, array[k]), ones, array[k], array[k], none, none, array_fill(null::bytea, array[k]), array_fill(null::bigint, array[k]),
        '{}'::int[], '{}'::varchar[],
        array(select generate_series(1, k)), ones, array(select gen_random_uuid() from generate_series(1, k)), array_fill(p_type, array[k]),
        array(select case when p_negotiations is null then p_data else p_data || jsonb_build_object('negotiation', substr(s, 8)) end from unnest(streams) with ordinality as u (s, n) order by n),
        array_fill(jsonb_strip_nulls(jsonb_build_object('actor', p_by, 'reason', p_reason, 'occurred', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD'), 'sources', '[]'::jsonb)), array[k]),
        array_fill(p_trace, array[k]), none);
    if done.results <> array_fill('appended'::varchar, array[k]) then
        raise exception 'access events were answered with %', done.results;
    end if;
    return (select max(l) from unnest(done.lasts) l);
end $$;

create function pl_token_data(p_token pl_tokens) returns jsonb language sql stable set search_path = pg_catalog, public, pg_temp as $$
    select jsonb_strip_nulls(jsonb_build_object('id', p_token.id, 'name', p_token.name, 'roles', p_token.roles,
        'expires', to_char(p_token.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')));
$$;

-- The event's position; 0 where this very token was issued before, null where its id or secret is another's. PL007 where the name is taken, or is one that
-- the ledger or an outside issuer speaks under.
create function pl_issue_token(p_id text, p_name text, p_hash bytea, p_expires timestamptz, p_roles varchar[], p_negotiations varchar[], p_by varchar, p_reason varchar, p_trace varchar)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    token pl_tokens;
begin
    perform from pl_counter for update; -- before anything else: who waits for an import's turn keeps nobody from a token meanwhile
    lock table pl_tokens in share row exclusive mode;
    if exists (select from pl_tokens where id = p_id or hash = p_hash) then
        return case when exists (select from pl_tokens where id = p_id and hash = p_hash) then 0 end;
    end if;
    if pl_folded_name(p_name) in ('seeds', 'ledger') or pl_folded_name(p_name) like 'jwt:%' or exists (select from pl_tokens where pl_folded_name(name) = pl_folded_name(p_name)
               and revoked_at is null and (expires_at is null or expires_at > now())) then
        raise exception 'the name is taken' using errcode = 'PL007';
    end if;
    insert into pl_tokens (id, name, hash, expires_at, negotiations, roles) values (p_id, p_name, p_hash, p_expires, p_negotiations, p_roles) returning * into token;
    return pl_record_access(p_negotiations, 'token-issued.v1', pl_token_data(token), p_by, p_reason, p_trace);
end $$;

-- The event's position; 0 where it was revoked before, null where there is none.
create function pl_revoke_token(p_id text, p_by varchar, p_reason varchar, p_trace varchar)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    token pl_tokens;
begin
    perform from pl_counter for update;
    update pl_tokens set revoked_at = now() where id = p_id and revoked_at is null returning * into token;
    if not found then
        return (select 0 from pl_tokens where id = p_id);
    end if;
    return pl_record_access(token.negotiations, 'token-revoked.v1', jsonb_build_object('id', token.id, 'name', token.name), p_by, p_reason, p_trace);
end $$;

create function pl_role_data(p_role pl_roles) returns jsonb language sql stable set search_path = pg_catalog, public, pg_temp as $$
    select jsonb_build_object('id', p_role.id, 'actor', p_role.actor, 'role', p_role.role);
$$;

-- The id of the grant and the event's position; 0 where the actor has it already.
create function pl_grant_role(p_id text, p_actor varchar, p_role varchar, p_negotiation varchar, p_by varchar, p_reason varchar, p_trace varchar, out id text, out "position" bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    granted pl_roles;
begin
    perform from pl_counter for update;
    insert into pl_roles (id, actor, role, negotiation) values (p_id, p_actor, p_role, p_negotiation)
    on conflict (actor, role, negotiation) where revoked_at is null do nothing returning * into granted;
    if not found then
        select r.id, 0 into id, "position" from pl_roles r where r.actor = p_actor and r.role = p_role and r.negotiation is not distinct from p_negotiation and r.revoked_at is null;
        return;
    end if;
    id := granted.id;
    "position" := pl_record_access(case when p_negotiation is not null then array[p_negotiation] end, 'role-granted.v1', pl_role_data(granted), p_by, p_reason, p_trace);
end $$;

-- The event's position; 0 where it was revoked before, null where there is none.
create function pl_revoke_role(p_id text, p_by varchar, p_reason varchar, p_trace varchar)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
declare
    gone pl_roles;
begin
    perform from pl_counter for update;
    update pl_roles set revoked_at = now() where id = p_id and revoked_at is null returning * into gone;
    if not found then
        return (select 0 from pl_roles where id = p_id);
    end if;
    return pl_record_access(case when gone.negotiation is not null then array[gone.negotiation] end, 'role-revoked.v1', pl_role_data(gone), p_by, p_reason, p_trace);
end $$;

-- A node of an earlier release would leave no event: it issues and revokes no more.
create or replace function pl_issue_token(p_id text, p_name text, p_hash bytea, p_expires timestamptz, p_negotiations varchar[] default null)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'this ledger records what happens to tokens: use a node of its own release' using errcode = 'PL009';
end $$;
create or replace function pl_revoke_token(p_id text)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'this ledger records what happens to tokens: use a node of its own release' using errcode = 'PL009';
end $$;

revoke all on function pl_record_access, pl_token_data, pl_role_data, pl_grant_role, pl_revoke_role,
    pl_issue_token(text, text, bytea, timestamptz, varchar[], varchar[], varchar, varchar, varchar), pl_revoke_token(text, varchar, varchar, varchar) from public;
grant execute on function pl_grant_role, pl_revoke_role,
    pl_issue_token(text, text, bytea, timestamptz, varchar[], varchar[], varchar, varchar, varchar), pl_revoke_token(text, varchar, varchar, varchar) to ledger_serving;
