-- Grain: one group of calls that agree in every raw column asked for; tags judged, calls priced.
-- signature holds the state_code of each schema tag, base 4, in the order of the schema.
select
    raw_groups.group_id,
    raw_groups.day,
    raw_groups.run_id,
    raw_groups.agent_id,
    raw_groups.user_id,
    raw_groups.key_id,
    raw_groups.provider,
    raw_groups.model,
    raw_groups.status,
    raw_groups.extras,
    team_id_values.value as team_id,
    cost_center_values.value as cost_center,
    product_values.value as product,
    feature_id_values.value as feature_id,
    workflow_name_values.value as workflow_name,
    environment_values.value as environment,
    intent_values.value as intent,
    environment_values.state_code as environment_state,
    team_id_values.state_code
    + cost_center_values.state_code * 4
    + product_values.state_code * 16
    + feature_id_values.state_code * 64
    + workflow_name_values.state_code * 256
    + environment_values.state_code * 1024
    + intent_values.state_code * 4096 as signature,
    raw_groups.calls,
    raw_groups.run_calls,
    raw_groups.input_tokens,
    raw_groups.cache_read_tokens,
    raw_groups.cache_write_tokens + raw_groups.cache_write_1h_tokens as cache_write_tokens,
    raw_groups.output_tokens,
    case when scope.cost_basis <> 'computed' then raw_groups.logged_cost_usd end as logged_cost_usd,
    cast(
        raw_groups.input_tokens * prices.input_usd
        + raw_groups.cache_read_tokens * prices.cache_read_usd
        + raw_groups.cache_write_tokens * prices.cache_write_usd
        + raw_groups.cache_write_1h_tokens * prices.cache_write_1h_usd
        + raw_groups.output_tokens * prices.output_usd as decimal(38, 12)
    ) as computed_cost_usd,
    case
        when prices.price_key is not null then 0
        when scope.cost_basis = 'computed' then raw_groups.calls
        else raw_groups.calls - raw_groups.logged_calls
    end as unpriced_calls
from raw_groups
cross join scope
left join prices on raw_groups.price_key = prices.price_key and scope.cost_basis <> 'logged'
left join tag_values as team_id_values
    on team_id_values.tag = 'team_id' and raw_groups.team_id is not distinct from team_id_values.raw
left join tag_values as cost_center_values
    on cost_center_values.tag = 'cost_center'
        and raw_groups.cost_center is not distinct from cost_center_values.raw
left join tag_values as product_values
    on product_values.tag = 'product' and raw_groups.product is not distinct from product_values.raw
left join tag_values as feature_id_values
    on feature_id_values.tag = 'feature_id'
        and raw_groups.feature_id is not distinct from feature_id_values.raw
left join tag_values as workflow_name_values
    on workflow_name_values.tag = 'workflow_name'
        and raw_groups.workflow_name is not distinct from workflow_name_values.raw
left join tag_values as environment_values
    on environment_values.tag = 'environment'
        and raw_groups.environment is not distinct from environment_values.raw
left join tag_values as intent_values
    on intent_values.tag = 'intent' and raw_groups.intent is not distinct from intent_values.raw
