"""Traps of OpenAI batch results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import Row, lines, one, read

CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1793606400,
    "model": "gpt-5",
    "service_tier": "default",
    "choices": [{"message": {"content": "secret words"}}],
    "usage": {"prompt_tokens": 100, "completion_tokens": 10},
}
EMBEDDING = {"object": "list", "data": [], "model": "te-3", "usage": {"prompt_tokens": 48}}


def line(number: int, body: Row, code: int = 200, **more: Any) -> Row:
    answer = {"status_code": code, "request_id": f"r{number}", "body": body}
    return {"id": f"batch_req_{number}", "custom_id": "c", "response": answer, "error": None} | more


def test_a_name_of_a_request_is_no_id_of_a_call(tmp_path: Path) -> None:
    got = read(lines(tmp_path, line(1, CHAT), line(2, CHAT)))
    assert list(got.calls) == ["batch_req_1", "batch_req_2"]
    assert got.calls["batch_req_1"]["tags"] == {"custom_id": "c"}


def test_every_call_is_of_the_batch_tier(tmp_path: Path) -> None:
    call = one(tmp_path, line(1, CHAT))
    assert call["service_tier"] == "batch"
    assert "secret words" not in str(call)


@pytest.mark.parametrize(
    "record",
    [
        line(2, {"error": {"message": "secret words", "type": "invalid_request_error"}}, 400),
        {"id": "b", "custom_id": "c", "response": None, "error": {"code": "batch_expired"}},
        {"id": "batch_1", "object": "batch", "usage": {"input_tokens": 5}, "status": "completed"},
    ],
)
def test_failures_and_batch_objects_are_skipped(tmp_path: Path, record: Row) -> None:
    got = read(lines(tmp_path, line(1, CHAT), record))
    assert (got.counts["calls"], got.counts["skipped_rows"], got.refused) == (1, 1, [])


def test_an_embedding_has_a_time_only_beside_it(tmp_path: Path) -> None:
    got = read(lines(tmp_path, line(1, EMBEDDING), line(2, EMBEDDING, timestamp=1793606400)))
    assert got.refused == [(1, "no_timestamp")]
    assert got.calls["batch_req_2"]["input_tokens"] == 48


def test_a_responses_body_counts_by_its_own_names(tmp_path: Path) -> None:
    details = {"cached_tokens": 60, "cache_write_tokens": 30}
    body = {
        "object": "response",
        "created_at": 1793606400,
        "completed_at": 1793606404,
        "status": "incomplete",
        "usage": {"input_tokens": 100, "input_tokens_details": details, "output_tokens": 7},
    }
    call = one(tmp_path, line(1, body))
    assert (call["input_tokens"], call["cache_read_tokens"], call["cache_write_tokens"]) == (
        10,
        60,
        30,
    )
    assert (call["output_tokens"], call["latency_ms"], call["status"]) == (7, 4000, "ok")
