"""All formats say the same of every cell, each in its own way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

from finops_cli.render import View, renderer
from finops_cli.render.shared import inert
from finops_cli.render.shared.units import Shown
from tests.render.hard_report import COLUMNS, REPORT

Told = list[dict[str, Any]]
FLAT = [column for column in COLUMNS if column.unit not in ("series", "object")]
SHOWN = [column for column in FLAT if column.priority is not None]


def data(name: str) -> bytes:
    return renderer(name).render(REPORT, View(name, limit=0)).data


def from_json() -> Told:
    rows: Told = json.loads(data("json"), parse_float=Decimal)["rows"]
    return rows


def from_jsonl() -> Told:
    return [json.loads(line, parse_float=Decimal) for line in data("jsonl").splitlines()]


def from_csv() -> Told:
    return list(csv.DictReader(io.StringIO(data("csv").decode(), newline="")))


def from_xlsx() -> Told:
    head, *rows = openpyxl.load_workbook(io.BytesIO(data("xlsx")))["burn"].iter_rows(
        values_only=True
    )
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def from_parquet() -> Told:
    rows: Told = pq.read_table(io.BytesIO(data("parquet"))).to_pylist()
    return rows


def from_markdown() -> Told:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(data("markdown").decode())
    first = tokens[: next(i for i, token in enumerate(tokens) if token.type == "table_close")]
    cells = [
        "".join(child.content for child in after.children or [])
        for token, after in pairwise(first)
        if token.type == "td_open"
    ]
    width = len(SHOWN)
    rows = [cells[start : start + width] for start in range(0, len(cells), width)]
    return [
        dict(zip([c.name for c in SHOWN], row, strict=True)) for row in rows[: len(REPORT.rows)]
    ]


def from_table() -> Told:
    lines = data("table").decode().split("\n\n")[2].splitlines()
    head, rows = lines[0], lines[1 : len(REPORT.rows) + 1]
    starts = [head.index(f"  {column.heading}") + 2 for column in SHOWN]
    assert all(row[: starts[0]].isspace() for row in rows)
    return [dict(zip([c.name for c in SHOWN], _split(row), strict=True)) for row in rows]


def _split(row: str) -> list[str]:
    """Cells stand two spaces apart; the series at the end is no cell of the others."""
    return [cell.strip() for cell in row.strip().split("  ") if cell.strip()][: len(SHOWN)]


READ = {
    "json": from_json,
    "jsonl": from_jsonl,
    "csv": from_csv,
    "xlsx": from_xlsx,
    "parquet": from_parquet,
}


def plain(value: Any, text: Mapping[str, str]) -> Any:
    """A cell of any format as the value it stands for: numbers as Decimal, moments as ISO text."""
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return Decimal(f"{value:.12g}")
    if isinstance(value, (int, Decimal)):
        return Decimal(f"{Decimal(value):.12g}") if Decimal(value).is_finite() else None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return value.isoformat() if isinstance(value, date) else text.get(value, value)


def typed(value: Any, unit: str) -> Any:
    """A CSV or JSON cell by its column's unit."""
    if not isinstance(value, str) or unit == "text" or value == "":
        return value
    if unit == "flag":
        return value == "true"
    if unit == "day":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if unit == "instant" else Decimal(value)


def day(value: Any, unit: str) -> Any:
    """XLSX knows no day without a time."""
    return value.date() if unit == "day" and isinstance(value, datetime) else value


@pytest.mark.parametrize("name", READ)
def test_a_machine_format_gives_every_cell_of_the_report_back(name: str) -> None:
    back = {inert.cell(str(row["workflow_name"])): str(row["workflow_name"]) for row in REPORT.rows}
    found = READ[name]()
    assert len(found) == len(REPORT.rows)
    for told, row in zip(found, REPORT.rows, strict=True):
        for column in FLAT:
            cell = day(typed(told[column.name], column.unit), column.unit)
            assert plain(cell, back) == plain(row.get(column.name), {}), column.name


@pytest.mark.parametrize("read", [from_markdown, from_table], ids=["markdown", "table"])
def test_a_format_for_people_shows_every_cell_of_the_report(read: Any) -> None:
    shown = Shown(inert.line)
    for told, row in zip(read(), REPORT.rows, strict=True):
        for column in SHOWN:
            if not column.adds_up:
                want = shown.value(row.get(column.name), column.unit, column.signed)
                assert told[column.name].replace(" ", "␊") == want.replace(" ", "␊")


def test_people_see_the_same_figures_in_every_format() -> None:
    for table, markdown in zip(from_table(), from_markdown(), strict=True):
        for column in SHOWN[1:]:
            assert table[column.name] == markdown[column.name]
