-- Grain: one agent and day of the window with calls: its cost, the median of its seven days before
-- (a day without calls counts 0, also before the first day of data), how many of those the data
-- cover, and what the last three days look like against the seven days before those three.
with
agents_in_window as (
    select distinct agent_days.agent_id
    from agent_days
    cross join scope
    where agent_days.day between scope.since and scope.until
),

spine as (
    select
        agents_in_window.agent_id,
        calendar.day,
        calendar.has_data,
        coalesce(agent_days.cost_usd, cast(0 as decimal(38, 12))) as cost_usd,
        coalesce(agent_days.calls, 0) as calls
    from agents_in_window
    cross join calendar
    left join agent_days
        on agents_in_window.agent_id = agent_days.agent_id and calendar.day = agent_days.day
),

judged_days as (
    select spine.agent_id, spine.day, spine.cost_usd, spine.calls
    from spine
    cross join scope
    where spine.day between scope.since and scope.until and spine.calls > 0
),

before as (
    select
        judged_days.agent_id,
        judged_days.day,
        spine.cost_usd,
        row_number() over (
            partition by judged_days.agent_id, judged_days.day order by spine.cost_usd, spine.day
        ) as place,
        spine.has_data
    from judged_days
    inner join spine
        on
            judged_days.agent_id = spine.agent_id
            and spine.day between judged_days.day - 7 and judged_days.day - 1
),

medians as (
    select
        agent_id,
        day,
        cast(sum(cast(case when has_data then 1 else 0 end as bigint)) as bigint) as data_days,
        max(case when place = 4 then cost_usd end) as median_7d_usd
    from before
    group by agent_id, day
),

before_three as (
    select
        judged_days.agent_id,
        judged_days.day,
        spine.cost_usd,
        row_number() over (
            partition by judged_days.agent_id, judged_days.day order by spine.cost_usd, spine.day
        ) as place
    from judged_days
    inner join spine
        on
            judged_days.agent_id = spine.agent_id
            and spine.day between judged_days.day - 9 and judged_days.day - 3
),

medians_before_three as (
    select
        agent_id,
        day,
        max(case when place = 4 then cost_usd end) as median_usd
    from before_three
    group by agent_id, day
),

last_three as (
    select
        judged_days.agent_id,
        judged_days.day,
        min(spine.cost_usd) as least_usd
    from judged_days
    inner join spine
        on
            judged_days.agent_id = spine.agent_id
            and spine.day between judged_days.day - 2 and judged_days.day
    group by judged_days.agent_id, judged_days.day
)

select
    judged_days.agent_id,
    judged_days.day,
    judged_days.cost_usd,
    coalesce(medians.data_days, 0) as data_days,
    medians.median_7d_usd,
    coalesce(
        medians_before_three.median_usd > 0
        and last_three.least_usd > medians_before_three.median_usd + medians_before_three.median_usd,
        false
    ) as is_level_shift
from judged_days
left join medians
    on judged_days.agent_id = medians.agent_id and judged_days.day = medians.day
left join medians_before_three
    on
        judged_days.agent_id = medians_before_three.agent_id
        and judged_days.day = medians_before_three.day
left join last_three
    on judged_days.agent_id = last_three.agent_id and judged_days.day = last_three.day
