-- What views' documents say, for full text: a row for each part of a document that is found by itself. The words are kept and not the text,
-- and are stored rather than computed by an expression, so that a dump restores them without running anything. Both stems and whole words
-- are in: stems find "limited" for "limits", whole words find what somebody has typed half of.
create table pl_view_texts (
    view       varchar  not null,
    generation int      not null,
    scope      varchar  not null,
    key        varchar  not null,
    part       varchar  not null,
    position   bigint   not null,
    words      tsvector not null,
    primary key (view, generation, scope, key, part)
);
create index pl_view_texts_words on pl_view_texts using gin (words);
grant select on pl_view_texts to ledger_serving;

-- The configurations are named, so that no setting of a session or a database changes what is found.
create function pl_words(p_text text, p_weight "char")
returns tsvector language sql immutable parallel safe as $$
    select case when p_text = '' then '' else pg_catalog.setweight(
        pg_catalog.to_tsvector('pg_catalog.english'::pg_catalog.regconfig, p_text) || pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, p_text), p_weight) end;
$$;
-- PostgreSQL holds at most 1 MiB of words for a text. A longer one must stop no view: its beginning is found.
create function pl_words_of_long(p_a text, p_b text, p_c text)
returns tsvector language plpgsql immutable parallel safe as $$
begin
    return public.pl_words(p_a, 'A') || public.pl_words(p_b, 'B') || public.pl_words(p_c, 'C');
exception when program_limit_exceeded then
    return public.pl_words(left(p_a, 10000), 'A') || public.pl_words(left(p_b, 10000), 'B') || public.pl_words(left(p_c, 10000), 'C');
end $$;

-- Beside pl_apply_views, in its transaction: that one keeps the checkpoints.
create function pl_apply_texts(
    p_views varchar[], p_generations int[], p_text_of int[], p_scopes varchar[], p_keys varchar[], p_parts varchar[], p_positions bigint[],
    p_a text[], p_b text[], p_c text[])
returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '3500ms' as $$
begin
    insert into pl_view_texts (view, generation, scope, key, part, position, words)
    select p_views[t.of], p_generations[t.of], t.scope, t.key, t.part, t.position,
           case when length(t.a) + length(t.b) + length(t.c) > 20000 then pl_words_of_long(t.a, t.b, t.c) else pl_words(t.a, 'A') || pl_words(t.b, 'B') || pl_words(t.c, 'C') end
    from unnest(p_text_of, p_scopes, p_keys, p_parts, p_positions, p_a, p_b, p_c) t (of, scope, key, part, position, a, b, c)
    on conflict (view, generation, scope, key, part) do update set position = excluded.position, words = excluded.words;
end $$;

-- The words go with their copy of the view. A trigger and no foreign key: one would lock a view's row after its checkpoint, and a swap locks
-- them the other way round.
create function pl_drop_texts()
returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from pl_view_texts where view = old.view and generation = old.generation;
    return null;
end $$;
create trigger pl_drop_texts after delete on pl_views for each row execute function pl_drop_texts();

-- What somebody typed, as a query: all words, "a phrase", a or b, -without. Where the words have no stems (who, it) they count as they stand.
-- p_last is the last word where it may be the beginning of a longer one, else null.
create function pl_search_query(p_words text, p_last text)
returns tsquery language sql immutable parallel safe set search_path = pg_catalog as $$
    select case
        when numnode(stems) = 0 then websearch_to_tsquery('simple', p_words)
        when p_last is null or numnode(last) = 0 then stems
        else websearch_to_tsquery('english', left(p_words, length(p_words) - length(p_last))) && (last || (quote_literal(p_last) || ':*')::tsquery)
    end from (select websearch_to_tsquery('english', p_words) stems, websearch_to_tsquery('english', coalesce(p_last, '')) last) q;
$$;
-- The words that a query looks for, any of them; null where it looks for none, but only leaves out.
create function pl_search_words(p_query tsquery)
returns tsquery language sql immutable parallel safe set search_path = pg_catalog as $$
    select string_agg(m[1], ' | ')::tsquery from regexp_matches(nullif(querytree(p_query), 'T'), '(''(?:[^'']|'''')*''(?::\*)?)', 'g') m;
$$;
revoke all on function pl_words, pl_words_of_long, pl_apply_texts, pl_drop_texts, pl_search_query, pl_search_words from public;
grant execute on function pl_words, pl_apply_texts, pl_search_query, pl_search_words to ledger_serving;
