-- What the policy says, as small relations; without a policy they hold the defaults.
create or replace temp table tag_aliases (tag varchar, name varchar, value varchar);
create or replace temp table tag_placeholders (name varchar);
create or replace temp table tag_allowed (tag varchar, name varchar, value varchar);
create or replace temp table required_tags (
    requirement varchar, tag varchar, is_extra boolean, place bigint, bit bigint
);
create or replace temp table exceptions (exception_id integer, expires date);
create or replace temp table exception_fields (
    exception_id integer, field varchar, extra varchar, pattern varchar
);
create or replace temp table exception_tags (exception_id integer, bit bigint);

-- The room of the price book: USD per token by price_key, which a call without a cost carries.
create or replace temp table prices (
    price_key varchar,
    input_usd decimal(18, 12),
    cache_read_usd decimal(18, 12),
    cache_write_usd decimal(18, 12),
    cache_write_1h_usd decimal(18, 12),
    output_usd decimal(18, 12)
);

create or replace temp table scope (
    since date, until date, prior_since date, prior_until date, as_of date, cost_basis varchar
);
