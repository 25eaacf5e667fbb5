-- Which negotiations there are, and what was said of who may read them, in the order of the ledger: a few rows of a long log.
create index pl_mt_events_visibility on mt_events (seq_id) where type in ('negotiation-opened.v1', 'visibility-set.v1');
create view pl_visibility as
    select seq_id as position, pl_scope as negotiation, case when type = 'visibility-set.v1' then data ->> 'visibility' end as visibility
    from mt_events where type in ('negotiation-opened.v1', 'visibility-set.v1');
grant select on pl_visibility to ledger_serving;
