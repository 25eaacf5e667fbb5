-- The keys by which every node knows the forms that any node made. They protect nothing else: whoever reads them still has no session and no token.
create table pl_form_keys (
    name    text        not null primary key,
    xml     text        not null,
    made_at timestamptz not null default now()
);
grant select on pl_form_keys to ledger_serving;
create function pl_keep_form_key(p_name text, p_xml text)
returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    insert into pl_form_keys (name, xml) values (p_name, p_xml) on conflict do nothing;
$$;
revoke all on function pl_keep_form_key from public;
grant execute on function pl_keep_form_key to ledger_serving;
