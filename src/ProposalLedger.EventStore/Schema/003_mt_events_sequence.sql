-- Marten's own numbering. Readers of Marten look at it, so it is kept at the last position; nothing is numbered by it.
create sequence mt_events_sequence owned by mt_events.seq_id;
grant select on mt_events_sequence to ledger_serving;
