-- What a reader may say of a text that should be a count or money.
-- Each *_fault is null where the text is fine or absent; what is absent and what is wrong never mix.

create or replace temp macro blank(x) as trim(x, ' ' || chr(9) || chr(10) || chr(13)) = '';

create or replace temp macro is_number(x) as
    regexp_matches(trim(x, ' ' || chr(9) || chr(10) || chr(13)), '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$');

-- Cheap, and true for almost every count; the rest is for odd spellings of numbers.
create or replace temp macro is_plain(x) as regexp_matches(x, '^[0-9]{1,10}$');

create or replace temp macro count_fault(x, plain) as
    case
        when x is null or plain then null
        when blank(x) then null
        when not is_number(x) then 'tokens_not_a_number'
        when try_cast(x as double) < 0 then 'negative_tokens'
        when try_cast(x as double) > 1e10 then 'tokens_out_of_range'
        when try_cast(x as double) <> trunc(try_cast(x as double)) then 'tokens_not_a_number'
    end;

create or replace temp macro count_value(x, plain) as
    case
        when x is null then null
        when plain then try_cast(x as bigint)
        when is_number(x) then try_cast(trunc(try_cast(x as double)) as bigint)
    end;

create or replace temp macro usd_fault(x) as
    case
        when x is null then null
        when coalesce(try_cast(x as decimal(18, 12)) between 0 and 999999, false) and not contains(x, '_') then null
        when blank(x) then null
        else 'bad_cost'
    end;

create or replace temp macro whole(x) as try_cast(trunc(try_cast(x as double)) as bigint);
