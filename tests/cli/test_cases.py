"""Runs every case of the *.test files beside this one; results are named by their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.cases import CASES, Case, check, parsed

if TYPE_CHECKING:
    from pathlib import Path

ALL = [
    case
    for file in sorted(CASES.glob("*.test"))
    for case in parsed(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.sentence)
def test_case(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path)


def test_sentences_are_names() -> None:
    sentences = [case.sentence for case in ALL]
    assert len(set(sentences)) == len(sentences)
    assert all(step.code is not None for case in ALL for step in case.steps)


def test_inline_files_are_short() -> None:
    long = [
        (case.sentence, name)
        for case in ALL
        for name, content in case.files.items()
        if isinstance(content, list) and len(content) > 6
    ]
    assert long == []
