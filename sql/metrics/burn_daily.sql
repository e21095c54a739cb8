-- question = "How did the spend of each group go, day by day?"
-- grain = "one row per group and day with priced calls in the window"
-- reads = ["call_groups"]
-- keys = ["day"]
-- adds_up = ["cost_usd"]
-- parameters = []
-- [columns]
-- by_values = "the values of the group, in the order of --by"
-- day = "day in the report's timezone"
-- cost_usd = "cost of its priced calls"
select
    by_values,
    day,
    cast(sum(cost_usd) as decimal(38, 12)) as cost_usd
from call_groups
where is_in_window and cost_usd is not null
group by by_values, day
order by by_values, day
