-- What is left of a redacted event beside its tombstone: which event redacted it, and the commitments that its entry in the log was made of, or will be, as
-- they can no longer be computed. Its salts are gone with what they covered: the data's always, the metadata's where a reason went.
alter table mt_events
    alter column pl_metadata_salt drop not null,
    add column pl_redacted_by         bigint null,
    add column pl_data_commitment     text   null,
    add column pl_metadata_commitment text   null;
create index pl_mt_events_redacted on mt_events (pl_redacted_by) where pl_redacted_by is not null;

-- Nothing is changed, but for what a redaction on record demands: exactly that, and once. So it does not matter who asks for the change: without the event
-- nobody gets it by the trigger, and the serving login may not change anything at all.
create function pl_refuse_all_but_redaction() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if old.pl_redacted_by is null and new.pl_data_salt is null and new.pl_data_commitment is not null
        and (to_jsonb(new) - array['data', 'headers', 'pl_data_salt', 'pl_metadata_salt', 'pl_redacted_by', 'pl_data_commitment', 'pl_metadata_commitment'])
          = (to_jsonb(old) - array['data', 'headers', 'pl_data_salt', 'pl_metadata_salt', 'pl_redacted_by', 'pl_data_commitment', 'pl_metadata_commitment'])
        and exists (select from mt_events r
                    where r.seq_id = new.pl_redacted_by and r.seq_id > old.seq_id and r.type = 'event-redacted.v1' and r.pl_scope = old.pl_scope
                      and r.data -> 'position' = to_jsonb(old.seq_id) and r.data -> 'tombstone' = new.data
                      and case when r.data ? 'metadata' then r.data -> 'metadata' -> 'headers' = new.headers and new.pl_metadata_salt is null and new.pl_metadata_commitment is not null
                               else new.headers is not distinct from old.headers and new.pl_metadata_salt = old.pl_metadata_salt and new.pl_metadata_commitment is null end) then
        return new;
    end if;
    raise exception '% on % is refused: the ledger is append-only', tg_op, tg_table_name using errcode = 'PL001';
end $$;
drop trigger pl_append_only on mt_events;
create trigger pl_append_only before delete or truncate on mt_events for each statement execute function pl_refuse_change();
create trigger pl_only_redaction before update on mt_events for each row execute function pl_refuse_all_but_redaction();

-- The hash of a short command could be guessed from: it goes with the event that the command recorded, or found recorded already.
create function pl_refuse_all_but_forgetting() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if new.body_hash = '' and (to_jsonb(new) - 'body_hash') = (to_jsonb(old) - 'body_hash')
        and exists (select from mt_events e where e.pl_redacted_by is not null and (old.stream is null or e.stream_id = old.stream)
                      and case when old.had_events then e.seq_id <= old.position and e.timestamp >= old.recorded else e.seq_id = old.position end) then
        return new;
    end if;
    raise exception '% on % is refused: the ledger is append-only', tg_op, tg_table_name using errcode = 'PL001';
end $$;
drop trigger pl_append_only on pl_commands;
create trigger pl_append_only before delete or truncate on pl_commands for each statement execute function pl_refuse_change();
create trigger pl_only_forgetting before update on pl_commands for each row execute function pl_refuse_all_but_forgetting();
revoke all on function pl_refuse_all_but_redaction, pl_refuse_all_but_forgetting from public;
