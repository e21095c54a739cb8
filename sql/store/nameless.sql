-- How many good rows have no id of their own.
select count(*) as nameless_rows
from staged
where call_id is null and reason is null and not skipped
