-- Grain: one distinct raw value of one schema tag, judged once: its value for groups and its state.
-- state_code: 0 present, 1 missing, 2 placeholder, 3 invalid; the value of 1 and 2 is null.
with
raw_values as (
    select 'team_id' as tag, team_id as raw from raw_groups
    union
    select 'cost_center' as tag, cost_center as raw from raw_groups
    union
    select 'product' as tag, product as raw from raw_groups
    union
    select 'feature_id' as tag, feature_id as raw from raw_groups
    union
    select 'workflow_name' as tag, workflow_name as raw from raw_groups
    union
    select 'environment' as tag, environment as raw from raw_groups
    union
    select 'intent' as tag, intent as raw from raw_groups
),

trimmed as (
    select tag, raw, trim(raw, ' ' || chr(9) || chr(10) || chr(13)) as value
    from raw_values
),

renamed as (
    select
        trimmed.tag,
        trimmed.raw,
        coalesce(tag_aliases.value, trimmed.value) as value
    from trimmed
    left join tag_aliases
        on trimmed.tag = tag_aliases.tag and lower(trimmed.value) = tag_aliases.name
),

restricted as (
    select distinct tag from tag_allowed
),

judged as (
    select
        renamed.tag,
        renamed.raw,
        coalesce(tag_allowed.value, renamed.value) as value,
        case
            when renamed.raw is null then 1
            when tag_placeholders.name is not null then 2
            when renamed.value = '' then 1
            when restricted.tag is not null and tag_allowed.value is null then 3
            else 0
        end as state_code
    from renamed
    left join tag_placeholders on lower(renamed.value) = tag_placeholders.name
    left join restricted on renamed.tag = restricted.tag
    left join tag_allowed
        on renamed.tag = tag_allowed.tag and lower(renamed.value) = tag_allowed.name
)

select
    tag,
    raw,
    case when state_code in (1, 2) then null else value end as value,
    state_code
from judged
