"""The bytes of every text format over the hard report."""

from __future__ import annotations

import pytest

from tests.render.goldens import FOLDER, GOLDENS, made


@pytest.mark.parametrize("name", GOLDENS)
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    assert made(name).decode() == (FOLDER / name).read_bytes().decode()


def test_every_golden_file_is_compared() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(GOLDENS)
