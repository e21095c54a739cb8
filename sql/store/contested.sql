-- Rows of this file whose id occurs more than once in it, or is held already with other content.
create or replace temp table contested as
with
-- Hashes tell cheaply that almost no id repeats; the few that may are compared in full.
suspects as (
    select hash(call_id) as id_hash
    from incoming
    group by hash(call_id)
    having count(*) > 1
),

repeated as (
    select call_id, coalesce(provider, '') as issuer
    from incoming
    where hash(call_id) in (select id_hash from suspects)
    group by call_id, coalesce(provider, '')
    having count(*) > 1
),

held as (
    select
        fresh.call_id,
        coalesce(fresh.provider, '') as issuer,
        fresh.ordinal,
        {{same_content}} as is_same
    from incoming as fresh
    inner join raw_calls as known
        on
            fresh.call_id = known.call_id
            and coalesce(fresh.provider, '') = coalesce(known.provider, '')
            and fresh.id_space = known.id_space
)

select
    fresh.ordinal,
    coalesce(held.is_same, false) and repeated.call_id is null as is_duplicate
from incoming as fresh
left join repeated
    on fresh.call_id = repeated.call_id and coalesce(fresh.provider, '') = repeated.issuer
left join held on fresh.ordinal = held.ordinal
where repeated.call_id is not null or held.ordinal is not null
