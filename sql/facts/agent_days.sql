-- Grain: one agent and day with calls in scope, of any day; calls without an agent are left out.
select
    agent_id,
    day,
    cast(sum(cast(calls as bigint)) as bigint) as calls,
    cast(sum(cast(run_calls as bigint)) as bigint) as run_calls,
    count(distinct run_id) as runs,
    cast(
        sum(
            cast(input_tokens + cache_read_tokens + cache_write_tokens + output_tokens as bigint)
        )
        as bigint
    ) as tokens,
    cast(coalesce(sum(cost_usd), 0) as decimal(38, 12)) as cost_usd
from call_groups
where agent_id is not null
group by agent_id, day
