"""CSV (RFC 4180, `\\n` at line ends): a header and the rows, without series and objects."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.shared import inert
from finops_cli.render.shared.plain import moment, number
from finops_cli.render.shared.rows import flat, for_machines
from finops_cli.report import Report, Value


def render(report: Report, view: View) -> Rendered:
    """UTF-8; null is an empty cell, text that a spreadsheet would run is made harmless."""
    body = for_machines(report, view)
    columns = flat(body.columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_cell(row.get(column.name)) for column in columns] for row in body.rows)
    return Rendered(out.getvalue().encode())


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return number(value) if value.is_finite() else ""
    return moment(value) if isinstance(value, date) else inert.cell(str(value))


RENDERER = Renderer("csv", (".csv",), render, holds_trust=False)
