"""Traps of OpenAI chat completions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import Row, lines, one, read, without

USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
ANSWER: Row = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1793606400,
    "model": "gpt-5",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "secret words"}}],
    "usage": USAGE,
}
CHUNK: Row = ANSWER | {"object": "chat.completion.chunk", "usage": None, "choices": []}


def usage(**details: Any) -> Row:
    return ANSWER | {"usage": USAGE | {"prompt_tokens_details": details}}


def test_a_stream_counts_its_last_chunk_alone(tmp_path: Path) -> None:
    got = read(lines(tmp_path, CHUNK, CHUNK, CHUNK | {"usage": USAGE}))
    assert got.counts["skipped_rows"] == 2
    assert got.calls["chatcmpl-1"]["output_tokens"] == 10


def test_a_stream_that_was_cut_has_no_call(tmp_path: Path) -> None:
    got = read(lines(tmp_path, CHUNK, CHUNK))
    assert (got.counts["skipped_rows"], got.calls) == (2, {})


def test_of_usage_that_grows_chunk_by_chunk_the_largest_stands(tmp_path: Path) -> None:
    grown = [CHUNK | {"usage": USAGE | {"completion_tokens": n}} for n in (1, 12, 7)]
    got = read(lines(tmp_path, *grown))
    assert got.counts["revised_rows"] == 2
    assert got.calls["chatcmpl-1"]["output_tokens"] == 12


@pytest.mark.parametrize(
    ("missing", "reason"), [("usage", "no_usage"), ("created", "no_timestamp")]
)
def test_an_answer_that_lacks_what_a_call_needs_is_refused(
    tmp_path: Path, missing: str, reason: str
) -> None:
    got = read(lines(tmp_path, ANSWER | {"id": "chatcmpl-2"}, without(ANSWER, missing)))
    assert got.refused == [(2, reason)]


@pytest.mark.parametrize(
    "record",
    [
        {"error": {"message": "secret words", "code": "rate_limit_exceeded"}},
        {"object": "chat.completion.deleted", "id": "chatcmpl-1", "deleted": True},
    ],
)
def test_errors_and_deletions_are_skipped(tmp_path: Path, record: Row) -> None:
    got = read(lines(tmp_path, ANSWER, record))
    assert (got.counts["skipped_rows"], got.refused) == (1, [])


@pytest.mark.parametrize("details", [{}, {"prompt_tokens_details": None}])
def test_old_answers_have_no_details(tmp_path: Path, details: Row) -> None:
    assert one(tmp_path, ANSWER | {"usage": USAGE | details})["input_tokens"] == 100


def test_counts_may_come_as_text_or_whole_floats(tmp_path: Path) -> None:
    call = one(tmp_path, ANSWER | {"usage": {"prompt_tokens": "100", "completion_tokens": 10.0}})
    assert (call["input_tokens"], call["output_tokens"]) == (100, 10)


def test_read_and_written_tokens_lie_inside_the_prompt(tmp_path: Path) -> None:
    call = one(tmp_path, usage(cached_tokens=60, cache_write_tokens=30))
    assert (call["input_tokens"], call["cache_read_tokens"], call["cache_write_tokens"]) == (
        10,
        60,
        30,
    )


def test_cached_tokens_above_the_prompt_lie_outside(tmp_path: Path) -> None:
    call = one(tmp_path, usage(cached_tokens=5383))
    assert (call["input_tokens"], call["cache_read_tokens"]) == (100, 5383)


@pytest.mark.parametrize(
    "mark",
    [
        {"prompt_filter_results": [{"prompt_index": 0}]},
        {"choices": [{"index": 0, "content_filter_results": {"hate": {"filtered": False}}}]},
    ],
)
def test_filter_results_tell_azure(tmp_path: Path, mark: Row) -> None:
    assert one(tmp_path, ANSWER | mark)["provider"] == "azure"


def test_metadata_gives_tags_but_no_text(tmp_path: Path) -> None:
    metadata = {"agent": "bot", "session_id": "s1", "question": "secret words", "retry": True}
    call = one(tmp_path, ANSWER | {"metadata": metadata, "input_user": "u1"})
    assert (call["agent_id"], call["run_id"], call["user_id"]) == ("bot", "s1", "u1")
    assert call["tags"] == {"retry": "true"}
    assert "secret words" not in str(call)
