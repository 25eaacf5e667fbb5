-- A projector or a rebuild may have read an event just before it was redacted, and write its words after. When it meets the redaction it takes them away.
create function pl_clear_texts(p_views varchar[], p_generations int[], p_row_of int[], p_scopes varchar[], p_keys varchar[])
returns void language sql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
    delete from pl_view_texts t using unnest(p_row_of, p_scopes, p_keys) r (of, scope, key)
    where t.view = p_views[r.of] and t.generation = p_generations[r.of] and t.scope = r.scope and t.key = r.key;
$$;
revoke all on function pl_clear_texts from public;
grant execute on function pl_clear_texts to ledger_serving;
