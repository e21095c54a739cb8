-- question = "Which values are none of the allowed ones?"
-- grain = "one row per tag and invalid value in scope"
-- reads = []
-- adds_up = "values of one tag only; a call may be invalid in several"
-- parameters = []
-- [columns]
-- tag = "schema tag"
-- value = "the value as logged, trimmed"
-- calls = "calls in scope that carry it"
with
valued as (
    select 'team_id' as tag, team_id as value, day, calls, signature % 4 as state_code
    from scoped_groups
    union all
    select
        'cost_center' as tag, cost_center as value, day, calls, (signature // 4) % 4 as state_code
    from scoped_groups
    union all
    select 'product' as tag, product as value, day, calls, (signature // 16) % 4 as state_code
    from scoped_groups
    union all
    select 'feature_id' as tag, feature_id as value, day, calls, (signature // 64) % 4 as state_code
    from scoped_groups
    union all
    select
        'workflow_name' as tag,
        workflow_name as value,
        day,
        calls,
        (signature // 256) % 4 as state_code
    from scoped_groups
    union all
    select
        'environment' as tag,
        environment as value,
        day,
        calls,
        (signature // 1024) % 4 as state_code
    from scoped_groups
    union all
    select 'intent' as tag, intent as value, day, calls, (signature // 4096) % 4 as state_code
    from scoped_groups
)

select
    valued.tag,
    valued.value,
    cast(sum(cast(valued.calls as bigint)) as bigint) as calls
from valued
cross join scope
where
    valued.state_code = 3
    and (valued.day is null or valued.day between scope.since and scope.until)
group by valued.tag, valued.value
order by valued.tag, calls desc, valued.value
