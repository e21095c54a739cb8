-- The good rows of one file, each under its key: the log's id, or its content and occurrence.
create or replace temp table keyed as
with
named as (
    select {{columns}}, rowid as ordinal
    from staged
    where call_id is not null and reason is null and not skipped
),

nameless as (
    select
        * exclude (occurrence),
        rowid as ordinal,
        md5({{nameless_text}}) as content_id
    from staged
    where call_id is null and reason is null and not skipped
),

counted as (
    select
        nameless.*,
        row_number() over (partition by content_id{{per_file}} order by ordinal) as occurrence
    from nameless{{files}}
)

select {{columns}}, ordinal from named
union all
select
    {{nameless_columns}}, ordinal
from
    (
        select
            * replace (cast(occurrence as integer) as occurrence),
            'content:' || content_id || '-' || occurrence as content_call_id
        from counted
    )
