-- What the contested rows come to: per id the contents known before and the new ones, best first.
-- Of revisions the most complete wins: largest output, later start, most filled, greater key;
-- but before that what the format says of rows that no other of their id may replace.
create or replace temp table settled as
with
rivals as (
    select fresh.*
    from incoming as fresh
    inner join contested on fresh.ordinal = contested.ordinal and not contested.is_duplicate
),

keys as (
    select distinct call_id, coalesce(provider, '') as issuer, id_space from rivals
),

versions as (
    select
        {{columns}}, source_id, line_number, ordinal, true as is_fresh,
        {{content_key}} as content_key, {{filled}} as filled
    from
        (
            select *, cast(null as varchar) as source_id, cast(null as bigint) as line_number
            from rivals
        )
    union all
    select
        {{known_columns}},
        known.source_id,
        known.line_number,
        cast(null as bigint) as ordinal,
        false as is_fresh,
        {{known_content_key}} as content_key, {{known_filled}} as filled
    from raw_calls as known
    inner join keys
        on known.call_id = keys.call_id
            and coalesce(known.provider, '') = keys.issuer
            and known.id_space = keys.id_space
),

lost_before as (
    select revisions.call_id, revisions.provider, revisions.id_space, revisions.content_key
    from revisions
    inner join keys
        on revisions.call_id = keys.call_id
            and revisions.provider = keys.issuer
            and revisions.id_space = keys.id_space
),

distinct_versions as (
    select
        *,
        {{rank}} as format_rank,
        count(*) filter (where is_fresh) over same_content as fresh_rows,
        bool_or(not is_fresh) over same_content as is_held,
        row_number() over (
            partition by call_id, coalesce(provider, ''), id_space, content_key
            order by is_fresh, ordinal
        ) as copy_number
    from versions
    window same_content as (partition by call_id, coalesce(provider, ''), id_space, content_key)
)

select
    version.* exclude (copy_number),
    lost.content_key is not null as is_lost_before,
    row_number() over (
        partition by version.call_id, coalesce(version.provider, ''), version.id_space
        order by
            version.format_rank desc,
            version.output_tokens desc,
            version.started_at desc,
            version.filled desc,
            version.content_key desc
    ) as place,
    bool_or(version.is_held) over (
        partition by version.call_id, coalesce(version.provider, ''), version.id_space
    ) as is_known_id
from distinct_versions as version
left join lost_before as lost
    on
        version.call_id = lost.call_id and coalesce(version.provider, '') = lost.provider
        and version.id_space = lost.id_space and version.content_key = lost.content_key
where version.copy_number = 1
