-- question = "What share of calls and spend carries every required tag?"
-- grain = "one row"
-- reads = ["call_groups"]
-- keys = []
-- adds_up = "one row: the total itself"
-- parameters = []
-- [columns]
-- calls = "calls in scope"
-- tagged_calls = "calls with every required tag present or excepted"
-- cost_usd = "cost of the priced calls; null when none has a price"
-- tagged_cost_usd = "cost of the tagged ones among them"
select
    cast(coalesce(sum(cast(calls as bigint)), 0) as bigint) as calls,
    cast(
        coalesce(sum(cast(case when is_tagged then calls else 0 end as bigint)), 0) as bigint
    ) as tagged_calls,
    cast(sum(cost_usd) as decimal(38, 12)) as cost_usd,
    cast(sum(case when is_tagged then cost_usd end) as decimal(38, 12)) as tagged_cost_usd
from call_groups
where is_in_window
