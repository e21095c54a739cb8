"""Holds sql/staging, sql/facts and sql/metrics to what DuckDB and Spark both understand alike.

`python -m tests.house.sql_subset` lists every fault as `file:line: what to write` and ends with 1.
sql/readers and sql/store are DuckDB's own and are not looked at.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.house.sql_allowed import ALLOWED, INSTEAD
from tests.house.sql_rules import RULES
from tests.house.sql_shapes import answer_is_ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
PORTABLE = ("staging", "facts", "metrics")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where in the text."""

    line: int
    message: str


def faults(text: str, *, metric: bool) -> list[Fault]:
    """All that both engines would not read alike.

    A file is one bare SELECT: the code makes a view or a table of it. A metric's answer is ordered,
    any other SELECT takes no parameters.
    """
    try:
        statements = [one for one in sqlglot.parse(text, read="duckdb") if one is not None]
    except SqlglotError as wrong:
        return [Fault(1, f"does not parse: {str(wrong).splitlines()[0]}")]
    found = [fault for statement in statements for fault in _of_statement(statement, metric=metric)]
    if len(statements) != 1:
        found.append(Fault(1, f"a file is one SELECT, not {len(statements)}"))
    return sorted(set(found), key=lambda fault: (fault.line, fault.message))


def _of_statement(statement: exp.Expr, *, metric: bool) -> Iterator[Fault]:
    for node in statement.walk():
        for message in _of_node(node):
            yield Fault(_line(node), message)
    if not isinstance(statement, exp.Query):
        yield Fault(_line(statement), "a file is one bare SELECT: the code makes a view of it")
    elif metric and (wrong := answer_is_ordered(statement)):
        yield Fault(_line(statement), wrong)
    elif not metric and statement.find(exp.Placeholder):
        yield Fault(_line(statement), "a view takes no parameters")


def _of_node(node: exp.Expr) -> Iterator[str]:
    kind = type(node)
    if kind not in ALLOWED:
        name = node.name if isinstance(node, exp.Anonymous) else kind.__name__
        instead = INSTEAD.get(kind, "not among what both engines were seen to read alike")
        yield f"no {name.lower()}: {instead}"
    for check in RULES.get(kind, ()):
        message = check(node)
        if message:
            yield message


def _line(node: exp.Expr) -> int:
    lines: list[int] = [inner.meta["line"] for inner in node.walk() if "line" in inner.meta]
    if lines:
        return min(lines)
    return _line(node.parent) if node.parent else 1


def portable_files() -> list[Path]:
    """Every file that has to run on both engines, in order of names."""
    return sorted(file for part in PORTABLE for file in (REPOSITORY / "sql" / part).rglob("*.sql"))


def faults_of(file: Path) -> list[str]:
    """The faults of a file, as `sql/metrics/burn.sql:12: …`."""
    place = file.relative_to(REPOSITORY)
    text = file.read_text(encoding="utf-8")
    found = faults(text, metric=place.parts[1] == "metrics")
    return [f"{place}:{fault.line}: {fault.message}" for fault in found]


if __name__ == "__main__":
    LISTED = [line for path in portable_files() for line in faults_of(path)]
    print(*LISTED, sep="\n", end="\n" if LISTED else "")
    sys.exit(bool(LISTED))
