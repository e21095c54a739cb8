-- Every format ends here: a reader's fields become canonical calls, each with its fault or none.
with
counted as ({{counted}}),

-- Counts are looked at as texts here: a question that needs no counts then never converts any.
judged as (
    select
        *,
        case
            when not is_other
                then
                    coalesce(
                        field_fault,
                        case
                            when usd is null and is_call is null
                                then
                                    case
                                        when
                                            coalesce(
                                                nullif(input_text, ''),
                                                nullif(output_text, ''),
                                                nullif(cache_read_text, ''),
                                                nullif(cache_write_text, ''),
                                                nullif(cache_write_1h_text, '')
                                            ) is null
                                            then 'no_usage'
                                    end
                        end
                    )
        end as reason,
        case
            when usd = 0 and not is_free
                then
                    coalesce(count_value(input_text, input_is_plain), 0)
                    + coalesce(count_value(output_text, output_is_plain), 0)
                    + coalesce(count_value(cache_read_text, cache_read_is_plain), 0)
                    + coalesce(count_value(cache_write_text, cache_write_is_plain), 0)
                    + coalesce(count_value(cache_write_1h_text, cache_write_1h_is_plain), 0)
                    > 0
            else false
        end as zero_cost,
        coalesce(time_text, call_id, model, input_text, output_text, cost_text, run_id) is null
            as is_bare
    from counted
)

select
    nullif(call_id, '') as call_id,
    timezone('UTC', started_tz) as started_at,
    nullif(run_id, '') as run_id,
    try_cast(whole(step_text) as integer) as step,
    nullif(parent_id, '') as parent_id,
    nullif(agent_id, '') as agent_id,
    nullif(user_id, '') as user_id,
    nullif(key_id, '') as key_id,
    team_id,
    cost_center,
    product,
    feature_id,
    workflow_name,
    environment,
    intent,
    case
        when len(pairs) > 0 then tag_map(pairs, {{own_names}})
        else cast(map { } as map (varchar, varchar))
    end as tags,
    nullif(provider, '') as provider,
    nullif(model, '') as model,
    nullif(route_reason, '') as route_reason,
    nullif(tool_name, '') as tool_name,
    nullif(service_tier, '') as service_tier,
    fresh as input_tokens,
    n_read as cache_read_tokens,
    write_5m as cache_write_tokens,
    n_write_1h as cache_write_1h_tokens,
    coalesce(n_output, 0) as output_tokens,
    n_reasoning as reasoning_tokens,
    case when zero_cost then null else usd end as logged_cost_usd,
    whole(latency_text) as latency_ms,
    whole(ttft_text) as ttft_ms,
    case
        when status is null or blank(status) then 'ok'
        when lower(status) in ('ok', 'success', 'succeeded', 'completed', 'stop') then 'ok'
        when regexp_matches(status, '^[0-9]+(\.0+)?$')
            then case when try_cast(status as double) < 400 then 'ok' else 'error' end
        else left(status, 64)
    end as status,
    nullif(left(error_type, 128), '') as error_type,
    text_hash(prompt_text) as input_hash,
    text_hash(tool_args_text) as tool_args_hash,
    started_tz,
    reason,
    is_other or (reason is null and not coalesce(is_call, true)) as skipped,
    zero_cost,
    is_bare,
    is_unusual,
    shown_id,
    file_name
from judged
