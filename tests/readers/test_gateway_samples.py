"""Gateways' logs: each file is taken by its own reader, in every order, twice, and equals its records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finops_cli.readers import READERS
from tests.readers.samples import SAMPLES, SHARED, read, recognised, stored_twice
from tests.readers.shared_records import assert_shared_records

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
    assert_shared_records(name)


def test_the_generic_reader_is_asked_last() -> None:
    assert READERS[-1].name == "generic"
