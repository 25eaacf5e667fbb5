-- What Marten's daemon calls beside the tables that a ledger has. Run once as the schema's owner; it touches nothing of the ledger's own.
create or replace function mt_mark_event_progression(of_shard varchar, at_position bigint) returns void language sql as $$
    insert into mt_event_progression (name, last_seq_id, last_updated) values (of_shard, at_position, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
$$;
create table if not exists mt_high_water_skips (
    ending_sequence   bigint primary key,
    starting_sequence bigint not null,
    timestamp         timestamptz default transaction_timestamp()
);
