-- What each row of several files came to, counted by file: a call, a duplicate or a revision.
-- A content that is new under a new id is the call of its first row; under a known id a revision.
with
new_contents as (
    select
        ordinal,
        is_known_id,
        row_number() over (
            partition by call_id, coalesce(provider, ''), id_space order by ordinal
        ) = 1 as is_first
    from settled
    where fresh_rows > 0 and not is_held and not is_lost_before
),

fates as (
    select
        incoming.ordinal,
        case
            when contested.ordinal is null then 'call'
            when new_contents.ordinal is null then 'duplicate'
            when new_contents.is_first and not new_contents.is_known_id then 'call'
            else 'revised'
        end as fate
    from incoming
    left join contested on incoming.ordinal = contested.ordinal
    left join new_contents on incoming.ordinal = new_contents.ordinal
)

select
    batch_files.place,
    count(*) filter (where fates.fate = 'call') as calls,
    count(*) filter (where fates.fate = 'duplicate') as duplicate_rows,
    count(*) filter (where fates.fate = 'revised') as revised_rows
from batch_files
left join fates
    on batch_files.first_ordinal <= fates.ordinal and batch_files.next_ordinal > fates.ordinal
group by batch_files.place
order by batch_files.place
