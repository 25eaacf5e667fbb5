-- What the promises rest on beside the events stands behind the same second line: without its commands a ledger would do them twice, without its
-- reserved ids give one away again, with its counter set back give a position twice.
create trigger pl_append_only before update or delete or truncate on pl_commands for each statement execute function pl_refuse_change();
create trigger pl_append_only before update or delete or truncate on pl_reserved for each statement execute function pl_refuse_change();
-- These two are changed by every append, but only forwards. An append changes a stream's row once, so the check of a row costs it next to nothing.
create trigger pl_append_only before delete or truncate on mt_streams for each statement execute function pl_refuse_change();
create trigger pl_only_forwards before update on mt_streams for each row
    when (new.id is distinct from old.id or new.version is null or new.version < old.version or new.created is distinct from old.created)
    execute function pl_refuse_change();
create trigger pl_append_only before delete or truncate on pl_counter for each statement execute function pl_refuse_change();
create trigger pl_only_forwards before update on pl_counter for each row
    when (new.last_position < old.last_position or new.last_timestamp < old.last_timestamp)
    execute function pl_refuse_change();
