"""Text from a log is read and does nothing, whatever the format."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from finops_cli.render import View, renderer
from finops_cli.render.shared import inert
from finops_cli.report import ColumnSpec, Measure, Report, Section, Sentence, Trust, Window

TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "\x1b[2J",
        "\x9b31m",
        "\u202eexe",
        "=1+1",
        "\t=1",
        "@a",
        "a|b",
        "\ud800",
        "\r\nx",
        "{mark}",
        "# h",
        "1. x",
        "- x",
        "www.e.x",
    ]
)
TEXT_FORMATS = ("table", "markdown", "json", "jsonl", "csv")
ACTS = "\x1b\x9b\x07\x08\x7f\u202e\u2066\u200f\u2028\ufeff"


def speaking(text: str) -> Report:
    """A report that says `text` wherever a log can put words."""
    column = ColumnSpec("agent_id", "agent", "text", priority=0)
    said = Sentence("by {agent}", {"agent": Measure(text, "text")})
    return Report(
        name="r",
        title="R",
        source=text,
        window=Window(None, None, None, "UTC"),
        scope={"environment": text, "filters": [f"agent_id={text}"]},
        summary={"agent": text},
        columns=(column, ColumnSpec("drivers", "", "object")),
        rows=({"agent_id": text, "drivers": {text: text}},),
        trust=Trust(left_out_environments={text: 2, "b": 1}),
        headline=(said,),
        sections=(Section("S", (column,), ({"agent_id": text},), said),),
        next_steps=(said,),
    )


@given(TEXTS, st.sampled_from(TEXT_FORMATS), st.booleans(), st.sampled_from([None, 40, 80]))
def test_nothing_that_acts_reaches_a_terminal(
    text: str, name: str, unicode: bool, width: int | None
) -> None:
    view = View(name, width=width, unicode=unicode)
    shown = renderer(name).render(speaking(text), view).data.decode()
    assert not set(shown) & set(ACTS)
    if name == "table":
        assert "\t" not in shown
        assert "\r" not in shown
        assert unicode or shown.isascii()


@given(TEXTS)
def test_every_binary_format_takes_any_text(text: str) -> None:
    for name in ("xlsx", "parquet"):
        assert renderer(name).render(speaking(text), View(name)).data


@given(TEXTS)
def test_colour_adds_codes_of_our_own_only(text: str) -> None:
    report = replace(speaking(text), headline=(Sentence("{mark} fine", verdict=True),))
    shown = renderer("table").render(report, View(colour=True)).data.decode()
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[0m"):
        shown = shown.replace(code, "")
    assert "\x1b" not in shown


@given(TEXTS.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)))
def test_json_gives_the_text_back(text: str) -> None:
    told = json.loads(renderer("json").render(speaking(text), View("json")).data)
    assert told["rows"] == [{"agent_id": text, "drivers": {text: text}}]


@given(TEXTS)
def test_csv_has_two_lines_of_one_cell_and_no_formula(text: str) -> None:
    data = renderer("csv").render(speaking(text), View("csv")).data.decode()
    header, (cell,) = csv.reader(io.StringIO(data, newline=""))
    assert header == ["agent_id"]
    assert cell[:1] not in tuple("=+-@\t\r\n")
    assert data.endswith("\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert inert.cell(text).startswith("'")


@pytest.mark.parametrize("text", ["=HYPERLINK(A1)", "https://evil.example", "{=1}", "1e5"])
def test_xlsx_writes_text_as_text(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(renderer("xlsx").render(speaking(text), View()).data))
    cell = book["r"]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@given(TEXTS | st.text("`*_[]()<>&|\\!#~$-+:/.w@h1 \n", max_size=30))
def test_markdown_holds_no_markup_from_a_log(text: str) -> None:
    shown = renderer("markdown").render(speaking(text), View("markdown")).data.decode()
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(shown)
    inline = {child.type for token in tokens for child in token.children or []}
    assert inline <= {"text", "strong_open", "strong_close", "text_special"}
    assert {token.type for token in tokens} & {"html_block", "code_block", "fence", "hr"} == set()
    assert sum(token.type == "heading_open" for token in tokens) == 1
    rows = sum(token.type == "tr_open" for token in tokens)
    assert rows == 4
    assert sum(token.type in ("td_open", "th_open") for token in tokens) == rows


@pytest.mark.parametrize("text", ["see https://evil.example now", "WWW.evil.example"])
def test_markdown_makes_no_link_of_an_address(text: str) -> None:
    assert not re.search(r"[^\\]://|[^\\]www\.", inert.markdown(text), re.IGNORECASE)


def test_rich_markup_is_text() -> None:
    shown = (
        renderer("table").render(speaking("[bold]x[/] :smile:"), View(colour=True)).data.decode()
    )
    assert "[bold]x[/] :smile:" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "␛[31m"),
        ("a\x7f\n", "a␡␊"),
        ("\u202eexe", "\\u202eexe"),
        ("\x9b", "\\x9b"),
        ("客服 👩‍💻", "客服 👩‍💻"),
    ],
)
def test_what_acts_becomes_visible_and_letters_stay(text: str, shown: str) -> None:
    assert inert.line(text) == shown
