"""Gateways' logs: each file is taken by its own reader, in every order, twice, and equals its records."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops_cli.readers import READERS
from tests.readers.samples import SAMPLES, SHARED, read, recognised, stored_twice

GATEWAYS = (
    "litellm_standard_payload",
    "helicone",
    "openrouter",
    "portkey",
    "cloudflare_ai_gateway",
    "kong_ai",
    "azure_apim",
)
EXPECTED = Path(__file__).parent / "expected"
_KEPT = {".jsonl", ".json", ".csv"}


def own(name: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{name}.*"))


def others(name: str) -> list[Path]:
    """Every other sample there is, with those of the shared folder."""
    files = [*SAMPLES.rglob("*"), *SHARED.glob("*/sample*")]
    return [file for file in files if file.suffix in _KEPT and file not in own(name)]


def shared(name: str) -> tuple[list[Path], dict[str, Any]]:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the shared records of {name} are not here")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return [folder / file for file in expected["files"]], expected


@pytest.mark.parametrize("name", GATEWAYS)
def test_a_reader_takes_its_own_files_and_no_other(name: str) -> None:
    assert own(name)
    assert {recognised(file) for file in own(name)} == {name}
    strangers = [file for file in others(name) if file.parent.name != name]
    assert [file for file in strangers if recognised(file) == name] == []


@pytest.mark.parametrize("name", GATEWAYS)
def test_the_sample_becomes_the_calls_that_were_worked_out_for_it(name: str) -> None:
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    got = read(*own(name))
    assert got.counts == expected["counts"]
    assert got.calls == expected["calls"]
    assert got.refused == [tuple(one) for one in expected["refused"]]


@pytest.mark.parametrize("name", GATEWAYS)
def test_the_sample_is_the_same_in_every_order_and_twice(name: str) -> None:
    calls = read(*own(name)).calls
    assert calls
    assert stored_twice(*own(name)) == calls


@pytest.mark.parametrize("name", GATEWAYS)
def test_the_shared_records_equal_what_is_expected_of_them(name: str) -> None:
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


def test_the_generic_reader_is_asked_last() -> None:
    assert READERS[-1].name == "generic"
