"""Any file may be read any number of times, in any order, renamed, packed, split or joined."""

from __future__ import annotations

import bz2
import gzip
import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.config import DEFAULT
from tests.oracle.generic import read_line
from tests.oracle.numbers import Refused
from tests.store.shelf import NOW, Shelf, scanned
from tests.store.test_conservation import FEW, contents, written
from tests.store.trial import as_lines, calls_of, ingested, inside, row, trust_of
from tests.strategies import files

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
Logs = list[list[bytes]]
REPORTS = (["coverage"], ["burn", "--by", "day,agent_id"], ["top-agents"], ["outliers"])


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def without_shared_twins(logs: Logs) -> Logs:
    """Equal lines without an id stay in the first file that holds them: the one exception."""
    seen: dict[Any, int] = {}
    kept = []
    for number, lines in enumerate(logs):
        kept.append([line for line in lines if _home(line, seen, number) == number])
    return kept


def _home(line: bytes, seen: dict[Any, int], number: int) -> int:
    try:
        call = read_line(line, DEFAULT, NOW)
    except Refused:
        return number
    return number if call.call_id else seen.setdefault(call, number)


def totals(shelf: Shelf) -> tuple[int, int, list[str]]:
    counts = shelf.counts()
    return counts.calls, counts.zero_cost_calls, contents(shelf.calls())


@FEW
@given(files(), st.randoms(use_true_random=False))
def test_order_repetition_and_packing_change_nothing(shelf: Shelf, logs: Logs, chance: Any) -> None:
    paths = written(logs)
    shelf.empty().take(paths)
    expected = totals(shelf)
    again = paths + [_renamed(path, number) for number, path in enumerate(paths)]
    chance.shuffle(again)
    shelf.empty().take(again, together=True)
    assert totals(shelf) == expected
    shelf.take(paths)
    assert totals(shelf) == expected


def _renamed(path: Path, number: int) -> Path:
    pack = (bytes, gzip.compress, bz2.compress)[number % 3]
    packed = path.with_name(f"copy-{number}.log")
    packed.write_bytes(pack(b"\n" + path.read_bytes()))
    return packed


@FEW
@given(files(), st.integers(1, 40))
def test_joining_and_splitting_change_nothing(shelf: Shelf, logs: Logs, size: int) -> None:
    logs = without_shared_twins(logs)
    shelf.empty().take(written(logs))
    expected = totals(shelf)
    joined = [line for lines in logs for line in lines]
    shelf.empty().take(written([joined]))
    assert totals(shelf) == expected
    pieces = [list(piece) for piece in _pieces(joined, size)]
    shelf.empty().take(written(without_shared_twins(pieces)))
    if without_shared_twins(pieces) == pieces:
        assert totals(shelf) == expected


def _pieces(lines: list[bytes], size: int) -> list[list[bytes]]:
    return [lines[at : at + size] for at in range(0, len(lines), size)]


@FEW
@given(files(), st.integers(0, 40))
def test_a_longer_export_adds_only_what_is_new(shelf: Shelf, logs: Logs, cut: int) -> None:
    joined = [line for lines in logs for line in lines]
    shelf.empty().take(written([joined]))
    expected = totals(shelf)
    shelf.empty().take(written([joined[:cut]]))
    shelf.take(written([joined]))
    assert totals(shelf) == expected


@FEW
@given(files(), st.randoms(use_true_random=False))
def test_a_report_on_files_does_not_hang_on_their_order(logs: Logs, chance: Any) -> None:
    paths = written([[*lines, as_lines([row()]).strip()] for lines in logs])
    expected = scanned(paths)
    shuffled = list(paths)
    chance.shuffle(shuffled)
    assert scanned(shuffled) == expected
    assert scanned([*paths, paths[0]]) == expected, "a file named twice is one file"


@pytest.mark.parametrize("report", REPORTS, ids=lambda words: words[0])
def test_files_and_store_give_the_same_answer(
    report: list[str], tmp_path: Path, repository: Path
) -> None:
    lines = (repository / "sample_logs" / "agents.jsonl").read_bytes().splitlines()
    bad, repeated = [b"{", b"[1]", lines[3][:40]], lines[10:30]
    revised = lines[5].replace(b'"ok"', b'"error"', 1)
    (tmp_path / "a.jsonl").write_bytes(as_lines([*lines[:900], *bad, *repeated]))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(as_lines([*lines[850:], revised])))
    assert ingested("a.jsonl", "b.jsonl.gz", folder=tmp_path)["quarantined_rows"] >= 3
    days = ["--since", "2026-11-01", "--until", "2026-11-24"]
    words = [report[0], *days, *report[1:], "--environment", "all", "--format", "json"]
    files = inside(words[0], "a.jsonl", "b.jsonl.gz", *words[1:], folder=tmp_path).json()
    store = inside(*words, folder=tmp_path).json()
    assert files["rows"]
    for part in ("summary", "rows", "window", "trust"):
        assert files[part] == store[part], part


# ---- revisions -------------------------------------------------------------------------------

VERSIONS: list[Row] = [
    row(output_tokens=1, cost=0.1),
    row(output_tokens=9, cost=0.2),
    row(output_tokens=9, cost=0.3, ts="2026-11-20T09:00:00Z"),
    row(output_tokens=9, cost=0.4, ts="2026-11-20T09:00:00Z", model="m", metadata={"a": 1}),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::4])
@pytest.mark.parametrize("packing", ["a file each", "two files", "one file"])
def test_the_most_complete_wins_in_every_order(
    shelf: Shelf, order: tuple[int, ...], packing: str
) -> None:
    lines = [as_lines([VERSIONS[number]]).strip() for number in order]
    logs = {"a file each": [[line] for line in lines], "two files": [lines[:2], lines[1:]],
            "one file": [[*lines, lines[0]]]}[packing]  # fmt: skip
    shelf.empty().take(written(logs), together=packing == "two files")
    counts = shelf.counts()
    assert [call["model"] for call in shelf.calls()] == ["m"]
    assert (counts.calls, counts.revised_rows) == (1, 3)
    assert counts.duplicate_rows == (0 if packing == "a file each" else 1)


def test_revisions_that_are_equally_complete_do_not_hang_on_their_order(shelf: Shelf) -> None:
    logs = [[as_lines([row(model=name)]).strip()] for name in "abc"]
    winners = set()
    for order in (logs, logs[::-1], [logs[1], logs[0], logs[2]]):
        shelf.empty().take(written(order))
        winners.add(shelf.calls()[0]["model"])
    assert len(winners) == 1


def test_equal_ids_of_different_providers_and_id_spaces_are_different_calls(
    tmp_path: Path,
) -> None:
    rows = [row(id="x", provider=name) for name in ("openai", "anthropic", None)]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    spend: Row = {
        "request_id": "x", "call_type": "acompletion", "spend": 1.5, "custom_llm_provider": "openai",
        "startTime": row()["ts"], "prompt_tokens": 10, "completion_tokens": 5,
    }  # fmt: skip
    (tmp_path / "b.jsonl").write_bytes(as_lines([spend]))
    assert trust_of("a.jsonl", "b.jsonl", folder=tmp_path)["calls"] == 4
    assert ingested("a.jsonl", "b.jsonl", folder=tmp_path)["calls"] == 4
    assert len(calls_of(folder=tmp_path)) == 4


# ---- calls without an id ---------------------------------------------------------------------


def nameless(**changes: Any) -> bytes:
    return json.dumps({n: v for n, v in row(**changes).items() if n != "id"}).encode()


def test_equal_lines_without_an_id_are_as_many_calls(shelf: Shelf) -> None:
    shelf.empty().take(written([[nameless(), nameless(latency_ms=7), nameless(model="m")]]))
    counts = shelf.counts()
    assert (counts.calls, counts.duplicate_rows, counts.twin_rows) == (3, 0, 1)


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "together"])
def test_across_files_the_larger_number_of_equal_lines_stands(shelf: Shelf, together: bool) -> None:
    one, two, three = ([nameless()] * number for number in (1, 2, 3))
    for order in ([one, two, three], [three, two, one], [two, three, one]):
        shelf.empty().take(written(list(order)), together=together)
        counts = shelf.counts()
        assert (counts.calls, counts.duplicate_rows, counts.twin_rows) == (3, 3, 2)
    assert scanned(written([one, two, three]))[0].calls == 3


def test_the_key_of_a_call_without_an_id_is_stable_for_ever(shelf: Shelf) -> None:
    shelf.empty().take(written([[nameless()] * 2]))
    ids = [call["call_id"] for call in shelf.calls()]
    assert ids == sorted(ids)
    assert Counter(name.rpartition("-")[2] for name in ids) == Counter("12")
    assert all(name.startswith("content:") for name in ids)
