-- Marten's later 9s read it with a stream's state: up to which version a snapshot stands in the place of its events. Here none does.
alter table mt_streams add column compacted_version bigint not null default 0;
