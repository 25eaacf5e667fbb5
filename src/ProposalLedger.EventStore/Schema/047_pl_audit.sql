-- What an audit asks for: who did something, and what kind of thing, in the order of the ledger.
create index pl_mt_events_actor on mt_events (pl_scope, (headers ->> 'actor'), seq_id);
create index pl_mt_events_type on mt_events (pl_scope, type, seq_id);
