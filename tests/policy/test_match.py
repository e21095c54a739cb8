"""When two matches take the same calls."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_cli.policy.match import matches_meet, patterns_meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("ocr", "ocr", True),
        ("ocr", "ocr2", False),
        ("ocr*", "ocr", True),
        ("*", "", True),
        ("support_*", "*_triage", True),
        ("support_*", "sales_*", False),
        ("a*b", "a*c", False),
        ("*" * 60 + "x", "*" * 60 + "y", False),
    ],
)
def test_patterns_meet_where_one_text_fits_both(one: str, other: str, meet: bool) -> None:
    assert patterns_meet(one, other) is patterns_meet(other, one) is meet


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern.replace("*", ".*"), text) is not None


@given(st.text("ab*", max_size=5), st.text("ab*", max_size=5), st.text("ab", max_size=8))
def test_whatever_fits_both_makes_them_meet(one: str, other: str, text: str) -> None:
    if _fits(one, text) and _fits(other, text):
        assert patterns_meet(one, other)


def test_a_match_that_narrows_another_down_overlaps_it() -> None:
    wide = {"workflow_name": "support_*"}
    assert matches_meet(wide, {"workflow_name": "support_triage", "topic": "billing"})
    assert not matches_meet(wide, {"workflow_name": "sales_drafts", "topic": "billing"})


def test_matches_over_different_fields_are_not_judged() -> None:
    assert not matches_meet({"workflow_name": "chat"}, {"topic": "billing"})
