"""A metric says what it gives before it gives it, and what it says is true in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlglot
from sqlglot import exp

from tests.house.front_matter import SQL, body, front_matter, metrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = ("question", "grain")
KNOWN = {*TEXTS, "reads", "adds_up", "parameters", "columns"}


def wrong(text: str) -> list[str]:
    """What the front matter of a metric says that its query does not, and the other way round."""
    said = front_matter(text)
    query = sqlglot.parse_one(body(text), read="duckdb")
    assert isinstance(query, exp.Query)
    columns = said.get("columns", {})
    return [
        *_differences("columns", set(columns), set(query.named_selects)),
        *_differences("reads", set(said.get("reads", ())), _relations(query)),
        *_differences("parameters", set(said.get("parameters", ())), _parameters(query)),
        *(f"{key} is missing" for key in TEXTS if not said.get(key)),
        *(f"{key} is no key of a metric" for key in said if key not in KNOWN),
        *(f"{name} has no meaning" for name, column in columns.items() if not _meaning(column)),
        *_conservation(said.get("adds_up"), set(columns)),
    ]


def _differences(what: str, said: set[str], found: set[str]) -> Iterator[str]:
    yield from (f"{what}: {name} is said but not there" for name in sorted(said - found))
    yield from (f"{what}: {name} is there but not said" for name in sorted(found - said))


def _relations(query: exp.Expr) -> set[str]:
    steps = {step.alias for step in query.find_all(exp.CTE)}
    return {table.name for table in query.find_all(exp.Table)} - steps


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


@pytest.mark.parametrize(
    "file",
    sorted(file for part in ("staging", "facts") for file in (SQL / part).rglob("*.sql")),
    ids=lambda file: f"{file.parent.name}/{file.name}",
)
def test_a_view_says_its_grain_first(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("-- ")


GOOD = """\
-- question = "Which workflow burns it?"
-- grain = "one row per workflow in scope"
-- reads = ["calls_in_scope"]
-- parameters = ["since"]
-- adds_up = ["cost_usd"]
--
-- [columns]
-- workflow_name = "the workflow"
-- cost_usd = { meaning = "cost of the priced calls", priority = 0 }
with scoped as (select workflow_name, cost_usd from calls_in_scope where day >= $since)

select workflow_name, cast(sum(cost_usd) as decimal(38, 12)) as cost_usd
from scoped
group by workflow_name
order by workflow_name
"""


def test_true_front_matter_passes() -> None:
    assert wrong(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("-- cost_usd = {", "-- cost = {", "columns: cost is said but not there"),
        ('-- workflow_name = "the workflow"\n', "", "columns: workflow_name is there but not said"),
        ('reads = ["calls_in_scope"]', 'reads = ["calls"]', "reads: calls is said but not there"),
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
