-- Two salts beside each event: the log commits to its metadata and to its data under them, so that a short text cannot be guessed from the log, and
-- one of them can go with what it covers. 32 bytes hashed from 366 random bits; a column's default, so that
-- whoever inserts an event (009, 012) salts it. Events of before get theirs here.
create function pl_new_salt() returns bytea language sql volatile parallel safe
    return sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
alter table mt_events
    add column pl_metadata_salt bytea not null default pl_new_salt(),
    add column pl_data_salt     bytea null default pl_new_salt();
