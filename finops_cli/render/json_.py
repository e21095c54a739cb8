"""JSON: one object with the whole answer; its shape is the contract's and not the inner type's."""

from __future__ import annotations

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.shared.plain import to_json
from finops_cli.render.shared.rows import Body, for_machines
from finops_cli.report import ColumnSpec, Report, Row, Trust, Value, Window

VERSION = 1
"""Raised when a field changes its meaning or goes; new fields do not raise it."""

INDENT = 2


def render(report: Report, view: View) -> Rendered:
    """UTF-8, indented, keys always in the same order."""
    return Rendered(f"{to_json(document(report, view), INDENT)}\n".encode())


def document(report: Report, view: View) -> dict[str, Value]:
    """The whole answer; `others` only where a limit cut rows and the report can sum them."""
    body = for_machines(report, view)
    rows: list[Value] = [projected(row, report.columns) for row in body.rows]
    return {**about(report), "rows": rows, **others(body)}


def about(report: Report) -> dict[str, Value]:
    """All but the rows: what was asked, of what, how far it can be trusted, and the answer."""
    return {
        "report": report.name,
        "version": VERSION,
        "window": _window(report.window),
        "scope": dict(report.scope),
        "trust": _trust(report.trust),
        "summary": dict(report.summary),
    }


def others(body: Body) -> dict[str, Value]:
    """The sum of the rows that a limit cut, as a member of the document; else empty."""
    return {"others": projected(body.others, body.columns)} if body.others is not None else {}


def projected(row: Row, columns: tuple[ColumnSpec, ...]) -> dict[str, Value]:
    """A row with exactly the declared columns, in their order; what it lacks is null."""
    return {column.name: row.get(column.name) for column in columns}


def _window(window: Window) -> dict[str, Value]:
    return {
        "since": window.since,
        "until": window.until,
        "as_of": window.as_of,
        "timezone": window.timezone,
    }


def _trust(trust: Trust) -> dict[str, Value]:
    return {
        "files": trust.files,
        "read_rows": trust.read_rows,
        "calls": trust.calls,
        "duplicate_rows": trust.duplicate_rows,
        "revised_rows": trust.revised_rows,
        "skipped_rows": trust.skipped_rows,
        "quarantined_rows": trust.quarantined_rows,
        "twin_rows": trust.twin_rows,
        "zero_cost_calls": trust.zero_cost_calls,
        "scope_calls": trust.scope_calls,
        "cost_usd": trust.cost_usd,
        "logged_cost_usd": trust.logged_cost_usd,
        "computed_cost_usd": trust.computed_cost_usd,
        "unpriced_calls": trust.unpriced_calls,
        "assumed_production_calls": trust.assumed_production_calls,
        "left_out_environments": dict(sorted(trust.left_out_environments.items())),
        "price_book_date": trust.price_book_date,
    }


RENDERER = Renderer("json", (".json",), render)
