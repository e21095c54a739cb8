"""A metric says what it gives before it gives it, and what it says is true in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlglot
from sqlglot import exp

from tests.house.front_matter import body, front_matter, metrics
from tests.house.relations import known, parsed, relations, views, wanted_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = ("question", "grain")
KNOWN = {*TEXTS, "reads", "keys", "adds_up", "parameters", "columns"}


def wrong(text: str) -> list[str]:
    """What the front matter of a metric says that its query does not, and the other way round."""
    said = front_matter(text)
    query = sqlglot.parse_one(body(text), read="duckdb")
    assert isinstance(query, exp.Query)
    columns = said.get("columns", {})
    return [
        *_differences("columns", set(columns), set(query.named_selects)),
        *_differences("reads", set(said.get("reads", ())), relations(query)),
        *(f"reads: {name} is no known relation" for name in sorted(relations(query) - known())),
        *_differences("keys", set(said.get("keys", ())), wanted_keys(query)),
        *_differences("parameters", set(said.get("parameters", ())), _parameters(query)),
        *(f"{key} is missing" for key in TEXTS if not said.get(key)),
        *(f"{key} is no key of a metric" for key in said if key not in KNOWN),
        *(f"{name} has no meaning" for name, column in columns.items() if not _meaning(column)),
        *_conservation(said.get("adds_up"), set(columns)),
    ]


def _differences(what: str, said: set[str], found: set[str]) -> Iterator[str]:
    yield from (f"{what}: {name} is said but not there" for name in sorted(said - found))
    yield from (f"{what}: {name} is there but not said" for name in sorted(found - said))


def _parameters(query: exp.Expr) -> set[str]:
    return {parameter.name for parameter in query.find_all(exp.Placeholder)}


def _meaning(column: object) -> object:
    return column.get("meaning") if isinstance(column, dict) else column


def _conservation(adds_up: object, columns: set[str]) -> Iterator[str]:
    """`adds_up` lists the columns whose rows sum to the scope, or says why there are none."""
    if not adds_up:
        yield "adds_up is missing: list the columns, or say why no column adds up"
    elif isinstance(adds_up, list):
        yield from (f"adds_up: {name} is no column" for name in adds_up if name not in columns)


@pytest.mark.parametrize("file", metrics(), ids=lambda file: file.stem)
def test_front_matter_is_true(file: Path) -> None:
    assert wrong(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", views("staging", "facts"))
def test_a_view_says_its_grain_first(name: str) -> None:
    text = views("staging", "facts")[name].read_text(encoding="utf-8")
    assert text.startswith("-- Grain: ")


@pytest.mark.parametrize("name", views("staging", "facts"))
def test_a_view_reads_known_relations(name: str) -> None:
    assert relations(parsed(views("staging", "facts")[name])) - known() == set()


GOOD = """\
-- question = "Which workflow burns it?"
-- grain = "one row per workflow in scope"
-- reads = ["call_groups"]
-- keys = ["day"]
-- parameters = ["since"]
-- adds_up = ["cost_usd"]
--
-- [columns]
-- workflow_name = "the workflow"
-- cost_usd = { meaning = "cost of the priced calls", priority = 0 }
with scoped as (select workflow_name, cost_usd from call_groups where day >= $since)

select workflow_name, cast(sum(cost_usd) as decimal(38, 12)) as cost_usd
from scoped
group by workflow_name
order by workflow_name
"""


def test_true_front_matter_passes() -> None:
    assert wrong(GOOD) == []


def test_a_day_that_may_be_null_is_no_key() -> None:
    text = GOOD.replace("where day", "where day is null or day").replace('["day"]', "[]")
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("-- cost_usd = {", "-- cost = {", "columns: cost is said but not there"),
        ('-- workflow_name = "the workflow"\n', "", "columns: workflow_name is there but not said"),
        ('reads = ["call_groups"]', 'reads = ["calls"]', "reads: calls is said but not there"),
        ("from call_groups", "from calls", "reads: calls is no known relation"),
        ('-- keys = ["day"]\n', "", "keys: day is there but not said"),
        ('["day"]', '["day", "model"]', "keys: model is said but not there"),
        ("where day", "where is_prior and agent_id", "keys: agent_id is there but not said"),
        ("from call_groups", "from agent_days", "keys: tokens is there but not said"),
        ('-- parameters = ["since"]\n', "", "parameters: since is there but not said"),
        ('["cost_usd"]', '["calls"]', "adds_up: calls is no column"),
        ('-- adds_up = ["cost_usd"]\n', "", "adds_up is missing"),
        ('"the workflow"', '""', "workflow_name has no meaning"),
        ("-- question", "-- title", "title is no key of a metric"),
        ('"one row per workflow in scope"', '""', "grain is missing"),
    ],
)
def test_front_matter_that_lies_is_found(good: str, bad: str, said: str) -> None:
    assert said in "\n".join(wrong(GOOD.replace(good, bad)))
