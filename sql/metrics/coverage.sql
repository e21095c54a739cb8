-- question = "Which required tags are missing, and what does that cost?"
-- grain = "one row per required tag (alternatives written a|b are one)"
-- reads = ["call_groups", "patterns"]
-- keys = []
-- adds_up = "every row counts all calls in scope once: present + missing + placeholder + invalid"
-- parameters = []
-- [columns]
-- tag = "the requirement"
-- present_calls = "calls that carry it"
-- missing_calls = "calls without it"
-- placeholder_calls = "calls whose value stands for none, such as unknown"
-- invalid_calls = "calls whose value is none of the allowed"
-- excepted_calls = "those of the last three that an exception covers"
-- calls = "all calls in scope"
-- missing_cost_usd = "cost of the calls that lack it without exception; 0 when none does"
with
judged as (
    select
        patterns.requirement,
        patterns.state,
        patterns.state <> 'present' and patterns.is_excused as is_excepted,
        patterns.state <> 'present' and not patterns.is_excused as is_lacking,
        call_groups.calls,
        call_groups.cost_usd
    from call_groups
    inner join patterns
        on
            call_groups.signature = patterns.signature
            and call_groups.extra_signature = patterns.extra_signature
            and call_groups.excused_bits = patterns.excused_bits
    where call_groups.is_in_window
),

counted as (
    select
        requirement,
        cast(sum(cast(case when state = 'present' then calls else 0 end as bigint)) as bigint)
            as present_calls,
        cast(sum(cast(case when state = 'missing' then calls else 0 end as bigint)) as bigint)
            as missing_calls,
        cast(sum(cast(case when state = 'placeholder' then calls else 0 end as bigint)) as bigint)
            as placeholder_calls,
        cast(sum(cast(case when state = 'invalid' then calls else 0 end as bigint)) as bigint)
            as invalid_calls,
        cast(sum(cast(case when is_excepted then calls else 0 end as bigint)) as bigint)
            as excepted_calls,
        cast(sum(cast(calls as bigint)) as bigint) as calls,
        cast(
            sum(case when is_lacking then cost_usd else cast(0 as decimal(38, 12)) end)
            as decimal(38, 12)
        ) as missing_cost_usd
    from judged
    group by requirement
)

select
    requirement as tag,
    present_calls,
    missing_calls,
    placeholder_calls,
    invalid_calls,
    excepted_calls,
    calls,
    missing_cost_usd
from counted
order by missing_cost_usd desc nulls last, present_calls + excepted_calls, tag
