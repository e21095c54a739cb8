"""XLSX and Parquet, read back by other libraries."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finops_cli.errors import UsageError
from finops_cli.render import View, renderer, xlsx
from finops_cli.report import Row
from tests.render.hard_report import COLUMNS, ESCAPE, LONG, REPORT, TOTAL


def parquet(view: View | None = None) -> pa.Table:
    return pq.read_table(io.BytesIO(renderer("parquet").render(REPORT, view or View()).data))


def workbook() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(renderer("xlsx").render(REPORT, View()).data))


def test_parquet_columns_have_the_type_of_their_unit() -> None:
    types = {field.name: str(field.type) for field in parquet().schema}
    assert types == {
        "workflow_name": "string",
        "cost_usd": "decimal128(38, 12)",
        "cost_share": "double",
        "change_usd": "decimal128(38, 12)",
        "runs": "int64",
        "cost_per_run_usd": "decimal128(38, 12)",
        "worst_multiple": "double",
        "steps_per_run": "double",
        "latency_ms": "int64",
        "worst_day": "date32[day]",
        "last_at": "timestamp[us, tz=UTC]",
        "flagged": "bool",
        "daily": "list<element: decimal128(38, 12)>",
        "drivers": "string",
        "input_tokens": "int64",
    }


def test_parquet_gives_every_value_back() -> None:
    first = parquet().to_pylist()[0]
    assert first["workflow_name"] == LONG
    assert first["cost_usd"] == Decimal("7410.925")
    assert first["worst_day"] == date(2026, 11, 18)
    assert first["last_at"] == datetime(2026, 11, 23, 14, 3, 22, 500000, UTC)
    assert first["daily"] == [Decimal("1.5"), None, 3, 0, Decimal("12.25")]
    assert json.loads(first["drivers"]) == {"runs_multiple": 1.2, "steps_per_run_multiple": None}
    assert first["input_tokens"] == 9007199254740993


def test_parquet_keeps_text_as_it_was_logged() -> None:
    assert parquet().column("workflow_name").to_pylist()[1:4:2] == ["=1+1", ESCAPE]


def test_parquet_says_in_its_metadata_what_it_answers() -> None:
    told = json.loads(parquet(View(limit=2)).schema.metadata[b"finops.report"])
    document = json.loads(renderer("json").render(REPORT, View(limit=2)).data)
    assert told == {key: value for key, value in document.items() if key != "rows"}


def test_a_report_without_rows_is_a_typed_parquet_file() -> None:
    data = renderer("parquet").render(replace(REPORT, rows=()), View()).data
    assert pq.read_table(io.BytesIO(data)).schema.equals(parquet().schema)


def test_xlsx_has_numbers_dates_and_flags_as_such() -> None:
    sheet = workbook()["burn"]
    first = dict(zip([c.value for c in sheet[1]], sheet[2], strict=True))
    assert first["cost_usd"].value == 7410.925
    assert first["cost_usd"].number_format == "$#,##0.00######"
    assert first["cost_share"].number_format == "0.0%"
    assert first["worst_day"].value == datetime(2026, 11, 18)
    assert first["last_at"].value == datetime(2026, 11, 23, 14, 3, 22, 500000)
    assert first["flagged"].value is True
    assert sheet.freeze_panes == "A2"
    assert sheet["F7"].value is None


def test_xlsx_leaves_out_what_no_cell_holds() -> None:
    heads = [cell.value for cell in workbook()["burn"][1]]
    assert heads == [c.name for c in COLUMNS if c.unit not in ("series", "object")]


def test_xlsx_says_on_a_second_sheet_what_it_answers() -> None:
    book = workbook()
    assert book.sheetnames == ["burn", "About"]
    told = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert told["timezone"] == "Europe/Berlin"
    assert told["since"] == datetime(2026, 11, 1)
    assert told["quarantined_rows"] == 28
    assert told["unpriced_calls"] == 312
    assert told["logged_cost_usd"] == pytest.approx(8134.503286666667)
    assert told["price_book_date"] == datetime(2026, 11, 20)


def test_xlsx_does_not_say_when_it_was_written() -> None:
    assert workbook().properties.created == datetime(2000, 1, 1)


def test_more_rows_than_a_sheet_holds_is_an_error_that_names_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    with pytest.raises(UsageError, match="6 rows, and a sheet holds 3") as caught:
        renderer("xlsx").render(REPORT, View())
    assert "parquet" in caught.value.hints[0]


def test_a_cell_holds_no_more_text_than_excel_allows() -> None:
    rows: tuple[Row, ...] = ({"workflow_name": "x" * 40_000, "cost_usd": TOTAL},)
    data = renderer("xlsx").render(replace(REPORT, rows=rows), View()).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book["burn"]["A2"].value) == 32_767
