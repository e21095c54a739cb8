"""Every error that a user can cause says what, where and what next, without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.cases import Case, check
from tests.errors.page import _TITLES, ERRORS, PAGE, cases, page

if TYPE_CHECKING:
    from pathlib import Path

ALL = [case for topic in _TITLES for case in cases(topic)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.sentence)
def test_error(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path)


def test_every_file_of_cases_has_a_title() -> None:
    assert {file.stem for file in ERRORS.glob("*.test")} == set(_TITLES)


def test_every_error_names_the_program_and_holds_no_trace() -> None:
    for case in ALL:
        for step in case.steps:
            assert all(line.startswith(("finops: ", "  ")) for line in step.err if line), step.err
            assert "Traceback" not in "".join(step.err)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.errors.page"
