"""The rows that a view keeps, and the one row that sums what it cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from finops_cli.render.interface import View
from finops_cli.report import ColumnSpec, Report, Row, Section


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of one table: those kept, how many were cut, their sum, the sum of all.

    `others` None while `cut` > 0: the report has no sum for what was cut, so nothing is said of it.
    """

    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]
    cut: int = 0
    others: Row | None = None
    total: Row | None = None


def for_people(report: Report, view: View) -> Body:
    """The main table as people see it: the report's own limit, unless they ask otherwise."""
    return _body(report, report.limit if view.limit is None else view.limit)


def for_machines(report: Report, view: View) -> Body:
    """The main table for a program: all rows, unless a limit was asked for."""
    return _body(report, view.limit or 0)


def section(section: Section) -> Body:
    """A section's table; which rows it holds is the report's choice."""
    return Body(section.columns, section.rows)


def flat(columns: Iterable[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    """The columns that fit one cell of a spreadsheet: no series, no objects."""
    return tuple(column for column in columns if column.unit not in ("series", "object"))


def _body(report: Report, limit: int) -> Body:
    cut = max(len(report.rows) - limit, 0) if limit > 0 else 0
    kept = len(report.rows) - cut
    others = report.rest(kept) if cut else None
    return Body(report.columns, report.rows[:kept], cut, others, report.total)
