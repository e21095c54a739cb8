"""How many rows each format holds, and what becomes of the others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from finops_cli.render import View, renderer
from finops_cli.report import no_rest
from tests.render.hard_report import REPORT, ROWS


def text(name: str, limit: int | None = None) -> str:
    return renderer(name).render(REPORT, View(name, limit=limit)).data.decode()


@pytest.mark.parametrize("name", ["table", "markdown"])
@pytest.mark.parametrize(
    ("limit", "label"), [(None, "2 others"), (1, "5 others"), (5, "1 other"), (0, ""), (99, "")]
)
def test_people_see_the_reports_own_limit_unless_they_ask(
    name: str, limit: int | None, label: str
) -> None:
    shown = text(name, limit)
    assert (label in shown) if label else ("other" not in shown.split("total")[0])


@pytest.mark.parametrize("name", ["csv", "jsonl"])
@pytest.mark.parametrize(("limit", "rows"), [(None, 6), (0, 6), (2, 2), (99, 6)])
def test_machines_get_all_rows_unless_a_limit_is_given(
    name: str, limit: int | None, rows: int
) -> None:
    breaks_in_text = 1 if name == "csv" and rows > 2 else 0
    header = 1 if name == "csv" else 0
    assert text(name, limit).count("\n") == rows + header + breaks_in_text


def test_json_has_others_only_where_a_limit_cut_rows() -> None:
    assert "others" not in json.loads(text("json"))
    assert "others" not in json.loads(text("json", len(ROWS)))
    cut = json.loads(text("json", 2))
    assert len(cut["rows"]) == 2
    assert cut["others"]["runs"] == 4
    assert cut["others"].keys() == cut["rows"][0].keys()


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_a_report_without_others_shows_none(name: str) -> None:
    shown = renderer(name).render(replace(REPORT, rest=no_rest), View(name, limit=2)).data.decode()
    assert "others" not in shown.split("Where it comes from")[0]


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_no_rows_are_said_in_a_sentence(name: str) -> None:
    shown = renderer(name).render(replace(REPORT, rows=()), View(name)).data.decode()
    assert "No calls cost anything." in shown
    assert "workflow  " not in shown
