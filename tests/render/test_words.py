"""The sentences that every report has, and the sentences a report brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finops_cli.render import View
from finops_cli.render.shared import words
from finops_cli.render.shared.page import Line, page
from finops_cli.render.shared.units import Shown
from finops_cli.report import Measure, Sentence, Trust, Window
from tests.render.hard_report import REPORT

SHOWN = Shown(str)
GOOD_DAY = Trust(
    files=1,
    read_rows=10,
    calls=10,
    scope_calls=10,
    cost_usd=Decimal(4),
    logged_cost_usd=Decimal(4),
    price_book_date=date(2026, 11, 20),
)


def said(trust: Trust) -> str:
    return " ".join(words.trust(trust, SHOWN))


def headline(sentence: Sentence) -> tuple[Line, ...]:
    quiet = replace(REPORT, headline=(sentence,), trust=GOOD_DAY)
    return page(quiet, View(), str).headline


def test_trust_is_stated_on_a_good_day_too() -> None:
    assert said(GOOD_DAY) == (
        "10 rows read: 10 calls, 0 duplicates, 0 quarantined. Every call has a price. "
        "Cost 100.0% logged, 0.0% computed (prices of 2026-11-20)."
    )


def test_nothing_read_is_no_division_by_zero() -> None:
    assert "No cost was logged or computed." in said(Trust(calls=1, scope_calls=1))


def test_a_report_about_rows_says_nothing_of_money() -> None:
    told = said(Trust(read_rows=2, quarantined_rows=2))
    assert "price" not in told
    assert "Cost" not in told


def test_one_is_not_many() -> None:
    one = replace(
        GOOD_DAY,
        read_rows=1,
        calls=1,
        duplicate_rows=1,
        unpriced_calls=1,
        twin_rows=1,
        zero_cost_calls=1,
        assumed_production_calls=1,
        left_out_environments={},
    )
    assert "1 row read: 1 call, 1 duplicate," in said(one)
    assert "1 call has no price and is not in the dollars." in said(one)
    assert "1 row has no id and equals others: log an id" in said(one)
    assert "1 call was logged at $0" in said(one)
    assert "1 call without a known environment taken as production." in said(one)
    assert words.unpriced(one) == "+ 1 call with no price"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        ({"staging": 2}, "2 calls of staging left out."),
        ({"b": 1, "a": 1}, "2 calls of a (1) and b (1) left out."),
        (
            {"a": 4, "b": 3, "c": 2, "d": 1, "e": 1},
            "11 calls of a (4), b (3), c (2) and 2 others (2)",
        ),
    ],
)
def test_environments_left_out_are_named_with_their_calls(left: dict[str, int], text: str) -> None:
    assert text in said(replace(GOOD_DAY, left_out_environments=left))


def test_a_little_computed_cost_is_not_shown_as_none() -> None:
    mixed = replace(GOOD_DAY, logged_cost_usd=Decimal("999.9"), computed_cost_usd=Decimal("0.1"))
    assert "99.9% logged, 0.1% computed" in said(mixed)


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "2026-11-23 (UTC)"),
        (date(2026, 11, 1), date(2026, 11, 23), "2026-11-01 to 2026-11-23 (UTC)"),
        (date(2026, 11, 1), None, "from 2026-11-01 (UTC)"),
        (None, date(2026, 11, 23), "up to 2026-11-23 (UTC)"),
        (None, None, "no days (UTC)"),
    ],
)
def test_the_window_is_said_shortly(since: date | None, until: date | None, text: str) -> None:
    assert words.window(Window(since, until, until, "UTC")) == text


def test_the_title_says_environment_filters_window_and_source() -> None:
    everywhere = replace(REPORT, scope={"environment": "all", "filters": ["a=1", "b!=2"]})
    assert words.title(everywhere, SHOWN)[1:3] == ("all environments", "a=1, b!=2")
    assert words.title(replace(REPORT, scope={}), SHOWN)[1].startswith("2026-11-01 to")


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        (False, Line("72%  ", "✗ mend it", "bad")),
        (True, Line("72%  ", "✓ mend it", "good")),
        (None, Line("72%  mend it")),
    ],
)
def test_a_mark_says_the_verdict_and_colours_what_follows(verdict: bool | None, line: Line) -> None:
    sentence = Sentence("{share}  {mark} mend it", {"share": Measure("72%", "text")}, verdict)
    assert headline(sentence) == (line,)


def test_a_verdict_without_a_mark_colours_the_line() -> None:
    assert headline(Sentence("fine", verdict=True)) == (Line("", "fine", "good"),)


def test_a_template_is_no_format_string() -> None:
    names = {"a": Measure("{b}", "text"), "b": Measure("no", "text")}
    (line,) = headline(Sentence("{a} {c} {a.__class__} {", names))
    assert line.text == "{b} {c} {a.__class__} {"


def test_a_line_break_in_a_template_starts_a_line() -> None:
    assert [line.text for line in headline(Sentence("one\n  two"))] == ["one", "  two"]
