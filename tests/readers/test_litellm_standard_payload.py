"""LiteLLM StandardLoggingPayload: which meaning of the counts holds, whose cost is real, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.readers.samples import SAMPLES, first_record, lines, one, read, without

if TYPE_CHECKING:
    from pathlib import Path

FULL = first_record("litellm_standard_payload.jsonl")
WRITES = first_record("litellm_standard_payload.jsonl", 1)
WITHOUT_SPLIT = first_record("litellm_standard_payload.jsonl", 2)
OLD = first_record("litellm_standard_payload.jsonl", 3)


def buckets(call: dict[str, Any]) -> tuple[int, int, int, int]:
    names = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens")
    read_, write, hour = (call.get(name, 0) for name in names[1:])
    return call.get("input_tokens", 0), read_, write, hour


def test_writes_lie_inside_where_the_details_name_them(tmp_path: Path) -> None:
    assert buckets(one(tmp_path, WRITES)) == (20, 4000, 400, 600)


def test_writes_lie_outside_in_between(tmp_path: Path) -> None:
    assert buckets(one(tmp_path, WITHOUT_SPLIT)) == (900, 1200, 700, 0)


def test_old_rows_have_their_details_in_the_response_and_all_inside(tmp_path: Path) -> None:
    assert buckets(one(tmp_path, OLD)) == (600, 300, 400, 0)


def test_reads_that_exceed_the_prompt_lie_outside(tmp_path: Path) -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 5383}}
    row = FULL | {"prompt_tokens": 110, "metadata": {"usage_object": details}}
    assert buckets(one(tmp_path, row)) == (110, 5383, 0, 0)


def test_a_dump_of_kwargs_is_the_payload_inside(tmp_path: Path) -> None:
    dump = {"id": "other", "response_cost": 9, "standard_logging_object": FULL}
    assert one(tmp_path, dump) == one(tmp_path, FULL)


def test_latency_is_end_minus_start_and_not_response_time(tmp_path: Path) -> None:
    call = one(
        tmp_path, FULL | {"response_time": 0.4, "completionStartTime": FULL["startTime"] + 0.4}
    )
    assert (call["latency_ms"], call["ttft_ms"]) == (1500, 400)


def test_what_the_cache_saved_is_no_spend_and_its_zero_is_real(tmp_path: Path) -> None:
    row = FULL | {"cache_hit": True, "response_cost": 0, "saved_cache_cost": 0.5}
    assert one(tmp_path, row)["logged_cost_usd"] == "0"


def test_a_zero_of_a_model_without_a_price_is_none(tmp_path: Path) -> None:
    assert "logged_cost_usd" not in one(tmp_path, FULL | {"response_cost": 0})


def test_a_failure_without_tokens_is_a_call_with_its_class(tmp_path: Path) -> None:
    wrong = {"error_class": "", "error_code": "500", "traceback": "canary"}
    row = FULL | {"status": "failure", "prompt_tokens": 0, "completion_tokens": 0}
    row |= {"response_cost": 0, "metadata": {"usage_object": {}}}
    call = one(tmp_path, row | {"error_information": wrong})
    assert (call["status"], call["error_type"], call["logged_cost_usd"]) == ("error", "500", "0")


def test_files_and_batches_bought_nothing_and_are_skipped(tmp_path: Path) -> None:
    row = FULL | {"prompt_tokens": 0, "completion_tokens": 0, "response_cost": 0}
    counts = read(lines(tmp_path, row)).counts
    assert (counts["skipped_rows"], counts["calls"]) == (1, 0)


def test_an_image_that_costs_is_a_call(tmp_path: Path) -> None:
    row = FULL | {"prompt_tokens": 0, "completion_tokens": 0, "response_cost": 0.04}
    assert one(tmp_path, row)["logged_cost_usd"] == "0.04"


def test_later_boxes_of_tags_win(tmp_path: Path) -> None:
    meta = {
        "user_api_key_auth_metadata": {"product": "key", "squad": "key"},
        "requester_metadata": {"product": "body", "squad": "body", "prompt": "canary"},
        "spend_logs_metadata": {"product": "header"},
    }
    call = one(tmp_path, FULL | {"request_tags": ["squad=tag", "vip"], "metadata": meta})
    assert call["product"] == "header"
    assert call["tags"] == {"squad": "tag", "vip": "true"}


def test_the_upstream_provider_stands_in_the_price_map_of_old_rows(tmp_path: Path) -> None:
    assert one(tmp_path, without(FULL, "custom_llm_provider"))["provider"] == "openai"


def test_one_call_in_both_litellm_formats_is_one_call(tmp_path: Path) -> None:
    spend = first_record("litellm_spendlogs.jsonl") | {"request_id": FULL["id"]}
    other = lines(tmp_path, spend | {"custom_llm_provider": "openai"}, name="spend.jsonl")
    counts = read(lines(tmp_path, FULL), other).counts
    assert (counts["calls"], counts["revised_rows"]) == (1, 1)


def test_damaged_rows_are_refused_for_what_is_wrong(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        FULL,
        FULL | {"startTime": None},
        FULL | {"response_cost": "n/a"},
        FULL | {"prompt_tokens": -1},
    )
    assert read(path).refused == [(2, "no_timestamp"), (3, "bad_cost"), (4, "negative_tokens")]


def test_no_text_reaches_a_call() -> None:
    calls = read(SAMPLES / "litellm_standard_payload.jsonl").calls
    assert "made up" not in str(calls)
