-- question = "What was each day of these agents made of?"
-- grain = "one row per agent with a judged day, and day with calls"
-- reads = ["agent_baselines", "agent_days", "calendar"]
-- keys = ["day", "agent_id", "run_id", "tokens"]
-- adds_up = "history reaches beyond the window"
-- parameters = ["floor"]
-- [columns]
-- agent_id = "agent"
-- day = "day in the report's timezone"
-- calls = "its calls"
-- run_calls = "those of them that belong to a run"
-- runs = "distinct runs"
-- tokens = "all tokens, input and output"
-- cost_usd = "cost of its priced calls"
with
flagged as (
    select distinct agent_id
    from agent_baselines
    where
        cost_usd >= cast($floor as decimal(38, 12))
        and median_7d_usd > 0
        and cost_usd > median_7d_usd + median_7d_usd
)

select
    agent_days.agent_id,
    agent_days.day,
    agent_days.calls,
    agent_days.run_calls,
    agent_days.runs,
    agent_days.tokens,
    agent_days.cost_usd
from agent_days
inner join flagged on agent_days.agent_id = flagged.agent_id
inner join calendar on agent_days.day = calendar.day
order by agent_days.agent_id, agent_days.day
