-- question = "Whose day is above twice its own seven-day median?"
-- grain = "one row per agent and day of the window that is flagged or has no baseline"
-- reads = ["agent_baselines"]
-- keys = ["day", "agent_id", "run_id", "tokens"]
-- adds_up = "flagged days only, not all days"
-- parameters = ["floor"]
-- [columns]
-- agent_id = "agent"
-- day = "day in the report's timezone"
-- cost_usd = "its cost on that day"
-- median_7d_usd = "median of its daily cost on the seven days before"
-- excess_usd = "cost above the median; null without a baseline"
-- verdict = "outlier, level_shift or no_baseline"
with
judged as (
    select
        agent_id,
        day,
        cost_usd,
        median_7d_usd,
        data_days,
        is_level_shift,
        has_baseline
    from agent_baselines
    where cost_usd >= cast($floor as decimal(38, 12))
)

select
    agent_id,
    day,
    cost_usd,
    case when data_days >= 4 then median_7d_usd end as median_7d_usd,
    case when has_baseline then cast(cost_usd - median_7d_usd as decimal(38, 12)) end as excess_usd,
    case
        when not has_baseline then 'no_baseline'
        when is_level_shift then 'level_shift'
        else 'outlier'
    end as verdict
from judged
where not has_baseline or cost_usd > median_7d_usd + median_7d_usd
order by excess_usd desc nulls last, cost_usd desc, agent_id, day
