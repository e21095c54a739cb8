-- Grain: one call that continues another, followed as far again as before; open where that led on.
create or replace temp table chains_further as
select
    chains.id_space,
    chains.call_id,
    coalesce(earlier.root, chains.root) as root,
    earlier.root is not null as is_open
from chains
left join chains as earlier
    on chains.id_space = earlier.id_space and chains.root = earlier.call_id
