-- Grain: one call that continues another, and how far back its chain was followed: one step so far.
create or replace temp table chains as
select
    id_space,
    call_id,
    min(parent_id) as root,
    true as is_open
from raw_calls
where parent_id is not null and id_space in ({{spaces}})
group by id_space, call_id
