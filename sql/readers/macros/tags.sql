-- What a reader may make of a box of tags: pairs, and from them the tags map.

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
