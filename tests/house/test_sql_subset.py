"""The lint of portable SQL: every rule goes red, good SQL passes, and so do our files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.sql_allowed import ALLOWED, INSTEAD
from tests.house.sql_subset import faults, faults_of, portable_files

if TYPE_CHECKING:
    from pathlib import Path

RED = {
    "a sum without type": "sum(cost_usd)",
    "a sum with another type": "cast(sum(cost_usd) as decimal(28, 12))",
    "a sum in a window without type": "sum(cost_usd) over (partition by day)",
    "a filtered sum without type": "sum(cost_usd) filter (where is_tagged)",
    "a sum of doubles": "cast(sum(cast(cost_usd as double)) as decimal(38, 12))",
    "an average": "avg(cost_usd)",
    "a median": "median(cost_usd)",
    "a quantile": "quantile_disc(cost_usd, 0.5)",
    "a percentile": "percentile_cont(0.95) within group (order by steps)",
    "a hash": "hash(call_id)",
    "a try_cast": "try_cast(model as integer)",
    "a short type": "cast(steps as smallint)",
    "money from a double": "cast(cast(cost_usd as double) as decimal(38, 12))",
    "a whole number from a double": "cast(cast(cost_usd as double) as bigint)",
    "text from a double": "cast(cast(cost_usd as double) as varchar)",
    "a rounded double": "round(cast(cost_usd as double), 2)",
    "a division of decimals": "cost_usd / calls",
    "a division by what may be zero": "cast(cost_usd as double) / cast(calls as double)",
    "a division by zero": "cast(cost_usd as double) / cast(0 as double)",
    "a whole division by what may be zero": "calls // runs",
    "a remainder of what may be zero": "calls % runs",
    "an interval that is subtracted": "started_at - interval 1 day",
    "days that are subtracted": "until_day - since_day",
    "a computed interval": "day + interval (n) day",
    "a later day without a cast": "day + interval 1 day",
    "weeks between days": "date_diff('week', since_day, until_day)",
    "a truncated day without a cast": "date_trunc('month', day)",
    "a weekday": "isodow(day)",
    "an extracted weekday": "extract(isodow from day)",
    "a zone by name": "started_at at time zone 'Europe/Berlin'",
    "a list": "list(cost_usd order by day)",
    "an array": "array_agg(cost_usd)",
    "texts joined in no order": "string_agg(model, ',')",
    "a position in a list": "models[9]",
    "an arg_max": "arg_max(model, cost_usd)",
    "any value": "any_value(model)",
    "a logarithm": "ln(cost_usd)",
    "a power": "exp(cost_usd)",
    "the first replacement alone": "regexp_replace(model, 'a', 'b')",
    "a backslash in a pattern": r"model like 'a\_b'",
    "a function nobody tried": "regexp_full_match(model, 'a')",
    "an untyped null": "null",
    "a literal in place of a relation": "model in (select 'a')",
    "a struct": "{'model': model}",
    "a lambda": "list_transform(models, lambda x: x + 1)",
    "a distinct count in a window": "count(distinct model) over (partition by day)",
    "an order that is no order": "row_number() over (partition by agent_id)",
    "an order that ends in an amount": "row_number() over (order by cost_usd desc)",
    "an earlier row of no order": "lag(calls) over (partition by agent_id)",
    "a frame that excludes":
        "cast(sum(calls) over (order by day rows between 1 preceding and current row "
        "exclude current row) as bigint)",
    "a parameter without name": "?",
}  # fmt: skip

RED_QUERIES = {
    "all columns": "select * from calls order by call_id",
    "all columns of one table": "select c.* from calls as c order by call_id",
    "no order": "select call_id from calls",
    "an order that ends in an amount": "select call_id, cost_usd from calls order by cost_usd",
    "an order that ends in an expression": "select call_id from calls order by lower(call_id)",
    "a limit inside without order": "select a from (select a from t limit 1) as x order by a",
    "a function as table": "select day from generate_series(1, 9) as t(day) order by day",
    "a file as table": "select a from read_parquet('x.parquet') order by a",
    "a quoted file as table": "select a from 'x.parquet' order by a",
    "values as table": "select a from (values (1), (2)) as v(a) order by a",
    "an unnested list": "select unnest(models) as model from calls order by model",
    "a recursion": "with recursive a as (select 1 as x) select x from a order by x",
    "a materialized step": "with a as materialized (select 1 as x) select x from a order by x",
    "a union by name": "select a from t union by name select a from u order by a",
    "an asof join": "select a from t asof join u on t.a > u.a order by a",
    "a positional join": "select a from t positional join u order by a",
    "a group by all": "select a, count(*) as n from t group by all order by a",
    "a sample": "select a from t using sample 10 order by a",
    "a pivot": "pivot t on a using count(*)",
    "two statements": "select a from t order by a; select b from t order by b",
    "a view among metrics": "create or replace temp view v as select a from t",
    "a look into by_values": "select by_values[1] as a from t order by a",
    "a function of by_values": "select lower(by_values) as a from t order by a",
    "what does not parse": "select from where",
}

RED_VIEWS = {
    "a table": "create or replace temp table t as select a from b",
    "a view": "create or replace temp view v as select a from b",
    "a parameter": "select a from b where a = $x",
    "two statements": "select a from b; select c from d",
    "a macro": "create or replace temp macro f(x) as x + 1",
    "a setting": "set threads = 1",
    "nothing": "-- Grain: none.",
}

GREEN = [
    "cast(sum(cost_usd) as decimal(38, 12))",
    "cast(coalesce(sum(cost_usd), 0) as decimal(38, 12))",
    "cast(sum(cost_usd) filter (where is_tagged) as decimal(38, 12))",
    "cast(sum(cast(calls as bigint)) as bigint)",
    "cast(sum(calls) over (partition by model order by day rows between 6 preceding and current row) as bigint)",
    "count(*) filter (where not is_tagged)",
    "count(distinct run_id)",
    "count(distinct (run_id, step))",
    "cast(a_usd as double) / nullif(cast(b_usd as double), 0)",
    "cast(a_usd as double) / cast(nullif(b_usd, 0) as double)",
    "(95 * n + 99) // 100",
    "cast(ceil(cast(steps as double)) as integer)",
    "round(cost_usd, 2)",
    "cast(cost_usd as varchar)",
    "case when cost_usd > m_usd + m_usd then 'outlier' else 'quiet' end",
    "day - 7",
    "date_diff('day', date '2026-01-05', day) % 7",
    "cast(date_trunc('month', day) as date)",
    "cast(day + interval 1 day as date)",
    "started_at + offset_seconds * interval 1 second",
    "extract(hour from started_at)",
    "trim(x, ' ' || chr(9) || chr(10) || chr(13))",
    "regexp_replace(x, '[0-9]+', '#', 'g')",
    "x like 'a!_b' escape '!'",
    "tags['team']",
    "tags[required_tag]",
    "row_number() over (partition by agent_id order by cost_usd desc, call_id)",
    "rank() over (order by cost_usd desc)",
    "lag(cost_usd) over (partition by agent_id order by day)",
    "string_agg(model, ',' order by model)",
    "x is not distinct from cast(null as varchar)",
    "coalesce(nullif(lower(model), ''), '(none)')",
    "cast($floor as decimal(38, 12))",
    "model in ('a', 'b')",
    "model in (select model from premium)",
    "greatest(a, least(b, abs(c)))",
]

GREEN_QUERY = """
with
scoped as (select agent_id, day, cost_usd from calls_in_scope where day between $since and $until),
per_day as (
    select agent_id, day, cast(sum(cost_usd) as decimal(38, 12)) as cost_usd
    from scoped
    group by agent_id, day
),
latest as (
    select agent_id, day, cost_usd
    from per_day
    qualify row_number() over (partition by agent_id order by day desc) = 1
)
select l.agent_id, l.day, l.cost_usd
from latest as l
left join agents as a on l.agent_id is not distinct from a.agent_id
order by l.cost_usd desc nulls last, l.agent_id
limit $top
"""


def in_a_metric(expression: str) -> str:
    return f"select call_id, {expression} as x\nfrom calls\norder by call_id"


@pytest.mark.parametrize("expression", RED.values(), ids=RED)
def test_the_lint_goes_red(expression: str) -> None:
    assert faults(in_a_metric(expression), metric=True)


@pytest.mark.parametrize("query", RED_QUERIES.values(), ids=RED_QUERIES)
def test_the_lint_goes_red_for_a_query_with(query: str) -> None:
    assert faults(query, metric=True)


@pytest.mark.parametrize("statement", RED_VIEWS.values(), ids=RED_VIEWS)
def test_the_lint_goes_red_among_views_for(statement: str) -> None:
    assert faults(statement, metric=False)


@pytest.mark.parametrize("expression", GREEN)
def test_good_expressions_pass(expression: str) -> None:
    assert faults(in_a_metric(expression), metric=True) == []


def test_a_good_metric_passes() -> None:
    assert faults(GREEN_QUERY, metric=True) == []


def test_an_answer_of_one_row_needs_no_order() -> None:
    assert faults("select count(*) as calls from calls", metric=True) == []


def test_a_bare_select_passes_among_views() -> None:
    assert faults("-- Grain: one call.\nselect call_id, day from raw_calls", metric=False) == []


def test_by_values_passes_through() -> None:
    query = (
        "select case when a.place = 1 then a.by_values end as shown_values from a "
        "inner join b on a.by_values = b.by_values group by a.by_values order by a.by_values"
    )
    assert faults(query, metric=True) == []


def test_a_fault_names_its_line_and_what_to_write() -> None:
    (fault,) = faults(in_a_metric("avg(steps)"), metric=True)
    assert fault.line == 1
    assert "a sum and a count" in fault.message


def test_advice_is_given_only_for_what_is_not_allowed() -> None:
    assert ALLOWED & set(INSTEAD) == set()


@pytest.mark.parametrize(
    "file", portable_files(), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_our_sql_runs_on_both_engines(file: Path) -> None:
    assert faults_of(file) == []
