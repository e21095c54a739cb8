"""What portable SQL may read, and which columns of it are there only when they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from finops_cli.store.groups import KEY_TYPES
from tests.house.front_matter import SQL, body

if TYPE_CHECKING:
    from collections.abc import Iterator

# Made by finops_cli/store: groups, and what policy, prices and window say as small relations.
GROUPS = {"raw_groups", "scoped_groups", "left_out_groups"}
HANDED_IN = {
    "calendar", "exception_fields", "exception_tags", "exceptions", "prices", "required_tags",
    "scope", "tag_aliases", "tag_allowed", "tag_placeholders",
}  # fmt: skip

# A group tells a key, or adds up a measure, only when `keys` of a metric ask for it.
OPTIONAL = {key: key for key in KEY_TYPES} | {
    "is_prior": "day",
    "run_calls": "run_id",
    "input_tokens": "tokens",
    "cache_read_tokens": "tokens",
    "cache_write_tokens": "tokens",
    "output_tokens": "tokens",
}


def views(*folders: str) -> dict[str, Path]:
    """The files of these folders by the relation that the code makes of each."""
    return {file.stem: file for folder in folders for file in sorted((SQL / folder).rglob("*.sql"))}


def known() -> set[str]:
    """Every relation that portable SQL may read."""
    return GROUPS | HANDED_IN | set(views("staging", "facts"))


def relations(query: exp.Expr) -> set[str]:
    """The relations that a query reads, without its own steps."""
    steps = {step.alias for step in query.find_all(exp.CTE)}
    return {table.name for table in query.find_all(exp.Table)} - steps


def wanted_keys(query: exp.Expr) -> set[str]:
    """Keys without which a query, or a fact that it reads, would see nulls and zeros."""
    read = relations(query)
    own = set(_used(query)) if read & (GROUPS | set(views("staging"))) else set()
    facts = views("facts")
    return own.union(*(wanted_keys(parsed(facts[name])) for name in read if name in facts))


def parsed(file: Path) -> exp.Expr:
    """The query of a file."""
    return sqlglot.parse_one(body(file.read_text(encoding="utf-8")), read="duckdb")


def _used(query: exp.Expr) -> Iterator[str]:
    """`day is null or …` is no use: it says what holds where groups do not tell their day."""
    for column in query.find_all(exp.Column):
        if column.name in OPTIONAL and not _may_be_null(column):
            yield OPTIONAL[column.name]


def _may_be_null(column: exp.Column) -> bool:
    either = column.find_ancestor(exp.Or)
    return either is not None and any(
        isinstance(test.expression, exp.Null) and test.this == column
        for test in either.find_all(exp.Is)
    )
