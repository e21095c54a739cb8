"""The shared records of a format: all of them read as expected, in every order, and twice."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import SHARED, read, recognised, stored_twice


def shared(name: str) -> tuple[list[Path], dict[str, Any]]:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the shared records of {name} are not here")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return [folder / file for file in expected["files"]], expected


def assert_shared_records(name: str) -> None:
    """Recognition, counts and every call of the records; skips where they are not on this machine."""
    files, expected = shared(name)
    assert {recognised(file) for file in files} == {name}
    got = read(*files)
    assert got.counts == expected["counts"]
    assert {call["call_id"] for call in expected["calls"]} == set(got.calls)
    for call in expected["calls"]:
        assert_says(got.calls[call["call_id"]], call)
    assert stored_twice(*files) == got.calls
    assert read(*reversed(files)).calls == got.calls


def assert_says(got: dict[str, Any], expected: dict[str, Any]) -> None:
    for column, value in expected.items():
        if column == "tags":
            assert got.get("tags", {}).items() >= value.items()
        elif column == "started_at":
            assert at(got[column]) == at(value)
        elif column == "logged_cost_usd":
            assert Decimal(got[column]) == Decimal(value)
        elif column != "call_id":
            assert got.get(column) == value, (expected["call_id"], column)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
