-- Grain: one combination of tag states and excuses that occurs in scope, and whether it is tagged:
-- every requirement is met by one of its tags or excused for all of them that are missing.
with
combinations as (
    select distinct signature, extra_signature, excused_bits
    from scoped_groups
),

states as (
    select
        combinations.signature,
        combinations.extra_signature,
        combinations.excused_bits,
        required_tags.requirement,
        case
            when required_tags.is_extra
                then (combinations.extra_signature // nullif(required_tags.place, 0)) % 4
            else (combinations.signature // nullif(required_tags.place, 0)) % 4
        end as state_code,
        (combinations.excused_bits // nullif(required_tags.bit, 0)) % 2 = 1 as is_excused
    from combinations
    cross join required_tags
)

select
    signature,
    extra_signature,
    excused_bits,
    requirement,
    -- the best state of its tags: present, else invalid, else placeholder, else missing
    case
        when count(*) filter (where state_code = 0) > 0 then 'present'
        when count(*) filter (where state_code = 3) > 0 then 'invalid'
        when count(*) filter (where state_code = 2) > 0 then 'placeholder'
        else 'missing'
    end as state,
    count(*) filter (where is_excused) > 0 as is_excused
from states
group by signature, extra_signature, excused_bits, requirement
