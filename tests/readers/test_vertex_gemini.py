"""Traps of Gemini answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import Row, lines, one, read

AT = "2026-11-02T08:00:00Z"


def answer(number: int = 1, **counts: Any) -> Row:
    usage = {"promptTokenCount": 100, "candidatesTokenCount": 10} | counts
    return {
        "candidates": [{"content": {"parts": [{"text": "secret words"}]}, "finishReason": "STOP"}],
        "usageMetadata": {name: count for name, count in usage.items() if count is not None},
        "modelVersion": "models/gemini-x",
        "responseId": f"r{number}",
    }


def test_thoughts_and_tool_prompts_lie_outside_and_the_cache_inside(tmp_path: Path) -> None:
    counts = {"cachedContentTokenCount": 80, "thoughtsTokenCount": 7, "toolUsePromptTokenCount": 30}
    call = one(tmp_path, answer(**counts) | {"createTime": AT})
    assert (call["input_tokens"], call["cache_read_tokens"]) == (50, 80)
    assert (call["output_tokens"], call["reasoning_tokens"]) == (17, 7)


def test_a_count_that_is_missing_is_none(tmp_path: Path) -> None:
    call = one(tmp_path, answer(candidatesTokenCount=None, promptTokenCount=7) | {"ts": AT})
    assert call["input_tokens"] == 7
    assert "output_tokens" not in call


def test_a_wrong_count_is_refused(tmp_path: Path) -> None:
    got = read(lines(tmp_path, answer(thoughtsTokenCount=-1) | {"createTime": AT}))
    assert got.refused == [(1, "negative_tokens")]


def test_of_chunks_that_grow_the_largest_stands(tmp_path: Path) -> None:
    chunks = [{"ts": AT, "response": answer(candidatesTokenCount=n)} for n in (None, 3, 9)]
    got = read(lines(tmp_path, *chunks))
    assert got.counts["revised_rows"] == 2
    assert got.calls["r1"]["output_tokens"] == 9


@pytest.mark.parametrize(
    "record",
    [
        {"name": "cachedContents/x", "createTime": AT, "usageMetadata": {"totalTokenCount": 9}},
        {
            "ts": AT,
            "response": {"name": "cachedContents/x", "usageMetadata": {"totalTokenCount": 9}},
        },
        {"totalTokens": 31},
        {"error": {"code": 429, "message": "secret words"}},
        {"response": {"error": {"code": 429}}},
        {"status": "Bad Request: secret words", "processed_time": AT, "request": {}},
        {
            "createTime": AT,
            "promptFeedback": {"blockReason": "X"},
            "usageMetadata": {"trafficType": "Y"},
        },
    ],
)
def test_what_is_no_call_is_skipped(tmp_path: Path, record: Row) -> None:
    got = read(lines(tmp_path, answer() | {"createTime": AT}, record))
    assert (got.counts["calls"], got.counts["skipped_rows"], got.refused) == (1, 1, [])


def test_a_block_bills_its_prompt(tmp_path: Path) -> None:
    blocked = answer(candidatesTokenCount=None) | {"promptFeedback": {"blockReason": "SAFETY"}}
    call = one(tmp_path, blocked | {"createTime": AT})
    assert (call["status"], call["error_type"], call["input_tokens"]) == ("error", "SAFETY", 100)


def test_an_answer_of_the_gemini_api_has_no_time_of_its_own(tmp_path: Path) -> None:
    assert read(lines(tmp_path, answer())).refused == [(1, "no_timestamp")]


def test_its_own_time_outweighs_that_of_the_record_around_it(tmp_path: Path) -> None:
    record = {"timestamp": "2026-11-03T00:00:00Z", "response": answer() | {"createTime": AT}}
    assert one(tmp_path, record)["started_at"] == "2026-11-02T08:00:00"


def test_a_batch_prediction_is_of_the_batch_tier(tmp_path: Path) -> None:
    asked = {"labels": {"team_id": "blue"}, "contents": ["secret words"]}
    record = {"status": "", "processed_time": AT, "request": asked, "response": answer()}
    call = one(tmp_path, record)
    assert (call["service_tier"], call["team_id"], call["model"]) == ("batch", "blue", "gemini-x")
    assert "secret words" not in str(call)


@pytest.mark.parametrize("written", [lambda o: o, json.dumps])
def test_rows_of_bigquery_hold_objects_or_text(tmp_path: Path, written: Any) -> None:
    full = {
        name: value
        for name, value in answer().items()
        if name not in ("responseId", "modelVersion")
    }
    call = read(
        lines(
            tmp_path,
            {
                "logging_time": "2026-11-02 08:00:00.250000 UTC",
                "request_id": "77",
                "model": "gemini-y",
                "model_version": "default",
                "full_request": written({"labels": {"agent": "kb"}}),
                "full_response": written(full),
            },
        ),
        format_in="vertex_gemini",
    ).calls["77"]
    assert (call["model"], call["agent_id"]) == ("gemini-y", "kb")
    assert call["started_at"] == "2026-11-02T08:00:00.250000"


def test_traffic_and_tier_are_kept_for_the_price(tmp_path: Path) -> None:
    call = one(tmp_path, answer(trafficType="ON_DEMAND", serviceTier="flex") | {"createTime": AT})
    assert (call["tags"], call["service_tier"]) == ({"trafficType": "ON_DEMAND"}, "flex")
