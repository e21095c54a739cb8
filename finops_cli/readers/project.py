"""From an input relation to canonical calls: the one SELECT that every format shares."""

from __future__ import annotations

from collections.abc import Mapping

from finops_cli.call import TAGS
from finops_cli.readers.interface import FIELDS, Reading
from finops_cli.sqltext import fill, ident, string


def columns_argument(reading: Reading) -> str:
    """The explicit column list of read_json: DuckDB must never guess."""
    pairs = ", ".join(f"{string(name)}: {string(kind)}" for name, kind in reading.columns.items())
    return "{" + pairs + "}"


def canonical(reading: Reading, relation: str, only: str = "") -> str:
    """A SELECT of canonical calls over `relation`, which has the reading's columns and `file_name`.

    Columns: those of the Call (without source and line) and started_tz, reason (null: a good row),
    skipped, zero_cost, is_unusual, file_name. `only` is a condition over the fields, tested before
    anything is made of them.
    """
    source = relation
    for step in reading.derived:
        source = f"(select *, {_listed(step)} from {source})"
    given = dict(FIELDS) | dict(reading.fields)
    own = "[" + ", ".join(string(name) for name in reading.own_names) + "]"
    fields = f"select {_listed(given)}, file_name from {source}"
    if only:
        fields += f" where {only}"
    counted = fill("readers/counted.sql", fields=fields)
    return fill("readers/canonical.sql", counted=counted, own_names=own)


REDACTED = {name: f"redacted({name})" for name in ("run_id", "agent_id", "user_id", *TAGS)} | {
    "key_id": "redacted_key(key_id)"
}
"""Columns that may hold key material by mistake, and what is kept instead."""


def without_secrets(calls: str) -> str:
    """Canonical calls fit to be kept: whatever looks like a key is a hash."""
    replaced = ", ".join(f"{sql} as {name}" for name, sql in REDACTED.items())
    return f"select * replace ({replaced}) from ({calls})"


def _listed(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} as {ident(name)}" for name, sql in expressions.items())
