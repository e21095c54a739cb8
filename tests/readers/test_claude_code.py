"""Traps of Claude Code sessions: each is one way to count a call twice, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.agents import of_lines
from tests.readers.samples import lines, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.samples import Row


def answer(output: int = 40, at: str = "2026-11-12T09:00:00Z", **more: Any) -> Row:
    usage = {"input_tokens": 10, "output_tokens": output, **more.pop("usage", {})}
    message = {
        "id": "msg_01A",
        "model": "claude-opus-4-6",
        "usage": usage,
        **more.pop("message", {}),
    }
    return {"type": "assistant", "sessionId": "s-1", "timestamp": at, "message": message, **more}


def lifetimes(five_minutes: int, hour: int) -> Row:
    return {"ephemeral_5m_input_tokens": five_minutes, "ephemeral_1h_input_tokens": hour}


def only(folder: Path, *records: Row) -> Row:
    (call,) = of_lines(folder, *records).calls.values()
    return call


def test_of_streamed_lines_the_largest_output_stands_also_when_it_is_not_the_last(
    tmp_path: Path,
) -> None:
    got = of_lines(
        tmp_path, answer(1), answer(90, at="2026-11-12T09:00:05Z"), answer(90), answer(7)
    )
    assert (got.counts["calls"], got.counts["revised_rows"]) == (1, 3)
    assert got.calls["msg_01A"]["output_tokens"] == 90
    assert got.calls["msg_01A"]["started_at"] == "2026-11-12T09:00:05"


def test_the_request_id_is_no_part_of_the_id(tmp_path: Path) -> None:
    got = of_lines(tmp_path, answer(requestId="req_1"), answer(requestId="req_2"), answer())
    assert (got.counts["calls"], got.counts["duplicate_rows"]) == (1, 2)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_sidechain_never_replaces_the_main_chain(tmp_path: Path, turn: int) -> None:
    main = lines(tmp_path, answer(40), name="a.jsonl")
    side = lines(tmp_path, answer(50, isSidechain=True, agentId="b7"), name="b.jsonl")
    got = read(*[main, side][::turn])
    assert got.calls["msg_01A"]["agent_id"] == "main"
    assert got.calls["msg_01A"]["output_tokens"] == 40
    assert got.counts["revised_rows"] == 1


def test_a_sidechain_alone_is_an_agent(tmp_path: Path) -> None:
    assert only(tmp_path, answer(isSidechain=True))["agent_id"] == "sidechain"
    assert only(tmp_path, answer(isSidechain=True, agentId="b7"))["agent_id"] == "b7"


def test_a_copy_in_a_forked_session_is_a_duplicate(tmp_path: Path) -> None:
    copy = answer(forkedFrom={"sessionId": "s-1", "messageUuid": "u"}) | {"sessionId": "s-2"}
    got = of_lines(tmp_path, answer(), copy)
    assert got.counts["duplicate_rows"] == 1
    assert got.calls["msg_01A"]["run_id"] == "s-1"


def test_a_copy_of_the_old_way_is_a_revision(tmp_path: Path) -> None:
    got = of_lines(tmp_path, answer(), answer() | {"sessionId": "s-2"})
    assert (got.counts["calls"], got.counts["revised_rows"]) == (1, 1)


@pytest.mark.parametrize(
    ("usage", "five_minutes", "hour"),
    [
        ({"cache_creation_input_tokens": 90}, 90, None),
        ({"cache_creation_input_tokens": 90, "cache_creation": lifetimes(0, 0)}, 90, None),
        ({"cache_creation_input_tokens": 90, "cache_creation": lifetimes(60, 30)}, 60, 30),
        ({"cache_creation": lifetimes(60, 30)}, 60, 30),
    ],
)
def test_cache_writes_by_lifetime(
    tmp_path: Path, usage: Row, five_minutes: int, hour: int | None
) -> None:
    call = only(tmp_path, answer(usage=usage))
    assert (call["cache_write_tokens"], call.get("cache_write_1h_tokens")) == (five_minutes, hour)


def test_the_sums_of_a_subagent_are_no_call(tmp_path: Path) -> None:
    told = {"type": "user", "sessionId": "s-1", "toolUseResult": {"usage": {"input_tokens": 99}}}
    told["message"] = {"role": "user", "usage": {"input_tokens": 99, "output_tokens": 9}}
    got = of_lines(tmp_path, answer(), told)
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 1)


@pytest.mark.parametrize(
    "line",
    [
        answer(message={"model": "<synthetic>"}),
        answer(isApiErrorMessage=True),
        answer(0, usage={"input_tokens": 0}),
        {"type": "summary", "summary": "x", "leafUuid": "u"},
        {"type": "system", "sessionId": "s-1", "timestamp": "not a time"},
        {"type": "file-history-snapshot", "messageId": "m", "snapshot": {}},
    ],
)
def test_what_is_no_answer_is_skipped(tmp_path: Path, line: Row) -> None:
    got = of_lines(tmp_path, answer(message={"id": "msg_01B"}), line)
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 1)


def test_a_session_without_an_answer_is_one_all_the_same(tmp_path: Path) -> None:
    file = lines(tmp_path, {"type": "summary", "summary": "x", "leafUuid": "u"})
    assert recognised(file) == "claude_code"
    assert read(file).counts["skipped_rows"] == 1


def test_a_line_without_a_type_is_an_answer(tmp_path: Path) -> None:
    line = answer()
    del line["type"]
    assert only(tmp_path, line)["output_tokens"] == 40


def test_old_lines_log_their_cost_and_time(tmp_path: Path) -> None:
    call = only(tmp_path, answer(costUSD=0.0625, durationMs=812))
    assert (call["logged_cost_usd"], call["latency_ms"]) == ("0.0625", 812)
    assert "logged_cost_usd" not in only(tmp_path, answer(costUSD=0))
    assert "logged_cost_usd" not in only(tmp_path, answer(costUSD=None))


def test_a_gateways_model_has_no_provider_and_a_path_of_windows_a_project(tmp_path: Path) -> None:
    call = only(
        tmp_path, answer(message={"model": "kimi-k2.5"}, cwd="C:\\src\\shop\\", gitBranch="")
    )
    assert "provider" not in call
    assert call["tags"] == {"project": "shop"}


def test_wrong_values_are_refused_and_a_broken_line_keeps_its_number(tmp_path: Path) -> None:
    wrong = [
        answer(-1),
        answer(usage={"input_tokens": "many"}),
        answer(at="soon"),
        answer(costUSD="free"),
    ]
    file = lines(tmp_path, answer(message={"id": "msg_01B"}), *wrong)
    with file.open("a", encoding="utf-8") as out:
        out.write('\n{"type":"assistant","message":{"id":\n' + json.dumps(answer()) + "\n")
    got = read(file)
    assert got.refused == [
        (2, "negative_tokens"),
        (3, "tokens_not_a_number"),
        (4, "bad_timestamp"),
        (5, "bad_cost"),
        (7, "not_json"),
    ]
    assert got.counts["calls"] == 2


def test_no_text_is_kept(tmp_path: Path) -> None:
    line = answer(message={"content": [{"type": "text", "text": "CANARY"}]}, toolUseResult="CANARY")
    assert "CANARY" not in json.dumps(only(tmp_path, line))
