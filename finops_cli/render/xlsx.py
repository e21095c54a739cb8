"""XLSX: a sheet of the rows with real numbers and dates, and a sheet About with all else.

A spreadsheet computes in doubles, so this is the one border where money becomes one.
Text is written as text: no formula, no link, whatever it looks like.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_cli.errors import UsageError
from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.json_ import about, others
from finops_cli.render.shared import inert
from finops_cli.render.shared.plain import to_json
from finops_cli.render.shared.rows import Body, flat, for_machines
from finops_cli.report import Report, Unit, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMATS: dict[str, str] = {
    "usd": "$#,##0.00######",
    "share": "0.0%",
    "multiple": '0.0"×"',
    "count": "#,##0",
    "tokens": "#,##0",
    "ms": "#,##0",
    "ordinal": "0",
    "day": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
}
MOST_ROWS, LONGEST_TEXT, WIDEST = 1_048_575, 32_767, 60
"""Excel's limits below a header row and for a cell; the last keeps a column on the screen."""

_MADE = datetime(2000, 1, 1)
"""The file says no time at which it was written: the same report gives the same bytes."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(report: Report, view: View) -> Rendered:
    """An XLSX file. Raises UsageError where there are more rows than a sheet holds."""
    from xlsxwriter import Workbook

    body = for_machines(report, view)
    _refuse_too_many(len(body.rows))
    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": inert.cell(report.title), "created": _MADE})
        styles = {unit: book.add_format({"num_format": form}) for unit, form in FORMATS.items()}
        styles["heading"] = book.add_format({"bold": True})
        _rows(Sheet(book.add_worksheet(_sheet_name(report.name)), styles), body)
        _about(Sheet(book.add_worksheet("About"), styles), report, body)
    return Rendered(out.getvalue())


class Sheet:
    """A worksheet that writes values by their type and remembers how wide its columns must be."""

    def __init__(self, sheet: Worksheet, styles: Mapping[str, Format]) -> None:
        self.sheet, self._styles = sheet, styles
        self._widths: dict[int, int] = {}

    def write(self, row: int, column: int, value: Value, style: str) -> None:
        """One cell at zero-based `row` and `column`; null leaves it empty, lists become text."""
        form = self._styles.get(style)
        if isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, form)
        elif isinstance(value, (int, Decimal)) and Decimal(value).is_finite():
            self.sheet.write_number(row, column, float(value), form)
        elif isinstance(value, date):
            self._date(row, column, value)
        elif value is not None and not isinstance(value, Decimal):
            self.sheet.write_string(row, column, _text(value), form)
        self._widths[column] = max(self._widths.get(column, 8), _width(value, style))

    def finish(self) -> None:
        """Sets the widths, once all cells are written."""
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, min(width, WIDEST) + 2)

    def _date(self, row: int, column: int, value: date) -> None:
        """Days and instants in UTC; Excel knows no timezones."""
        if isinstance(value, datetime):
            utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            self.sheet.write_datetime(row, column, utc, self._styles["instant"])
        else:
            self.sheet.write_datetime(row, column, value, self._styles["day"])


def _rows(sheet: Sheet, body: Body) -> None:
    columns = flat(body.columns)
    for index, column in enumerate(columns):
        sheet.write(0, index, column.name, "heading")
    for number, row in enumerate(body.rows, start=1):
        for index, column in enumerate(columns):
            sheet.write(number, index, row.get(column.name), column.unit)
    sheet.sheet.freeze_panes(1, 0)
    if columns and body.rows:
        sheet.sheet.autofilter(0, 0, len(body.rows), len(columns) - 1)
    sheet.finish()


def _about(sheet: Sheet, report: Report, body: Body) -> None:
    """The JSON document without its rows, one member a line, and what each column means."""
    facts = {**about(report), **others(body)}
    meanings = {column.name: column.meaning for column in flat(body.columns)}
    line = 0
    for name, value in {"title": report.title, **facts, "columns": meanings}.items():
        for key, part, heading in _lines(name, value):
            sheet.write(line, 0, key, "heading" if heading else "")
            sheet.write(line, 1, part, _unit(key))
            line += 1
    sheet.finish()


def _lines(name: str, value: Value) -> Iterator[tuple[str, Value, bool]]:
    """(name, value, whether a heading): a mapping under its name, all else beside it."""
    if not isinstance(value, Mapping):
        yield name, value, True
        return
    yield name, None, True
    for key, part in value.items():
        yield key, part, False


def _unit(name: str) -> Unit | str:
    """The unit that the last word of a field's name says, for its number format."""
    last = name.rpartition("_")[2]
    return last if last in FORMATS else "count" if last in ("calls", "rows", "runs") else ""


def _text(value: Value) -> str:
    text = value if isinstance(value, str) else to_json(value)
    return inert.cell(text)[:LONGEST_TEXT]


def _width(value: Value, style: str) -> int:
    """About as many digits as the cell shows; exact enough for a column's width."""
    if isinstance(value, date):
        return 19 if isinstance(value, datetime) else 10
    if isinstance(value, (int, Decimal)):
        return len(f"{value:,.2f}") + (7 if style == "usd" and value % 1 else 1)
    return len(str(value)) if value is not None else 0


def _sheet_name(name: str) -> str:
    """Excel allows 31 letters and not all of them."""
    return re.sub(r"[\[\]:*?/\\']", "-", name)[:31] or "rows"


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise UsageError(
            f"--format xlsx: {rows:,} rows, and a sheet holds {MOST_ROWS:,}",
            "--format parquet or csv holds them all; --limit cuts them.",
        )


RENDERER = Renderer("xlsx", (".xlsx",), render, binary=True)
