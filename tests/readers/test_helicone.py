"""Helicone: disjoint buckets, billionths of a dollar, its own cache, names of properties."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.readers.samples import SAMPLES, first_record, lines, one, read, without

if TYPE_CHECKING:
    from pathlib import Path

API = first_record("helicone.jsonl")
WAREHOUSE = first_record("helicone.jsonl", 6)
NO_UUID = "00000000-0000-0000-0000-000000000000"


def test_cache_tokens_lie_outside_even_where_the_prompt_is_larger(tmp_path: Path) -> None:
    call = one(tmp_path, API | {"prompt_tokens": 5000, "prompt_cache_write_tokens": 70})
    assert (call["input_tokens"], call["cache_read_tokens"]) == (5000, 640)
    assert call["cache_write_tokens"] == 70


def test_reasoning_is_added_to_completion(tmp_path: Path) -> None:
    call = one(tmp_path, API | {"reasoning_tokens": "500"})
    assert (call["output_tokens"], call["reasoning_tokens"]) == (560, 500)


@pytest.mark.parametrize("name", ["completion_tokens", "reasoning_tokens"])
def test_a_bad_part_of_a_sum_is_refused(tmp_path: Path, name: str) -> None:
    row = API | {"reasoning_tokens": 500, name: -1}
    assert read(lines(tmp_path, row)).refused == [(1, "negative_tokens")]


def test_the_warehouse_counts_billionths_and_the_api_dollars(tmp_path: Path) -> None:
    assert one(tmp_path, WAREHOUSE | {"cost": "71400"})["logged_cost_usd"] == "0.0000714"
    assert Decimal(one(tmp_path, API | {"cost": 7.14e-05})["logged_cost_usd"]) == Decimal(
        "0.0000714"
    )


@pytest.mark.parametrize("cost", ["free", -1, "1_000"])
def test_a_cost_that_is_none_is_refused_in_either_unit(tmp_path: Path, cost: object) -> None:
    path = lines(tmp_path, API | {"cost": cost}, WAREHOUSE | {"cost": cost})
    assert read(path).refused == [(1, "bad_cost"), (2, "bad_cost")]


def test_a_hit_in_its_cache_is_a_call_that_cost_nothing(tmp_path: Path) -> None:
    hit = API | {"cache_reference_id": "0b6f5a10-1111-4222-8333-444455550001", "cost": 0}
    empty = {"prompt_tokens": 0, "completion_tokens": 0, "prompt_cache_read_tokens": 0}
    assert one(tmp_path, hit | empty)["logged_cost_usd"] == "0"


@pytest.mark.parametrize("reference", [NO_UUID, None, ""])
def test_no_reference_is_no_hit(tmp_path: Path, reference: str | None) -> None:
    row = API | {"cache_reference_id": reference, "cost": 0}
    assert "logged_cost_usd" not in one(tmp_path, row)


def test_tools_logged_by_hand_are_skipped(tmp_path: Path) -> None:
    empty = {"prompt_tokens": 0, "completion_tokens": 0, "prompt_cache_read_tokens": 0, "cost": 0}
    counts = read(lines(tmp_path, API | empty | {"request_model": "tool:find"})).counts
    assert (counts["skipped_rows"], counts["calls"]) == (1, 0)


@pytest.mark.parametrize("user", ["", "null", "undefined", None])
def test_a_user_who_is_a_word_of_the_writer_is_none(tmp_path: Path, user: str | None) -> None:
    assert "user_id" not in one(tmp_path, API | {"request_user_id": user})
    assert "user_id" not in one(tmp_path, WAREHOUSE | {"user_id": user})


def test_names_of_properties_are_compared_in_any_spelling(tmp_path: Path) -> None:
    box = {
        "TEAM-ID": "a",
        "Feature_ID": "b",
        "helicone-session-id": "s",
        "Squad": "x",
        "Prompt": "t",
    }
    call = one(tmp_path, API | {"request_properties": box})
    assert (call["team_id"], call["feature_id"], call["run_id"]) == ("a", "b", "s")
    assert call["tags"] == {"Squad": "x"}


def test_versions_of_a_warehouse_row_are_revisions(tmp_path: Path) -> None:
    more = {**WAREHOUSE["properties"], "score": "7"}
    got = read(lines(tmp_path, WAREHOUSE, WAREHOUSE | {"properties": more}))
    assert (got.counts["calls"], got.counts["revised_rows"]) == (1, 1)
    assert got.calls["gw-he-07"]["tags"] == {"score": "7"}


def test_a_csv_has_no_request_id_and_doubles_quotes_twice(tmp_path: Path) -> None:
    path = tmp_path / "requests.csv"
    cell = '"{""""Environment"""":""""prod"""",""""workflow_name"""":""""kb, \\""""b\\""""""""}"'
    path.write_text(
        "response_id,response_created_at,response_status,request_created_at,request_body,"
        "request_properties,request_user_id,model,prompt_tokens,completion_tokens,latency,cost\n"
        f'r1,,"200","2026-11-12T08:00:00Z","",{cell},"","gpt-4.1","10","5",,"7.14e-05"\n',
        encoding="utf-8",
    )
    call = read(path).calls["r1"]
    assert (call["environment"], call["workflow_name"]) == ("prod", 'kb, "b"')
    assert "latency_ms" not in call


def test_the_model_that_answered_is_found_where_it_is(tmp_path: Path) -> None:
    assert one(tmp_path, API | {"model": "m"})["model"] == "m"
    assert one(tmp_path, API | {"response_model": "r"})["model"] == "r"
    assert one(tmp_path, API | {"response_model": "r", "model_override": "o"})["model"] == "o"


def test_bodies_are_never_kept() -> None:
    assert "made up" not in str(read(SAMPLES / "helicone.jsonl").calls)


def test_rows_without_time_are_refused(tmp_path: Path) -> None:
    row = without(API, "request_created_at") | {"request_created_at": ""}
    assert read(lines(tmp_path, row)).refused == [(1, "no_timestamp")]
