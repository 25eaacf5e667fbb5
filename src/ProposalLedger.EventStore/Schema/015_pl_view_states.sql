-- Every copy of every view with its checkpoint.
create view pl_view_states as
select v.view, v.generation, v.live, v.format_version, p.last_seq_id as checkpoint, v.stopped_position, v.stopped_reason
from pl_views v join mt_event_progression p on p.name = v.view || '/' || v.generation;
grant select on pl_view_states to ledger_serving;
