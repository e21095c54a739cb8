-- What the rows of one file came to.
select
    (select count(*) from incoming) as incoming_rows,
    (select count(*) from contested) as contested_rows,
    (
        select count(*) from contested
        where is_duplicate
    ) as same_rows,
    (
        select count(*) from settled
        where place = 1 and not is_known_id
    ) as new_calls,
    (
        select count(*) from settled
        where fresh_rows > 0 and not is_held and not is_lost_before
    ) as new_contents
