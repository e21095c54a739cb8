-- Grain: one agent with calls in the window and day of the calendar; a day without calls costs 0.
with
agents_in_window as (
    select distinct agent_days.agent_id
    from agent_days
    cross join scope
    where agent_days.day between scope.since and scope.until
)

select
    agents_in_window.agent_id,
    calendar.day,
    calendar.has_data,
    coalesce(agent_days.cost_usd, cast(0 as decimal(38, 12))) as cost_usd,
    coalesce(agent_days.calls, 0) as calls
from agents_in_window
cross join calendar
left join agent_days
    on agents_in_window.agent_id = agent_days.agent_id and calendar.day = agent_days.day
