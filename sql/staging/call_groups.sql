-- Grain: one group of calls in scope (environment and filters; of any day), tagged or not.
with
verdicts as (
    select
        signature,
        extra_signature,
        excused_bits,
        count(*) filter (where state <> 'present' and not is_excused) = 0 as is_tagged
    from patterns
    group by signature, extra_signature, excused_bits
)

select
    scoped_groups.group_id,
    scoped_groups.signature,
    scoped_groups.extra_signature,
    scoped_groups.excused_bits,
    scoped_groups.day,
    scoped_groups.day is null
    or scoped_groups.day between scope.since and scope.until
        as is_in_window,
    scoped_groups.day between scope.prior_since and scope.prior_until as is_prior,
    scoped_groups.by_values,
    scoped_groups.run_id,
    scoped_groups.agent_id,
    scoped_groups.key_id,
    scoped_groups.team_id,
    scoped_groups.workflow_name,
    verdicts.is_tagged,
    scoped_groups.calls,
    scoped_groups.run_calls,
    scoped_groups.input_tokens,
    scoped_groups.cache_read_tokens,
    scoped_groups.cache_write_tokens,
    scoped_groups.output_tokens,
    scoped_groups.cost_usd,
    scoped_groups.logged_cost_usd,
    scoped_groups.computed_cost_usd,
    scoped_groups.unpriced_calls
from scoped_groups
cross join scope
inner join verdicts
    on
        scoped_groups.signature = verdicts.signature
        and scoped_groups.extra_signature = verdicts.extra_signature
        and scoped_groups.excused_bits = verdicts.excused_bits
