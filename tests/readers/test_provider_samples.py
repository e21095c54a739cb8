"""Providers' own records: each file is taken by its reader, in every order, twice, and equals its records."""

from __future__ import annotations

import json

import pytest

from tests.readers.samples import read, recognised, stored_twice
from tests.readers.shared_records import assert_shared_records
from tests.readers.test_gateway_samples import EXPECTED, others, own

PROVIDERS = (
    "openai_chat",
    "openai_responses",
    "openai_batch",
    "anthropic_messages",
    "bedrock_invocation",
    "vertex_gemini",
)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_reader_takes_its_own_files_and_no_other(name: str) -> None:
    assert {recognised(file) for file in own(name)} == {name}
    strangers = [file for file in others(name) if file.parent.name != name]
    assert [file for file in strangers if recognised(file) == name] == []


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_sample_becomes_the_calls_that_were_worked_out_for_it(name: str) -> None:
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    got = read(*own(name))
    assert got.counts == expected["counts"]
    assert got.calls == expected["calls"]
    assert got.refused == []


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_sample_is_the_same_when_it_is_stored_twice(name: str) -> None:
    calls = read(*own(name)).calls
    assert calls
    assert stored_twice(*own(name)) == calls


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_shared_records_equal_what_is_expected_of_them(name: str) -> None:
    assert_shared_records(name)
