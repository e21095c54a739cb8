-- Grain: one agent and day: the median cost of the seven days that end on it, and how many of the
-- seven the data cover.
with
weeks as (
    select
        ends.agent_id,
        ends.day,
        agent_spine.cost_usd,
        agent_spine.has_data,
        row_number() over (
            partition by ends.agent_id, ends.day order by agent_spine.cost_usd, agent_spine.day
        ) as place
    from agent_spine as ends
    inner join agent_spine
        on
            ends.agent_id = agent_spine.agent_id
            and agent_spine.day between ends.day - 6 and ends.day
)

select
    agent_id,
    day,
    cast(sum(cast(case when has_data then 1 else 0 end as bigint)) as bigint) as data_days,
    max(case when place = 4 then cost_usd end) as median_usd
from weeks
group by agent_id, day
having count(*) = 7
