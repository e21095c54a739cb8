-- question = "Which agent identities cost most?"
-- grain = "one row per agent with calls in the window; calls without agent share a row without name"
-- reads = ["agent_baselines", "call_groups"]
-- keys = ["day", "agent_id", "run_id", "tokens"]
-- adds_up = ["calls", "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "cost_usd", "unpriced_calls"]
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
windowed as (
    select
        agent_id, team_id, workflow_name, run_id, run_calls, calls, input_tokens, cache_read_tokens,
        cache_write_tokens, output_tokens, cost_usd, unpriced_calls
    from call_groups
    where is_in_window
),

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
    from windowed
    group by agent_id
),

team_costs as (
    select
        agent_id,
        team_id,
        row_number() over (
            partition by agent_id
            order by sum(cost_usd) desc nulls last, sum(cast(calls as bigint)) desc, team_id nulls last
        ) as place
    from windowed
    group by agent_id, team_id
),

workflow_costs as (
    select
        agent_id,
        workflow_name,
        row_number() over (
            partition by agent_id
            order by
                sum(cost_usd) desc nulls last, sum(cast(calls as bigint)) desc, workflow_name nulls last
        ) as place
    from windowed
    group by agent_id, workflow_name
),

judged as (
    select
        agent_id,
        day,
        cost_usd,
        case when data_days >= 4 then median_7d_usd end as median_7d_usd,
        coalesce(median_7d_usd > 0 and data_days >= 4, false) as has_baseline
    from agent_baselines
),

multiples as (
    select
        agent_id,
        day,
        cost_usd,
        median_7d_usd,
        case
            when has_baseline then cast(cost_usd as double) / cast(nullif(median_7d_usd, 0) as double)
        end as multiple,
        has_baseline
        and cost_usd > median_7d_usd + median_7d_usd
        and cost_usd >= cast($floor as decimal(38, 12)) as is_flagged
    from judged
),

worst_days as (
    select
        agent_id,
        day,
        cost_usd,
        median_7d_usd as median_day_usd,
        row_number() over (
            partition by agent_id order by multiple desc nulls last, cost_usd desc, day
        ) as place
    from multiples
),

flags as (
    select agent_id, count(*) filter (where is_flagged) > 0 as is_flagged
    from multiples
    group by agent_id
)

select
    totals.agent_id,
    team_costs.team_id,
    workflow_costs.workflow_name,
    totals.calls,
    totals.run_calls,
    totals.runs,
    totals.input_tokens,
    totals.cache_read_tokens,
    totals.cache_write_tokens,
    totals.output_tokens,
    totals.cost_usd,
    totals.unpriced_calls,
    worst_days.day as worst_day,
    worst_days.cost_usd as worst_day_usd,
    worst_days.median_day_usd,
    coalesce(flags.is_flagged, false) as flagged
from totals
left join team_costs
    on totals.agent_id is not distinct from team_costs.agent_id and team_costs.place = 1
left join workflow_costs
    on totals.agent_id is not distinct from workflow_costs.agent_id and workflow_costs.place = 1
left join worst_days on totals.agent_id = worst_days.agent_id and worst_days.place = 1
left join flags on totals.agent_id = flags.agent_id
order by totals.cost_usd desc nulls last, totals.calls desc, totals.agent_id nulls last
