"""Traps of Gemini CLI sessions: two layouts, messages written again, counts outside one another."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.agents import of_lines
from tests.readers.samples import lines, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.samples import Row

HEAD = {"sessionId": "s-1", "projectHash": "4ea8"}


def message(name: str = "m-1", kind: str = "gemini", **tokens: Any) -> Row:
    given = tokens or {"input": 100, "output": 10, "cached": 0}
    return {"id": name, "timestamp": "2026-11-12T09:00:00Z", "type": kind, "tokens": given}


def document(folder: Path, text: str, name: str = "session.json") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def only(folder: Path, *records: Row) -> Row:
    (call,) = of_lines(folder, HEAD, *records).calls.values()
    return call


def test_cached_lies_inside_thoughts_and_tools_outside(tmp_path: Path) -> None:
    call = only(tmp_path, message(input=100, output=10, cached=60, thoughts=7, tool=5, total=122))
    assert call["input_tokens"] == 45
    assert call["cache_read_tokens"] == 60
    assert (call["output_tokens"], call["reasoning_tokens"]) == (17, 7)
    assert (call["provider"], call["agent_id"], call["run_id"]) == ("google", "main", "s-1")


def test_a_total_with_cached_shows_that_they_lie_outside(tmp_path: Path) -> None:
    assert (
        only(tmp_path, message(input=100, output=10, cached=60, total=170))["input_tokens"] == 100
    )
    assert only(tmp_path, message(input=100, output=10, cached=160, tool=80))["input_tokens"] == 180


def test_a_message_written_again_is_a_duplicate(tmp_path: Path) -> None:
    got = of_lines(
        tmp_path, HEAD, message() | {"tokens": None}, message(), message() | {"toolCalls": []}
    )
    assert (got.counts["calls"], got.counts["duplicate_rows"], got.counts["skipped_rows"]) == (
        1,
        1,
        2,
    )


def test_what_was_taken_back_or_restated_was_billed_once(tmp_path: Path) -> None:
    restated = {"$set": {"messages": [message(), message("m-2")]}}
    got = of_lines(tmp_path, HEAD, message(), {"$rewindTo": "m-0"}, restated)
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 3)


@pytest.mark.parametrize("kind", ["user", "info", "warning", "error"])
def test_other_messages_are_no_calls(tmp_path: Path, kind: str) -> None:
    got = of_lines(
        tmp_path, HEAD, message(), message("m-2", kind), message("m-3", input=0, output=0)
    )
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 3)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("turn", [1, -1])
def test_both_layouts_give_equal_calls(tmp_path: Path, indent: int | None, turn: int) -> None:
    told = [message(), message("m-2", input=7, output=1)]
    whole = dict(list({**HEAD, "messages": told}.items())[::turn])
    old = document(tmp_path, json.dumps(whole, indent=indent))
    new = lines(tmp_path, {**HEAD, "kind": "main"}, *told, name="session.jsonl")
    got = read(old, new)
    assert read(old).calls == read(new).calls == got.calls
    assert (got.counts["calls"], got.counts["duplicate_rows"], got.counts["skipped_rows"]) == (
        2,
        2,
        1,
    )


def test_a_long_session_in_one_document_is_recognised_and_streamed(tmp_path: Path) -> None:
    told = [{**message(f"m-{n}"), "content": "x" * 4000} for n in range(400)]
    assert read(document(tmp_path, json.dumps({**HEAD, "messages": told}))).counts["calls"] == 400
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(json.dumps({**HEAD, "messages": told}, indent=1).encode()))
    assert read(packed).counts["calls"] == 400


def test_a_session_may_have_no_messages(tmp_path: Path) -> None:
    file = document(tmp_path, json.dumps({**HEAD, "messages": []}))
    assert recognised(file) == "gemini_cli"
    assert read(file).counts["read_rows"] == 0


def test_a_subagent_is_an_agent_and_its_session_ends_where_the_next_begins(tmp_path: Path) -> None:
    second = {**HEAD, "sessionId": "s-2", "kind": "subagent"}
    got = of_lines(tmp_path, HEAD, message(), second, message("m-2"))
    assert (got.calls["m-1"]["run_id"], got.calls["m-1"]["agent_id"]) == ("s-1", "main")
    assert (got.calls["m-2"]["run_id"], got.calls["m-2"]["agent_id"]) == ("s-2", "subagent")
    assert got.calls["m-2"]["tags"] == {"projectHash": "4ea8"}


def test_wrong_counts_are_refused_and_a_broken_line_keeps_its_number(tmp_path: Path) -> None:
    wrong = [message("m-2", input=5, output="ten"), message("m-3", input=-5, output=1)]
    file = lines(tmp_path, HEAD, *wrong, message("m-4", input="5", output=1, thoughts=[1]))
    with file.open("a", encoding="utf-8") as out:
        out.write('\n{"id":"m-5","tokens":\n' + json.dumps(message()) + "\n")
    got = read(file)
    assert got.refused == [
        (2, "tokens_not_a_number"),
        (3, "negative_tokens"),
        (4, "tokens_not_a_number"),
        (6, "not_json"),
    ]
    assert set(got.calls) == {"m-1"}


def test_no_text_is_kept(tmp_path: Path) -> None:
    call = only(tmp_path, {**message(), "content": "CANARY", "thoughts": ["CANARY"]})
    assert "CANARY" not in json.dumps(call)
