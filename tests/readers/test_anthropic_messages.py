"""Traps of Anthropic messages and batch results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import Row, lines, one, read, recognised

AT = "2026-11-02T08:00:00Z"


def message(**usage: Any) -> Row:
    return {
        "id": "msg_1",
        "type": "message",
        "model": "claude-sonnet-4-5",
        "content": [{"type": "text", "text": "secret words"}],
        "usage": {"input_tokens": 10, "output_tokens": 5} | usage,
    }


def result(kind: str, **more: Any) -> Row:
    return {"custom_id": "doc", "result": {"type": kind} | more}


def step(kind: str, given: int, made: int, **more: Any) -> Row:
    return {"type": kind, "input_tokens": given, "output_tokens": made} | more


def test_a_message_without_a_time_is_refused(tmp_path: Path) -> None:
    assert read(lines(tmp_path, message())).refused == [(1, "no_timestamp")]


@pytest.mark.parametrize("box", ["message", "response", "body"])
@pytest.mark.parametrize("time", [AT, "2026-11-02T09:00:00+01:00", 1793606400, 1793606400000])
def test_a_record_around_it_gives_the_time(tmp_path: Path, box: str, time: object) -> None:
    call = one(tmp_path, {"created_at": time, box: message()})
    assert call["started_at"] == "2026-11-02T08:00:00"
    assert "secret words" not in str(call)


def test_cached_and_written_tokens_lie_outside_the_input(tmp_path: Path) -> None:
    split = {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 400}
    counts = {"cache_read_input_tokens": 900, "cache_creation_input_tokens": 700}
    call = one(tmp_path, message(**counts, cache_creation=split) | {"ts": AT})
    assert (call["input_tokens"], call["cache_read_tokens"]) == (10, 900)
    assert (call["cache_write_tokens"], call["cache_write_1h_tokens"]) == (300, 400)


@pytest.mark.parametrize("split", [None, {}, {"ephemeral_5m_input_tokens": 0}])
def test_without_a_split_all_is_written_for_five_minutes(tmp_path: Path, split: object) -> None:
    record = message(cache_creation_input_tokens=700, cache_creation=split) | {"ts": AT}
    call = one(tmp_path, record)
    assert call["cache_write_tokens"] == 700
    assert "cache_write_1h_tokens" not in call


def test_a_compaction_is_billed_beside_the_top_level(tmp_path: Path) -> None:
    steps = [step("compaction", 500, 40, cache_creation_input_tokens=60), step("message", 10, 5)]
    call = one(tmp_path, message(iterations=steps) | {"ts": AT})
    assert (call["input_tokens"], call["output_tokens"], call["cache_write_tokens"]) == (
        510,
        45,
        60,
    )


def test_iterations_of_messages_alone_are_in_the_top_level(tmp_path: Path) -> None:
    steps = [step("message", 4, 2), step("message", 6, 3)]
    assert one(tmp_path, message(iterations=steps) | {"ts": AT})["input_tokens"] == 10


def test_a_wrong_count_inside_an_iteration_is_refused(tmp_path: Path) -> None:
    steps = [step("compaction", -5, 1), step("message", 10, 5)]
    got = read(lines(tmp_path, message(iterations=steps) | {"ts": AT}))
    assert got.refused == [(1, "negative_tokens")]


@pytest.mark.parametrize("kind", ["errored", "canceled", "expired"])
def test_results_that_did_not_succeed_are_skipped(tmp_path: Path, kind: str) -> None:
    got = read(lines(tmp_path, result("succeeded", message=message()) | {"ts": AT}, result(kind)))
    assert (got.counts["skipped_rows"], got.refused) == (1, [])


@pytest.mark.parametrize("wrap", [False, True])
def test_errors_are_skipped(tmp_path: Path, wrap: bool) -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "secret words"}}
    got = read(lines(tmp_path, message() | {"ts": AT}, {"response": error} if wrap else error))
    assert (got.counts["skipped_rows"], got.refused) == (1, [])


def test_a_result_of_a_batch_is_of_its_tier(tmp_path: Path) -> None:
    body = message(service_tier="standard")
    call = one(tmp_path, result("succeeded", message=body) | {"created_at": AT})
    assert (call["service_tier"], call["tags"]) == ("batch", {"custom_id": "doc"})


def test_of_a_snapshot_and_the_final_message_the_largest_output_stands(tmp_path: Path) -> None:
    got = read(lines(tmp_path, *(message(output_tokens=n) | {"ts": AT} for n in (1, 188))))
    assert got.counts["revised_rows"] == 1
    assert got.calls["msg_1"]["output_tokens"] == 188


def test_tags_come_from_the_record_around_it_but_no_text(tmp_path: Path) -> None:
    around = {"ts": AT, "team_id": "blue", "key_id": "svc", "request": {"x": "secret words"}}
    boxes = {"metadata": {"team_id": "red", "content": "secret words"}, "tags": ["squad:b"]}
    call = one(tmp_path, around | boxes | {"message": message(inference_geo="us", speed=None)})
    assert (call["team_id"], call["key_id"]) == ("blue", "svc")
    assert call["tags"] == {"inference_geo": "us", "squad": "b"}


def test_bedrock_serves_messages_of_its_own_ids(tmp_path: Path) -> None:
    call = one(tmp_path, message() | {"id": "msg_bdrk_1", "ts": AT})
    assert call["provider"] == "bedrock"


def test_a_session_of_a_coding_agent_is_not_taken(tmp_path: Path) -> None:
    session = {"type": "assistant", "sessionId": "s", "timestamp": AT, "message": message()}
    assert recognised(lines(tmp_path, session)) != "anthropic_messages"
