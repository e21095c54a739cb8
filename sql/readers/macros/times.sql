-- What a reader may say of a text that should be an instant: ISO 8601 in many forms, or an epoch.

-- Epochs by magnitude: seconds up to 10^11, then milliseconds, microseconds, nanoseconds.
create or replace temp macro epoch_time(n) as
    timezone('UTC', make_timestamp(cast(floor(
        case
            when abs(n) < 100000000000 then n * 1000000
            when abs(n) < 100000000000000 then n * 1000
            when abs(n) < 100000000000000000 then n
            else n * 0.001
        end
    ) as bigint)));

-- ISO 8601 forms that the cast refuses: basic dates and times, an hour alone, lower case, a comma, a leap second.
create or replace temp macro iso_plain(x) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    replace(upper(trim(x, ' ' || chr(9) || chr(10) || chr(13))), ',', '.'),
                    '^([0-9]{4})([0-9]{2})([0-9]{2})(T|$)', '\1-\2-\3\4'
                ),
                'T([0-9]{2})([0-9]{2})([0-9]{2})', 'T\1:\2:\3'
            ),
            'T([0-9]{2})([0-9]{2})([.Z+-]|$)', 'T\1:\2:00\3'
        ),
        'T([0-9]{2})([Z+-]|$)', 'T\1:00:00\2'
    );

create or replace temp macro odd_time(x) as
    case
        when regexp_matches(x, '^\s*[0-9]{8}\s*$') then try_cast(iso_plain(x) as timestamptz)
        when is_number(x) and abs(try_cast(x as double)) < 1e19 then epoch_time(try_cast(x as decimal(29, 9)))
        when contains(x, ':60')
            then try_cast(regexp_replace(iso_plain(x), ':60([.Z+-]|$)', ':59\1') as timestamptz) + interval 1 second
        else try_cast(iso_plain(x) as timestamptz)
    end;

create or replace temp macro instant(x) as coalesce(try_cast(x as timestamptz), odd_time(x));

create or replace temp macro time_fault(x, moment) as
    case
        when moment between timestamptz '2015-01-01 00:00:00+00' and getvariable('latest_instant') then null
        when x is null or blank(x) then 'no_timestamp'
        when moment is null or not regexp_matches(x, '^\s*[+-]?[0-9]') then 'bad_timestamp'
        else 'timestamp_out_of_range'
    end;
