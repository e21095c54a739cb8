-- question = "Which workflow burns the money?"
-- grain = "one row per group with calls in the window or before; after $cut rows, all others"
-- reads = ["call_groups"]
-- keys = ["day", "run_id", "tokens"]
-- adds_up = [
--     "calls", "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens",
--     "cost_usd", "unpriced_calls",
-- ]
-- parameters = ["cut"]
-- [columns]
-- place = "rank by cost; one more than $cut for the row of all others"
-- by_values = "the values of the group, in the order of --by; null for the row of all others"
-- calls = "calls in the window"
-- run_calls = "those of them that belong to a run"
-- runs = "distinct runs"
-- input_tokens = "fresh input tokens"
-- cache_read_tokens = "input tokens read from a cache"
-- cache_write_tokens = "input tokens written to a cache"
-- output_tokens = "output tokens"
-- cost_usd = "cost of the priced calls; null when none has a price"
-- unpriced_calls = "calls without a price"
-- run_cost_usd = "cost of the priced calls that belong to a run"
-- prior_calls = "calls in the window before"
-- prior_cost_usd = "cost in the window before; null when none of its calls has a price"
with
windowed as (
    select
        by_values, run_id, is_in_window, run_calls, calls, input_tokens, cache_read_tokens,
        cache_write_tokens, output_tokens, cost_usd, unpriced_calls
    from call_groups
    where is_in_window or is_prior
),

costs as (
    select
        by_values,
        cast(sum(case when is_in_window then cost_usd end) as decimal(38, 12)) as cost_usd,
        cast(sum(cast(case when is_in_window then calls else 0 end as bigint)) as bigint) as calls
    from windowed
    group by by_values
),

ranked as (
    select
        by_values,
        row_number() over (order by cost_usd desc nulls last, calls desc, by_values) as rank_number
    from costs
),

placed as (
    select
        case when ranked.rank_number <= $cut then ranked.rank_number else $cut + 1 end as place,
        case when ranked.rank_number <= $cut then windowed.by_values end as shown_values,
        windowed.run_id,
        windowed.is_in_window,
        windowed.run_calls,
        windowed.calls,
        windowed.input_tokens,
        windowed.cache_read_tokens,
        windowed.cache_write_tokens,
        windowed.output_tokens,
        windowed.cost_usd,
        windowed.unpriced_calls
    from windowed
    inner join ranked on windowed.by_values = ranked.by_values
)

select
    cast(place as bigint) as place,
    shown_values as by_values,
    cast(coalesce(sum(cast(calls as bigint)) filter (where is_in_window), 0) as bigint) as calls,
    cast(coalesce(sum(cast(run_calls as bigint)) filter (where is_in_window), 0) as bigint)
        as run_calls,
    count(distinct run_id) filter (where is_in_window) as runs,
    cast(coalesce(sum(cast(input_tokens as bigint)) filter (where is_in_window), 0) as bigint)
        as input_tokens,
    cast(coalesce(sum(cast(cache_read_tokens as bigint)) filter (where is_in_window), 0) as bigint)
        as cache_read_tokens,
    cast(coalesce(sum(cast(cache_write_tokens as bigint)) filter (where is_in_window), 0) as bigint)
        as cache_write_tokens,
    cast(coalesce(sum(cast(output_tokens as bigint)) filter (where is_in_window), 0) as bigint)
        as output_tokens,
    cast(sum(cost_usd) filter (where is_in_window) as decimal(38, 12)) as cost_usd,
    cast(coalesce(sum(cast(unpriced_calls as bigint)) filter (where is_in_window), 0) as bigint)
        as unpriced_calls,
    cast(sum(cost_usd) filter (where is_in_window and run_id is not null) as decimal(38, 12))
        as run_cost_usd,
    cast(coalesce(sum(cast(calls as bigint)) filter (where not is_in_window), 0) as bigint)
        as prior_calls,
    cast(sum(cost_usd) filter (where not is_in_window) as decimal(38, 12)) as prior_cost_usd
from placed
group by place, shown_values
order by place
