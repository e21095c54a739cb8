-- Grain: one group that unexpired exceptions of the policy cover; the tags they excuse as bits.
with
conditions as (
    select
        judged_groups.group_id,
        exception_fields.exception_id,
        case exception_fields.field
            when 'team_id' then judged_groups.team_id
            when 'cost_center' then judged_groups.cost_center
            when 'product' then judged_groups.product
            when 'feature_id' then judged_groups.feature_id
            when 'workflow_name' then judged_groups.workflow_name
            when 'environment' then judged_groups.environment
            when 'intent' then judged_groups.intent
            when 'agent_id' then judged_groups.agent_id
            when 'user_id' then judged_groups.user_id
            when 'key_id' then judged_groups.key_id
            when 'provider' then judged_groups.provider
            when 'model' then judged_groups.model
            else judged_groups.extras[exception_fields.extra]
        end like exception_fields.pattern escape '!' as holds
    from judged_groups
    cross join exception_fields
    inner join exceptions on exception_fields.exception_id = exceptions.exception_id
    where judged_groups.day < exceptions.expires
),

covered as (
    select group_id, exception_id
    from conditions
    group by group_id, exception_id
    having count(*) filter (where coalesce(holds, false)) = count(*)
),

excused as (
    select distinct covered.group_id, exception_tags.bit
    from covered
    inner join exception_tags on covered.exception_id = exception_tags.exception_id
)

select group_id, cast(sum(cast(bit as bigint)) as bigint) as excused_bits
from excused
group by group_id
