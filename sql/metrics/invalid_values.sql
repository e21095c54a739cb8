-- question = "Which values are none of the allowed ones?"
-- grain = "one row per tag and invalid value in scope"
-- reads = ["scope", "scoped_groups"]
-- keys = []
-- adds_up = "values of one tag only; a call may be invalid in several"
-- parameters = []
-- [columns]
-- tag = "schema tag"
-- value = "the value as logged, trimmed"
-- calls = "calls in scope that carry it"
with
windowed as (
    select
        scoped_groups.team_id,
        scoped_groups.cost_center,
        scoped_groups.product,
        scoped_groups.feature_id,
        scoped_groups.workflow_name,
        scoped_groups.environment,
        scoped_groups.intent,
        scoped_groups.signature,
        scoped_groups.calls
    from scoped_groups
    cross join scope
    where scoped_groups.day is null or scoped_groups.day between scope.since and scope.until
),

valued as (
    select 'team_id' as tag, team_id as value, calls, signature % 4 as state_code
    from windowed
    union all
    select 'cost_center' as tag, cost_center as value, calls, (signature // 4) % 4 as state_code
    from windowed
    union all
    select 'product' as tag, product as value, calls, (signature // 16) % 4 as state_code
    from windowed
    union all
    select 'feature_id' as tag, feature_id as value, calls, (signature // 64) % 4 as state_code
    from windowed
    union all
    select
        'workflow_name' as tag, workflow_name as value, calls, (signature // 256) % 4 as state_code
    from windowed
    union all
    select 'environment' as tag, environment as value, calls, (signature // 1024) % 4 as state_code
    from windowed
    union all
    select 'intent' as tag, intent as value, calls, (signature // 4096) % 4 as state_code
    from windowed
)

select
    tag,
    value,
    cast(sum(cast(calls as bigint)) as bigint) as calls
from valued
where state_code = 3
group by tag, value
order by tag, calls desc, value
