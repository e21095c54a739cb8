"""Traps of OpenAI responses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.readers.samples import Row, lines, one, read, stored_twice

USAGE = {"input_tokens": 100, "output_tokens": 10, "total_tokens": 110}
ANSWER: Row = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1793606400,
    "status": "completed",
    "model": "gpt-5",
    "output": [{"type": "message", "content": [{"text": "secret words"}]}],
    "usage": USAGE,
}


def answer(number: int, before: int | None = None, **more: object) -> Row:
    previous = f"resp_{before}" if before else None
    return ANSWER | {"id": f"resp_{number}", "previous_response_id": previous} | more


@pytest.mark.parametrize("status", ["incomplete", "completed"])
def test_what_ran_into_a_limit_bills_as_usual(tmp_path: Path, status: str) -> None:
    assert one(tmp_path, ANSWER | {"status": status})["status"] == "ok"


def test_what_failed_bills_when_it_counted(tmp_path: Path) -> None:
    call = one(tmp_path, ANSWER | {"status": "failed", "error": {"code": "server_error"}})
    assert (call["status"], call["error_type"], call["output_tokens"]) == (
        "error",
        "server_error",
        10,
    )
    assert one(tmp_path, ANSWER | {"status": "cancelled"})["error_type"] == "cancelled"


@pytest.mark.parametrize("status", ["queued", "in_progress", "failed", "cancelled"])
def test_what_counted_nothing_and_did_not_complete_is_skipped(tmp_path: Path, status: str) -> None:
    got = read(lines(tmp_path, answer(2), ANSWER | {"status": status, "usage": None}))
    assert (got.counts["skipped_rows"], got.refused) == (1, [])


def test_what_completed_without_usage_is_refused(tmp_path: Path) -> None:
    assert read(lines(tmp_path, answer(2), ANSWER | {"usage": None})).refused == [(2, "no_usage")]


def test_of_states_of_one_response_the_largest_output_stands(tmp_path: Path) -> None:
    states = [
        ANSWER | {"status": "in_progress", "usage": None},
        ANSWER | {"status": "incomplete", "usage": USAGE | {"output_tokens": 4}},
        ANSWER,
    ]
    got = read(lines(tmp_path, *states))
    assert (got.counts["skipped_rows"], got.counts["revised_rows"]) == (1, 1)
    assert got.calls["resp_1"]["output_tokens"] == 10


def test_of_a_stream_the_last_event_counts(tmp_path: Path) -> None:
    begun = ANSWER | {"status": "in_progress", "usage": None}
    got = read(
        lines(
            tmp_path,
            {"type": "response.created", "response": begun},
            {"type": "response.output_text.delta", "delta": "secret words"},
            {"type": "response.completed", "response": ANSWER},
        )
    )
    assert (got.counts["skipped_rows"], list(got.calls)) == (2, ["resp_1"])
    assert "secret words" not in str(got.calls)


def test_deleted_responses_are_skipped(tmp_path: Path) -> None:
    deleted = {"id": "resp_9", "object": "response", "deleted": True}
    assert read(lines(tmp_path, ANSWER, deleted)).counts["skipped_rows"] == 1


def test_a_compaction_bills_without_a_model(tmp_path: Path) -> None:
    call = one(
        tmp_path,
        {
            "id": "resp_1",
            "object": "response.compaction",
            "created_at": 1793606400.5,
            "usage": USAGE,
        },
    )
    assert "model" not in call
    assert call["input_tokens"] == 100


def test_read_and_written_tokens_lie_inside_the_input(tmp_path: Path) -> None:
    details = {"input_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30}}
    call = one(tmp_path, ANSWER | {"usage": USAGE | details})
    assert (call["input_tokens"], call["cache_read_tokens"], call["cache_write_tokens"]) == (
        10,
        60,
        30,
    )


def test_a_chain_is_one_run_in_any_order_and_over_files(tmp_path: Path) -> None:
    chain = [answer(4, 3), answer(2, 1), answer(1), answer(3, 2)]
    whole = lines(tmp_path, *chain)
    parts = [lines(tmp_path, record, name=f"{n}.jsonl") for n, record in enumerate(chain)]
    assert {call["run_id"] for call in read(whole).calls.values()} == {"resp_1"}
    assert read(*parts).calls == read(whole).calls == stored_twice(*parts)


def test_a_chain_leads_to_the_last_id_known_even_if_it_is_not_there(tmp_path: Path) -> None:
    got = read(lines(tmp_path, answer(3, 2), answer(2, 1)))
    assert {call["run_id"] for call in got.calls.values()} == {"resp_1"}


def test_responses_that_continue_one_another_in_a_circle_are_read(tmp_path: Path) -> None:
    got = read(lines(tmp_path, answer(1, 2), answer(2, 1)))
    assert len(got.calls) == 2


def test_a_conversation_or_a_run_of_its_own_outweighs_the_chain(tmp_path: Path) -> None:
    got = read(
        lines(
            tmp_path,
            answer(2, 1, conversation={"id": "conv_1"}),
            answer(3, 1, metadata={"trace_id": "t1"}),
        )
    )
    assert [call["run_id"] for call in got.calls.values()] == ["conv_1", "t1"]


def test_the_user_is_told_in_three_places(tmp_path: Path) -> None:
    named = ANSWER | {"safety_identifier": "hash", "user": "u1"}
    assert one(tmp_path, named | {"metadata": {"end_user": "u0"}})["user_id"] == "u0"
    assert one(tmp_path, named)["user_id"] == "u1"
    assert one(tmp_path, ANSWER | {"safety_identifier": "hash"})["user_id"] == "hash"


def test_a_page_of_stored_responses_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text(json.dumps({"object": "list", "data": [ANSWER, answer(2)]}, indent=1))
    assert len(read(page).calls) == 2
