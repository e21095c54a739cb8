"""From an input relation to canonical calls: the one SELECT that every format shares."""

from __future__ import annotations

from collections.abc import Mapping

from finops_cli.readers.interface import FIELDS, Reading
from finops_cli.sqltext import fill, ident, string


def columns_argument(reading: Reading) -> str:
    """The explicit column list of read_json: DuckDB must never guess."""
    pairs = ", ".join(f"{string(name)}: {string(kind)}" for name, kind in reading.columns.items())
    return "{" + pairs + "}"


def canonical(reading: Reading, relation: str) -> str:
    """A SELECT of canonical calls over `relation`, which has the reading's columns and `file_name`.

    Columns: those of the Call (without source and line) and started_tz, reason (null: a good row),
    skipped, zero_cost, is_unusual, file_name.
    """
    source = relation
    for step in reading.derived:
        source = f"(select *, {_listed(step)} from {source})"
    given = dict(FIELDS) | dict(reading.fields)
    own = "[" + ", ".join(string(name) for name in reading.own_names) + "]"
    fields = f"select {_listed(given)}, file_name from {source}"
    return fill("readers/canonical.sql", fields=fields, own_names=own)


def _listed(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} as {ident(name)}" for name, sql in expressions.items())
