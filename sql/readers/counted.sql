-- The first half of every format's way: time, counts and money read from text, and what is wrong.
with
fields as ({{fields}}),

plain as (
    select
        *,
        is_plain(input_text) as input_is_plain,
        is_plain(cache_read_text) as cache_read_is_plain,
        is_plain(cache_write_text) as cache_write_is_plain,
        is_plain(cache_write_1h_text) as cache_write_1h_is_plain,
        is_plain(output_text) as output_is_plain,
        is_plain(reasoning_text) as reasoning_is_plain
    from fields
),

parsed as (
    select
        *,
        instant(time_text) as started_tz,
        count_value(input_text, input_is_plain) as n_input,
        coalesce(count_value(cache_read_text, cache_read_is_plain), 0) as n_read,
        coalesce(count_value(cache_write_text, cache_write_is_plain), 0) as n_write,
        coalesce(count_value(cache_write_1h_text, cache_write_1h_is_plain), 0) as n_write_1h,
        count_value(output_text, output_is_plain) as n_output,
        count_value(reasoning_text, reasoning_is_plain) as n_reasoning,
        try_cast(cost_text as decimal(18, 12)) as usd
    from plain
),

-- Whether cached tokens lie inside the input is tested on the row: what exceeds it lies outside.
split as (
    select
        *,
        case when writes_total then n_write else n_write + n_write_1h end as n_writes,
        coalesce(n_input, 0)
        - case when reads_inside and n_read <= coalesce(n_input, 0) then n_read else 0 end
            as n_unread
    from parsed
)

select
    *,
    n_unread
    - case when writes_inside and n_writes <= n_unread then n_writes else 0 end
        as fresh,
    case when writes_total then greatest(n_write - n_write_1h, 0) else n_write end as write_5m,
    coalesce(
        time_fault(time_text, started_tz),
        count_fault(input_text, input_is_plain),
        count_fault(cache_read_text, cache_read_is_plain),
        count_fault(cache_write_text, cache_write_is_plain),
        count_fault(cache_write_1h_text, cache_write_1h_is_plain),
        count_fault(output_text, output_is_plain),
        count_fault(reasoning_text, reasoning_is_plain),
        usd_fault(cost_text)
    ) as field_fault
from split
