-- The store keeps facts: calls as read, lines refused, files held, and what revisions were seen.
create table if not exists meta (name varchar primary key, value varchar);

create table if not exists raw_calls ({{call_columns}});

create table if not exists sources (
    source_id varchar primary key,
    path varchar,
    format varchar,
    size_bytes bigint,
    read_rows bigint,
    calls bigint,
    duplicate_rows bigint,
    revised_rows bigint,
    skipped_rows bigint,
    quarantined_rows bigint
);

create table if not exists quarantine (
    source_id varchar, file varchar, line bigint, reason varchar, detail varchar
);

-- Contents that lost against a more complete row of the same id: seen again they are duplicates.
create table if not exists revisions (
    id_space varchar, provider varchar, call_id varchar, content_key ubigint
);
