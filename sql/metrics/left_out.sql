-- question = "Which environments does the report leave out?"
-- grain = "one row per environment that is not in scope, in window and filters"
-- reads = ["left_out_groups", "scope"]
-- keys = []
-- adds_up = ["calls"]
-- parameters = []
-- [columns]
-- environment = "environment as judged"
-- calls = "its calls"
select
    left_out_groups.environment,
    cast(sum(cast(left_out_groups.calls as bigint)) as bigint) as calls
from left_out_groups
cross join scope
where left_out_groups.day is null or left_out_groups.day between scope.since and scope.until
group by left_out_groups.environment
order by left_out_groups.environment
