-- What every reader may say of a text it found: a time, a count, money, a key, a box of tags.
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

-- Key material never gets further than this: a stable hash stands for it.
-- No key is shorter than 14 bytes; the length spares almost every value the long pattern.
create or replace temp macro looks_like_key(x) as
    strlen(x) >= 14 and regexp_matches(
        x,
        '(^|[^A-Za-z0-9])((sk|pk|rk)-[A-Za-z0-9_-]{16,}|gsk_[A-Za-z0-9]{16,}|A[KS]IA[A-Z0-9]{12,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\.)|^\s*([Bb]earer|[Bb]asic)\s'
    );
create or replace temp macro hashed_key(x) as 'key:' || substr(md5(x), 1, 8);
create or replace temp macro redacted(x) as case when looks_like_key(x) then hashed_key(x) else x end;
create or replace temp macro redacted_key(x) as
    case when looks_like_key(x) or regexp_matches(x, '^\s*((sk|pk|rk)[-_]|A[KS]IA)') then hashed_key(x) else x end;

-- A value that may be JSON inside a string (CSV, callbacks); null where it does not parse.
create or replace temp macro unstringed(j) as
    case when json_type(j) = 'VARCHAR' then try_cast(j ->> '$' as json) else j end;
create or replace temp macro scalar_text(j) as
    case when json_type(j) in ('OBJECT', 'ARRAY', 'NULL') then null else j ->> '$' end;
create or replace temp macro pointer(k) as '/' || replace(replace(k, '~', '~0'), '/', '~1');

create or replace temp macro label(x) as
    case
        when regexp_matches(x, '[:=]') then {
            'key': trim(regexp_extract(x, '^([^:=]*)[:=]', 1)),
            'value': trim(regexp_extract(x, '^[^:=]*[:=]((.|\n)*)$', 1))
        }
        else {'key': trim(x), 'value': 'true'}
    end;

-- A box of tags as (key, value) pairs: an object, a list of "k:v", or a list of {key, value}.
create or replace temp macro entries(j) as
    case json_type(unstringed(j))
        when 'OBJECT' then list_transform(
            list_distinct(json_keys(unstringed(j))),
            lambda k: {'key': k, 'value': scalar_text(json_extract(unstringed(j), pointer(k)))}
        )
        when 'ARRAY' then list_transform(
            from_json(unstringed(j), '["JSON"]'),
            lambda e: case json_type(e)
                when 'VARCHAR' then label(e ->> '$')
                when 'OBJECT' then {
                    'key': coalesce(e ->> '$.key', e ->> '$.name'), 'value': scalar_text(e -> '$.value')
                }
            end
        )
        else cast([] as struct("key" varchar, "value" varchar)[])
    end;

create or replace temp macro entry(pairs, k) as
    list_filter(pairs, lambda e: e.key = k and e.value is not null)[-1].value;

-- Names that say that they hold text, as whole words: user.prompt, "input", responseBody.
create or replace temp macro holds_text(k) as
    regexp_matches(
        regexp_replace(k, '([a-z0-9])([A-Z])', '\1_\2', 'g'),
        '(?i)(^|[^a-z])(prompts?|messages?|contents?|inputs?|outputs?|responses?|completions?|texts?|body|bodies|query|queries|questions?|answers?|instructions?|system|transcript|arguments|args|headers?|authorization|password|secret|cookie)($|[^a-z])'
    );

-- The tags map: later pairs win, short scalars only, never text, never the schema's own tags.
create or replace temp macro tag_map(pairs, own) as
    map_from_entries(list_sort(list_transform(
        list_distinct(list_transform(
            list_filter(
                pairs,
                lambda e: e.key is not null and e.value is not null and e.key <> '' and length(e.value) <= 256
                    and not list_contains(own, e.key) and not holds_text(e.key)
            ),
            lambda e: e.key
        )),
        lambda k: {'key': k, 'value': redacted(entry(pairs, k))}
    )));

create or replace temp macro text_hash(x) as
    case when x is not null and x not in ('', '{}', '[]', 'null') then md5_number_lower('v1' || x) end;
