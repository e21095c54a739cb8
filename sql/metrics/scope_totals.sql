-- question = "How much of what was read does the report judge, and how sure is its money?"
-- grain = "one row"
-- reads = ["scope", "scoped_groups"]
-- keys = []
-- adds_up = "one row: the total itself"
-- parameters = []
-- [columns]
-- calls = "calls in window, environment and filters"
-- cost_usd = "cost of the priced ones; null when none has a price"
-- logged_cost_usd = "the part that the log states"
-- computed_cost_usd = "the part that list prices give"
-- unpriced_calls = "calls without any price"
-- assumed_production_calls = "calls taken for production though their environment does not say so"
select
    cast(coalesce(sum(cast(scoped_groups.calls as bigint)), 0) as bigint) as calls,
    cast(sum(scoped_groups.cost_usd) as decimal(38, 12)) as cost_usd,
    cast(sum(scoped_groups.logged_cost_usd) as decimal(38, 12)) as logged_cost_usd,
    cast(sum(scoped_groups.computed_cost_usd) as decimal(38, 12)) as computed_cost_usd,
    cast(coalesce(sum(cast(scoped_groups.unpriced_calls as bigint)), 0) as bigint)
        as unpriced_calls,
    cast(
        coalesce(
            sum(
                cast(
                    case
                        when scoped_groups.environment_state > 0 then scoped_groups.calls
                        else 0
                    end as bigint
                )
            ), 0
        ) as bigint
    ) as assumed_production_calls
from scoped_groups
cross join scope
where scoped_groups.day is null or scoped_groups.day between scope.since and scope.until
