-- question = "Which agent identities cost most?"
-- grain = "one row per agent with calls in the window; calls without agent share one without name"
-- reads = ["agent_baselines", "agent_labels", "agent_worst_days", "call_groups"]
-- keys = ["day", "agent_id", "run_id", "tokens"]
-- adds_up = [
--     "calls", "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens",
--     "cost_usd", "unpriced_calls",
-- ]
-- parameters = ["floor"]
-- [columns]
-- agent_id = "agent; null for calls without one"
-- team_id = "the team of most of its spend"
-- workflow_name = "the workflow of most of its spend"
-- calls = "calls in the window"
-- run_calls = "those of them that belong to a run"
-- runs = "distinct runs"
-- input_tokens = "fresh input tokens"
-- cache_read_tokens = "input tokens read from a cache"
-- cache_write_tokens = "input tokens written to a cache"
-- output_tokens = "output tokens"
-- cost_usd = "cost of the priced calls; null when none has a price"
-- unpriced_calls = "calls without a price"
-- worst_day = "the day of the highest multiple; without any multiple, the costliest"
-- worst_day_usd = "cost on that day"
-- median_day_usd = "median of its daily cost on the seven days before that day"
-- flagged = "whether any day of the window is above twice its median and the floor"
with
totals as (
    select
        agent_id,
        cast(sum(cast(calls as bigint)) as bigint) as calls,
        cast(sum(cast(run_calls as bigint)) as bigint) as run_calls,
        count(distinct run_id) as runs,
        cast(sum(cast(input_tokens as bigint)) as bigint) as input_tokens,
        cast(sum(cast(cache_read_tokens as bigint)) as bigint) as cache_read_tokens,
        cast(sum(cast(cache_write_tokens as bigint)) as bigint) as cache_write_tokens,
        cast(sum(cast(output_tokens as bigint)) as bigint) as output_tokens,
        cast(sum(cost_usd) as decimal(38, 12)) as cost_usd,
        cast(sum(cast(unpriced_calls as bigint)) as bigint) as unpriced_calls
    from call_groups
    where is_in_window
    group by agent_id
),

flagged as (
    select distinct agent_id
    from agent_baselines
    where
        has_baseline
        and cost_usd > median_7d_usd + median_7d_usd
        and cost_usd >= cast($floor as decimal(38, 12))
)

select
    totals.agent_id,
    agent_labels.team_id,
    agent_labels.workflow_name,
    totals.calls,
    totals.run_calls,
    totals.runs,
    totals.input_tokens,
    totals.cache_read_tokens,
    totals.cache_write_tokens,
    totals.output_tokens,
    totals.cost_usd,
    totals.unpriced_calls,
    agent_worst_days.day as worst_day,
    agent_worst_days.cost_usd as worst_day_usd,
    agent_worst_days.median_usd as median_day_usd,
    flagged.agent_id is not null as flagged
from totals
left join agent_labels on totals.agent_id is not distinct from agent_labels.agent_id
left join agent_worst_days on totals.agent_id = agent_worst_days.agent_id
left join flagged on totals.agent_id = flagged.agent_id
order by totals.cost_usd desc nulls last, totals.calls desc, totals.agent_id nulls last
