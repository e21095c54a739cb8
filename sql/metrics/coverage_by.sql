-- question = "Where is attribution missing?"
-- grain = "one row per group in scope"
-- reads = ["call_groups"]
-- keys = []
-- adds_up = ["calls", "tagged_calls", "cost_usd", "tagged_cost_usd"]
-- parameters = []
-- [columns]
-- by_values = "the values of the group, in the order of --by"
-- calls = "calls in scope"
-- tagged_calls = "calls with every required tag present or excepted"
-- cost_usd = "cost of the priced calls; null when none has a price"
-- tagged_cost_usd = "cost of the tagged ones among them"
select
    by_values,
    cast(sum(cast(calls as bigint)) as bigint) as calls,
    cast(sum(cast(case when is_tagged then calls else 0 end as bigint)) as bigint) as tagged_calls,
    cast(sum(cost_usd) as decimal(38, 12)) as cost_usd,
    cast(
        sum(case when is_tagged then cost_usd else cast(0 as decimal(38, 12)) end)
        as decimal(38, 12)
    ) as tagged_cost_usd
from call_groups
where is_in_window
group by by_values
order by cost_usd desc nulls last, calls desc, by_values
