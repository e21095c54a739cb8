-- Grain: one agent with calls in the window (null: calls without one), with the team and the
-- workflow of most of its spend.
with
team_costs as (
    select
        agent_id,
        team_id,
        row_number() over (
            partition by agent_id
            order by
                cast(sum(cost_usd) as decimal(38, 12)) desc nulls last,
                cast(sum(cast(calls as bigint)) as bigint) desc,
                team_id nulls last
        ) as place
    from call_groups
    where is_in_window
    group by agent_id, team_id
),

workflow_costs as (
    select
        agent_id,
        workflow_name,
        row_number() over (
            partition by agent_id
            order by
                cast(sum(cost_usd) as decimal(38, 12)) desc nulls last,
                cast(sum(cast(calls as bigint)) as bigint) desc,
                workflow_name nulls last
        ) as place
    from call_groups
    where is_in_window
    group by agent_id, workflow_name
)

select team_costs.agent_id, team_costs.team_id, workflow_costs.workflow_name
from team_costs
inner join workflow_costs on team_costs.agent_id is not distinct from workflow_costs.agent_id
where team_costs.place = 1 and workflow_costs.place = 1
