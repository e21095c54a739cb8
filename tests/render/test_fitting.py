"""A narrow terminal: names give way, then columns; figures never."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_cli.render import View, renderer
from finops_cli.render.shared.fitting import cells, clipped
from finops_cli.render.shared.page import Line
from finops_cli.render.shared.prose import wrapped
from finops_cli.render.shared.units import RIGHT, Shown
from finops_cli.report import ColumnSpec, Report, Row
from tests.render.hard_report import REPORT

WIDTHS = st.integers(40, 200)
NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=60)
AMOUNTS = st.decimals(-(10**7), 10**7, places=6) | st.decimals("-0.009", "0.009", places=9)
PLAIN = replace(REPORT, headline=(), sections=(), next_steps=(), total=None, limit=0)


def table(report: Report, width: int | None, unicode: bool = True) -> tuple[list[str], list[str]]:
    """The lines of the main table, heading first, and the names of the dropped columns."""
    done = renderer("table").render(report, View(width=width, unicode=unicode))
    return done.data.decode().split("\n\n")[2].splitlines(), list(done.dropped)


@given(st.lists(st.tuples(NAMES, AMOUNTS, st.integers(0, 10**12)), min_size=1, max_size=8), WIDTHS)
def test_no_figure_is_ever_cut(found: list[tuple[str, Decimal, int]], width: int) -> None:
    columns = (
        ColumnSpec("agent_id", "", "text", priority=0),
        ColumnSpec("workflow_name", "", "text", priority=1),
        ColumnSpec("cost_usd", "", "usd", priority=0),
        ColumnSpec("change_usd", "", "usd", priority=2, signed=True),
        ColumnSpec("calls", "", "count", priority=3),
    )
    rows: tuple[Row, ...] = tuple(
        {"agent_id": n, "workflow_name": n, "cost_usd": c, "change_usd": c, "calls": k}
        for n, c, k in found
    )
    report = replace(
        PLAIN, columns=columns, rows=rows, trust=replace(PLAIN.trust, unpriced_calls=0)
    )
    done = renderer("table").render(report, View(width=width))
    lines = done.data.decode().split("\n\n")[1].splitlines()[1:]
    for line, row in zip(lines, rows, strict=True):
        shown = [
            Shown(str).value(row[c.name], c.unit, c.signed)
            for c in columns
            if c.unit in RIGHT and c.name not in done.dropped
        ]
        assert line.split()[-len(shown) :] == shown


@given(WIDTHS)
def test_lines_fit_unless_what_must_stay_is_wider(width: int) -> None:
    lines, dropped = table(REPORT, width)
    assert max(map(cells, lines)) <= width
    assert "workflow_name" not in dropped
    assert "cost_usd" not in dropped


def test_in_a_pipe_nothing_is_dropped_or_shortened() -> None:
    lines, dropped = table(REPORT, None)
    assert dropped == []
    assert "…" not in "".join(lines)


def test_columns_leave_by_their_priority_and_are_named() -> None:
    _, narrow = table(REPORT, 80)
    _, wider = table(REPORT, 120)
    order = ["daily", "last_at", "latency_ms", "flagged", "worst_day", "steps_per_run"]
    assert narrow == order[: len(narrow)]
    assert wider == narrow[: len(wider)]


def test_columns_that_were_never_meant_for_a_terminal_are_not_called_dropped() -> None:
    lines, dropped = table(REPORT, None, unicode=False)
    assert dropped == []
    assert "daily" not in lines[0]
    assert "input" not in lines[0]


def test_names_that_differ_only_at_their_end_stay_different() -> None:
    rows: tuple[Row, ...] = tuple(
        {"workflow_name": f"arn:aws:bedrock:eu-west-1:4711/agents/{end}", "cost_usd": Decimal(1)}
        for end in ("triage", "review")
    )
    lines, _ = table(replace(PLAIN, rows=rows), 60)
    assert len({line.split("$")[0] for line in lines[1:]}) == 2


def test_wide_letters_align() -> None:
    rows: tuple[Row, ...] = tuple(
        {"workflow_name": name, "cost_usd": Decimal(1)} for name in ("客服分流", "abcd", "é👩‍💻")
    )
    lines, _ = table(replace(PLAIN, rows=rows), None)
    assert len({cells(line.split("$")[0]) for line in lines[1:]}) == 1


@given(st.text(max_size=30), st.integers(1, 30), st.booleans())
def test_clipped_text_is_never_wider_than_asked(text: str, width: int, middle: bool) -> None:
    assert cells(clipped(text, width, "…", middle)) <= width


@given(st.text(st.characters(categories=("L", "N", "P")) | st.just(" ")), st.integers(5, 60))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    said = [line.text for line in wrapped(Line(text[:9], text[9:], "bad"), width, "  ", "    ")]
    assert " ".join(said).split() == text.split()


@pytest.mark.parametrize("width", [1, 5, 20])
def test_an_absurd_width_still_answers(width: int) -> None:
    lines, _ = table(PLAIN, width)
    assert lines
