"""Traps of Codex rollouts: running totals that repeat, begin anew, and come along with copied lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.agents import of_lines
from tests.readers.samples import lines, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.samples import Read, Row

PARENT = "2026-11-12T08:00:00Z"


def line(kind: str, at: str, **payload: Any) -> Row:
    return {"timestamp": at, "type": kind, "payload": payload}


def meta(name: str = "s-1", at: str = "2026-11-12T09:00:00Z", **more: Any) -> Row:
    return line("session_meta", at, id=name, timestamp=at, **more)


def usage(total: Any, output: int = 10, cached: int = 0) -> Row:
    return {"input_tokens": total, "cached_input_tokens": cached, "output_tokens": output}


def count(at: str, total: Row | None, last: Row | None = None) -> Row:
    info = {"total_token_usage": total, "last_token_usage": last}
    return line("event_msg", at, type="token_count", info=info if total or last else None)


def at(second: int) -> str:
    return f"2026-11-12T09:{second // 60:02d}:{second % 60:02d}Z"


def sizes(got: Read) -> dict[str, tuple[int, int]]:
    return {
        name: (call.get("input_tokens", 0), call["output_tokens"])
        for name, call in got.calls.items()
    }


def test_a_call_is_what_the_total_grew_by(tmp_path: Path) -> None:
    got = of_lines(tmp_path, meta(), count(at(1), usage(100, 10)), count(at(2), usage(250, 14)))
    assert sizes(got) == {"s-1:1": (100, 10), "s-1:2": (150, 4)}
    assert got.calls["s-1:2"]["started_at"] == "2026-11-12T09:00:02"


def test_a_repeated_total_is_no_call_but_an_equal_last_is(tmp_path: Path) -> None:
    last = usage(100, 10)
    first, second = usage(100, 10), usage(200, 20)
    counts = [count(at(1), first, last), count(at(2), first, last), count(at(3), second, last)]
    got = of_lines(tmp_path, meta(), *counts, count(at(4), None))
    assert sizes(got) == {"s-1:1": (100, 10), "s-1:2": (100, 10)}
    assert got.counts["skipped_rows"] == 3


def test_a_full_window_is_no_call_and_the_next_total_begins_at_zero(tmp_path: Path) -> None:
    full = {**usage(0, 0), "total_tokens": 272_000}
    counts = [
        count(at(1), usage(900, 90)),
        count(at(2), full, usage(0, 0)),
        count(at(3), usage(50, 5)),
    ]
    assert sizes(of_lines(tmp_path, meta(), *counts)) == {"s-1:1": (900, 90), "s-1:2": (50, 5)}


def test_a_total_that_shrank_began_anew(tmp_path: Path) -> None:
    counts = [count(at(1), usage(900, 90)), count(at(2), usage(300, 30), usage(20, 2))]
    assert sizes(of_lines(tmp_path, meta(), *counts))["s-1:2"] == (20, 2)


def test_cached_and_written_tokens_lie_inside_the_input(tmp_path: Path) -> None:
    total = {**usage(1000, 50, cached=600), "cache_write_input_tokens": 300}
    (call,) = of_lines(tmp_path, meta(), count(at(1), total)).calls.values()
    assert (call["input_tokens"], call["cache_read_tokens"], call["cache_write_tokens"]) == (
        100,
        600,
        300,
    )


def test_the_model_and_the_place_are_those_of_the_latest_turn(tmp_path: Path) -> None:
    turn = line("turn_context", at(2), model="gpt-5", cwd="/srv/b", effort="high")
    counts = [count(at(1), usage(10)), turn, count(at(3), usage(30, 20))]
    head = meta(cwd="/srv/a", originator="cli", cli_version="0.9", git={"branch": "main"})
    got = of_lines(tmp_path, head, *counts).calls
    assert "model" not in got["s-1:1"]
    assert got["s-1:1"]["tags"]["project"] == "a"
    assert got["s-1:2"]["model"] == "gpt-5"
    assert got["s-1:2"]["tags"] == {
        "project": "b",
        "branch": "main",
        "originator": "cli",
        "cli_version": "0.9",
        "effort": "high",
    }


@pytest.mark.parametrize(
    ("head", "agent"),
    [
        ({}, "main"),
        ({"source": "cli"}, "main"),
        ({"source": {"subagent": "review"}}, "review"),
        ({"agent_nickname": "Euclid", "source": {"subagent": {"thread_spawn": {}}}}, "Euclid"),
        ({"agent_nickname": "Euclid", "agent_role": "explorer"}, "explorer"),
    ],
)
def test_who_the_agent_is(tmp_path: Path, head: Row, agent: str) -> None:
    (call,) = of_lines(tmp_path, meta(**head), count(at(1), usage(10))).calls.values()
    assert call["agent_id"] == agent


def test_lines_of_the_parent_with_their_old_times_are_not_counted_again(tmp_path: Path) -> None:
    copied = [
        meta("s-0", PARENT),
        count("2026-11-12T08:00:05Z", usage(100)),
        count("2026-11-12T08:30:00Z", usage(300, 30)),
    ]
    got = of_lines(tmp_path, meta(), *copied, count(at(5), usage(320, 34)))
    assert sizes(got) == {"s-1:1": (20, 4)}


def test_lines_of_the_parent_with_new_times_are_those_without_a_pause(tmp_path: Path) -> None:
    copied = [
        meta("s-0", "2026-11-12T09:00:00.100Z"),
        count("2026-11-12T09:00:00.900Z", usage(100)),
        count("2026-11-12T09:00:01.700Z", usage(300, 30)),
    ]
    got = of_lines(
        tmp_path, meta(), *copied, count(at(5), usage(320, 34)), count(at(5), usage(330, 36))
    )
    assert sizes(got) == {"s-1:1": (20, 4), "s-1:2": (10, 2)}


def test_a_subagent_that_copied_nothing_counts_from_its_first_line(tmp_path: Path) -> None:
    head = meta(source={"subagent": {"thread_spawn": {"depth": 1}}})
    got = of_lines(tmp_path, head, count("2026-11-12T09:00:00.200Z", usage(100)))
    assert sizes(got) == {"s-1:1": (100, 10)}


def test_its_own_head_again_changes_nothing(tmp_path: Path) -> None:
    counts = [count(at(1), usage(100)), meta(), count(at(9), usage(130, 15))]
    assert sizes(of_lines(tmp_path, meta(), *counts)) == {"s-1:1": (100, 10), "s-1:2": (30, 5)}


@pytest.mark.parametrize("turn", [1, -1])
def test_rollouts_one_behind_another_count_as_they_do_apart(tmp_path: Path, turn: int) -> None:
    longer = [meta(), count(at(1), usage(100)), count(at(2), usage(130, 15))]
    other = [meta("s-2"), count(at(3), usage(7))]
    parts = [longer, longer[:2], other][::turn]
    got = of_lines(tmp_path, *(record for part in parts for record in part))
    assert sizes(got) == {"s-1:1": (100, 10), "s-1:2": (30, 5), "s-2:1": (7, 10)}


def test_wrong_counts_are_refused_and_change_no_total(tmp_path: Path) -> None:
    wrong = [count(at(2), usage("many")), count(at(3), usage(-5))]
    file = lines(tmp_path, meta(), count(at(1), usage(100)), *wrong, count(at(4), usage("150", 15)))
    with file.open("a", encoding="utf-8") as out:
        out.write('\n{"timestamp":\n' + json.dumps(count("soon", usage(160, 16))) + "\n")
    got = read(file)
    assert got.refused == [
        (3, "tokens_not_a_number"),
        (4, "negative_tokens"),
        (7, "not_json"),
        (8, "bad_timestamp"),
    ]
    assert sizes(got) == {"s-1:1": (100, 10), "s-1:2": (50, 5)}


def test_odd_payloads_are_no_calls(tmp_path: Path) -> None:
    odd = [
        {"timestamp": at(1), "type": "event_msg", "payload": text}
        for text in (None, "token_count", [1])
    ]
    got = of_lines(tmp_path, meta(), *odd, count(at(2), usage(5)))
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 4)


def test_a_rollout_cut_at_its_head_is_read_without_a_session(tmp_path: Path) -> None:
    file = lines(
        tmp_path, line("turn_context", at(0), model="gpt-5"), count(at(1), usage(90), usage(7))
    )
    assert recognised(file) == "codex"
    (call,) = read(file).calls.values()
    assert "run_id" not in call
    assert (call["input_tokens"], call["model"]) == (7, "gpt-5")


def test_no_text_is_kept(tmp_path: Path) -> None:
    said = line("response_item", at(1), type="message", content="CANARY token_count")
    got = of_lines(tmp_path, meta(instructions="CANARY"), said, count(at(2), usage(5)))
    assert "CANARY" not in json.dumps(got.calls)
