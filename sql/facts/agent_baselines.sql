-- Grain: one agent and day of the window with calls: its cost, the median of its seven days before
-- (a day without calls counts 0, also before the first day of data), how many of those the data
-- cover, and what the last three days look like against the seven days before those three.
with
spine as (
    select
        agent_id,
        day,
        cost_usd,
        calls,
        min(cost_usd) over (
            partition by agent_id order by day rows between 2 preceding and current row
        ) as least_3d_usd
    from agent_spine
)

select
    spine.agent_id,
    spine.day,
    spine.cost_usd,
    coalesce(before.data_days, 0) as data_days,
    before.median_usd as median_7d_usd,
    coalesce(before.median_usd > 0 and before.data_days >= 4, false) as has_baseline,
    coalesce(
        before_three.median_usd > 0
        and spine.least_3d_usd > before_three.median_usd + before_three.median_usd,
        false
    ) as is_level_shift
from spine
cross join scope
left join agent_medians as before
    on spine.agent_id = before.agent_id and spine.day - 1 = before.day
left join agent_medians as before_three
    on spine.agent_id = before_three.agent_id and spine.day - 3 = before_three.day
where spine.day between scope.since and scope.until and spine.calls > 0
