-- question = "Which keys, agents and workflows does untagged spend come from?"
-- grain = "one row per source and requirement that its untagged calls lack"
-- reads = ["call_groups", "patterns"]
-- keys = ["agent_id", "key_id"]
-- adds_up = "calls and cost repeat on every requirement of a source"
-- parameters = []
-- [columns]
-- kind = "key, agent or workflow: the first of a call's with at least half of its calls untagged"
-- subject = "its name"
-- requirement = "a required tag that it lacks"
-- calls = "its untagged calls"
-- untagged_cost_usd = "their cost; null when none has a price"
with
windowed as (
    select
        key_id, agent_id, workflow_name, signature, extra_signature, excused_bits, is_tagged,
        calls, cost_usd
    from call_groups
    where is_in_window
),

guilty_keys as (
    select key_id
    from windowed
    where key_id is not null
    group by key_id
    having
        cast(sum(cast(case when is_tagged then -calls else calls end as bigint)) as bigint) >= 0
),

guilty_agents as (
    select agent_id
    from windowed
    where agent_id is not null
    group by agent_id
    having
        cast(sum(cast(case when is_tagged then -calls else calls end as bigint)) as bigint) >= 0
),

sourced as (
    select
        case
            when guilty_keys.key_id is not null then 'key'
            when guilty_agents.agent_id is not null then 'agent'
            else 'workflow'
        end as kind,
        coalesce(
            guilty_keys.key_id, guilty_agents.agent_id, windowed.workflow_name, '(untagged)'
        ) as subject,
        windowed.signature,
        windowed.extra_signature,
        windowed.excused_bits,
        windowed.calls,
        windowed.cost_usd
    from windowed
    left join guilty_keys on windowed.key_id = guilty_keys.key_id
    left join guilty_agents on windowed.agent_id = guilty_agents.agent_id
    where not windowed.is_tagged
),

totals as (
    select
        kind,
        subject,
        cast(sum(cast(calls as bigint)) as bigint) as calls,
        cast(sum(cost_usd) as decimal(38, 12)) as untagged_cost_usd
    from sourced
    group by kind, subject
),

lacking as (
    select distinct sourced.kind, sourced.subject, patterns.requirement
    from sourced
    inner join patterns
        on
            sourced.signature = patterns.signature
            and sourced.extra_signature = patterns.extra_signature
            and sourced.excused_bits = patterns.excused_bits
    where patterns.state <> 'present' and not patterns.is_excused
)

select totals.kind, totals.subject, lacking.requirement, totals.calls, totals.untagged_cost_usd
from totals
inner join lacking on totals.kind = lacking.kind and totals.subject = lacking.subject
order by
    totals.untagged_cost_usd desc nulls last, totals.calls desc, totals.kind, totals.subject,
    lacking.requirement
