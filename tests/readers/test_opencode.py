"""Traps of opencode messages: three layouts of one message, and reasoning in the output or beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.agents import of_lines
from tests.readers.samples import lines, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.samples import Row

CREATED = 1_794_474_000_250


def message(name: str = "msg_1", **more: Any) -> Row:
    tokens = {"input": 12, "output": 40, "reasoning": 0, "cache": {"read": 300, "write": 50}}
    return {
        "id": name,
        "sessionID": "ses_1",
        "role": "assistant",
        "time": {"created": CREATED, "completed": CREATED + 5000},
        "modelID": "gpt-5",
        "providerID": "openai",
        "mode": "build",
        "path": {"cwd": "/srv/stock"},
        "cost": 0.0125,
        **more,
        "tokens": {**tokens, **more.get("tokens", {})},
    }


def row(told: Row) -> Row:
    data = {name: value for name, value in told.items() if name not in ("id", "sessionID")}
    said = {"id": told["id"], "session_id": told["sessionID"], "time_created": CREATED}
    return {**said, "data": json.dumps(data)}


def export(*told: Row) -> Row:
    parts = [{"type": "step-finish", "tokens": {"input": 99}, "cost": 9, "text": "CANARY"}]
    session = {"id": "ses_1", "directory": "/srv/other", "time": {"created": 1}}
    return {"info": session, "messages": [{"info": info, "parts": parts} for info in told]}


def document(folder: Path, value: object, name: str, indent: int | None = 2) -> Path:
    file = folder / name
    file.write_text(json.dumps(value, indent=indent), encoding="utf-8")
    return file


def only(folder: Path, told: Row) -> Row:
    (call,) = of_lines(folder, told).calls.values()
    return call


def test_a_message_is_a_call(tmp_path: Path) -> None:
    assert only(tmp_path, message()) == {
        "started_at": "2026-11-12T09:00:00.250000",
        "run_id": "ses_1",
        "agent_id": "build",
        "tags": {"project": "stock"},
        "provider": "openai",
        "model": "gpt-5",
        "input_tokens": 12,
        "cache_read_tokens": 300,
        "cache_write_tokens": 50,
        "output_tokens": 40,
        "reasoning_tokens": 0,
        "logged_cost_usd": "0.0125",
        "status": "ok",
    }


@pytest.mark.parametrize("indent", [None, 2])
def test_every_layout_gives_the_same_call(tmp_path: Path, indent: int | None) -> None:
    told = message(cost=9.9e-07, error={"name": "APIError"}, tokens={"total": 402})
    files = [
        document(tmp_path, told, "message.json", indent),
        document(tmp_path, export(told), "export.json", indent),
        document(tmp_path, [row(told)], "array.json", indent),
        lines(tmp_path, row(told)),
    ]
    assert {recognised(file) for file in files} == {"opencode"}
    calls = [read(file).calls for file in files]
    assert calls == [calls[0]] * 4
    got = read(*files)
    assert (got.counts["calls"], got.counts["duplicate_rows"]) == (1, 3)
    assert "CANARY" not in json.dumps(got.calls)


@pytest.mark.parametrize(
    ("tokens", "output"),
    [
        ({"output": 40, "reasoning": 30, "total": 402}, 40),
        ({"output": 40, "reasoning": 30, "total": 432}, 70),
        ({"output": 40, "reasoning": 30}, 40),
        ({"output": 40, "reasoning": 45}, 85),
    ],
)
def test_the_total_tells_whether_reasoning_lies_inside(
    tmp_path: Path, tokens: Row, output: int
) -> None:
    call = only(tmp_path, message(tokens=tokens))
    assert (call["output_tokens"], call["reasoning_tokens"]) == (output, tokens["reasoning"])


@pytest.mark.parametrize(
    "told",
    [
        {**message("msg_2"), "role": "user"},
        {"id": "msg_2", "sessionID": "ses_1", "role": "user", "time": {"created": CREATED}},
        message(
            "msg_2", cost=0, tokens={"input": 0, "output": 0, "cache": {"read": 0, "write": 0}}
        ),
        {**row(message("prt_2")), "message_id": "msg_1"},
    ],
)
def test_what_is_no_answer_is_skipped(tmp_path: Path, told: Row) -> None:
    got = of_lines(tmp_path, message(), told)
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 1)


def test_a_file_of_a_user_message_is_recognised(tmp_path: Path) -> None:
    told = {"id": "msg_2", "sessionID": "ses_1", "role": "user", "time": {"created": CREATED}}
    file = document(tmp_path, told, "message.json")
    assert recognised(file) == "opencode"
    assert read(file).counts["skipped_rows"] == 1


def test_an_estimate_of_nothing_is_unknown_and_an_aborted_answer_billed(tmp_path: Path) -> None:
    call = only(tmp_path, message(cost=0, agent="general", error={"name": "MessageAbortedError"}))
    assert "logged_cost_usd" not in call
    assert (call["status"], call["error_type"]) == ("error", "MessageAbortedError")
    assert call["agent_id"] == "general"


def test_a_long_export_is_recognised_and_streamed(tmp_path: Path) -> None:
    told = [{**message(f"msg_{n}"), "summary": "x" * 4000} for n in range(300)]
    for indent in (None, 1):
        assert read(document(tmp_path, export(*told), "e.json", indent)).counts["calls"] == 300


def test_wrong_values_are_refused_and_a_broken_line_keeps_its_number(tmp_path: Path) -> None:
    wrong = [message("msg_2", tokens={"output": -4}), message("msg_3", tokens={"reasoning": "few"})]
    late = message("msg_4", cost="free"), {**message("msg_5"), "time": {"created": "soon"}}
    file = lines(tmp_path, message(), *wrong, *map(row, late))
    with file.open("a", encoding="utf-8") as out:
        out.write('\n{"id":"msg_6","data":\n')
    got = read(file)
    assert got.refused == [
        (2, "negative_tokens"),
        (3, "tokens_not_a_number"),
        (4, "bad_cost"),
        (5, "bad_timestamp"),
        (7, "not_json"),
    ]
    assert set(got.calls) == {"msg_1"}
