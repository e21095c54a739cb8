-- Grain: one agent with calls in the window: its day of the highest multiple of its median; without
-- any multiple, the costliest.
with
multiples as (
    select
        agent_id,
        day,
        cost_usd,
        case when data_days >= 4 then median_7d_usd end as median_usd,
        case
            when has_baseline
                then cast(cost_usd as double) / cast(nullif(median_7d_usd, 0) as double)
        end as multiple
    from agent_baselines
),

ranked as (
    select
        agent_id,
        day,
        cost_usd,
        median_usd,
        row_number() over (
            partition by agent_id order by multiple desc nulls last, cost_usd desc, day
        ) as place
    from multiples
)

select agent_id, day, cost_usd, median_usd
from ranked
where place = 1
