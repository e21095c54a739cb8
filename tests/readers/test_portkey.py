"""Portkey: cents, and `response.usage` decides what the units include."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.samples import SAMPLES, first_record, lines, one, read

if TYPE_CHECKING:
    from pathlib import Path

ONE = first_record("portkey.jsonl")
CACHED = {"cache_read_input_tokens": 4000, "cache_creation_input_tokens": 1000}


def units(org: str, req: int, usage: dict[str, Any] | None) -> dict[str, Any]:
    answer = {"usage": usage} if usage else None
    return ONE | {"ai_org": org, "req_units": req, "res_units": 120, "response": answer}


@pytest.mark.parametrize(
    ("row", "fresh"),
    [
        (units("bedrock", 5020, {"prompt_tokens": 5020, "completion_tokens": 120,
                                 "total_tokens": 5140, **CACHED}), 20),
        (units("anthropic", 20, {"prompt_tokens": 20, "completion_tokens": 120,
                                 "total_tokens": 5140, **CACHED}), 20),
        (units("vertex-ai", 6000, {"prompt_tokens": 6000, "completion_tokens": 120,
                                   "total_tokens": 11120, **CACHED}), 6000),
        (units("anthropic", 6000, {"input_tokens": 6000, "output_tokens": 120, **CACHED}), 6000),
        (units("anthropic", 6000, {"prompt_tokens": 6000, "completion_tokens": 120, **CACHED}), 6000),
        (units("openai", 6000, {"prompt_tokens": 6000, "completion_tokens": 120, **CACHED}), 1000),
    ],
)  # fmt: skip
def test_the_total_tells_whether_cached_tokens_are_inside(
    tmp_path: Path, row: dict[str, Any], fresh: int
) -> None:
    call = one(tmp_path, row)
    assert (call["input_tokens"], call["cache_read_tokens"]) == (fresh, 4000)
    assert call["cache_write_tokens"] == 1000


def test_responses_include_reads_alone(tmp_path: Path) -> None:
    usage = {"input_tokens": 2300, "input_tokens_details": {"cached_tokens": 2048}}
    call = one(tmp_path, units("openai", 2300, usage))
    assert (call["input_tokens"], call["cache_read_tokens"]) == (252, 2048)


def test_without_a_response_all_is_fresh(tmp_path: Path) -> None:
    call = one(tmp_path, units("openai", 5000, None))
    assert (call["input_tokens"], "cache_read_tokens" in call) == (5000, False)


def test_the_older_export_has_dotted_columns(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960}
    row = {key: value for key, value in ONE.items() if key not in ("metadata", "response")}
    body = {"usage": usage | {"prompt_tokens_details": {"cached_tokens": 640}}}
    row |= {"response.body": body, "metadata.key": ["team_id"], "metadata.value": ["a"]}
    call = one(tmp_path, row)
    assert (call["input_tokens"], call["cache_read_tokens"], call["team_id"]) == (260, 640, "a")


def test_costs_are_cents(tmp_path: Path) -> None:
    assert one(tmp_path, ONE | {"cost": 0.3036})["logged_cost_usd"] == "0.003036"
    assert one(tmp_path, ONE | {"cost": 5e-11})["logged_cost_usd"] == "1E-12"  # half rounds up


def test_a_hit_of_its_cache_is_a_real_zero_and_a_miss_has_no_price(tmp_path: Path) -> None:
    for status in ("HIT", "Semantic Hit"):
        assert one(tmp_path, ONE | {"cost": 0, "cache_status": status})["logged_cost_usd"] == "0"
    for row in (ONE, ONE | {"cache_status": "MISS"}):
        assert "logged_cost_usd" not in one(tmp_path, row | {"cost": 0})


def test_a_guardrail_refuses_with_446_and_lets_through_with_246(tmp_path: Path) -> None:
    empty = ONE | {"req_units": 0, "res_units": 0, "cost": 0, "response": None}
    call = one(tmp_path, empty | {"response_status_code": 446})
    assert (call["status"], call["error_type"]) == ("error", "446")
    assert one(tmp_path, ONE | {"response_status_code": 246.0})["status"] == "ok"


def test_file_routes_are_skipped(tmp_path: Path) -> None:
    row = ONE | {"req_units": 0, "res_units": 0, "cost": 0, "response": None}
    assert read(lines(tmp_path, row)).counts["skipped_rows"] == 1


def test_script_dates_keep_their_offset(tmp_path: Path) -> None:
    at = "Thu Nov 12 2026 09:30:15 GMT+0100 (Central European Standard Time)"
    assert one(tmp_path, ONE | {"created_at": at})["started_at"] == "2026-11-12T08:30:15"


def test_own_names_of_the_metadata_are_understood(tmp_path: Path) -> None:
    box = {"_user": "u", "_environment": "staging", "_organisation": "acme", "_prompt": "canary"}
    call = one(tmp_path, ONE | {"metadata": box | {"run_id": "r"}, "_user": "other"})
    assert (call["user_id"], call["environment"], call["run_id"]) == ("u", "staging", "r")
    assert call["tags"] == {"_organisation": "acme", "config": "pc-rooms"}


def test_a_configuration_that_is_no_name_is_no_tag(tmp_path: Path) -> None:
    row = ONE | {"config": {"api_key": "canary"}, "virtual_key": ""}
    assert "tags" not in one(tmp_path, row)


def test_retries_of_one_request_are_calls_of_one_run(tmp_path: Path) -> None:
    got = read(lines(tmp_path, ONE, ONE | {"id": "retry"}))
    assert {call["run_id"] for call in got.calls.values()} == {"trace-pk-01"}
    assert got.counts["calls"] == 2


def test_no_text_is_kept() -> None:
    assert "made up" not in str(read(SAMPLES / "portkey.jsonl").calls)
