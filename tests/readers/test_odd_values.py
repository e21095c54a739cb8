"""Every odd value that a log may hold is a call as meant, or refused for the reason it deserves."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.store.trial import as_lines, calls_of, ingested, line, refusals_of, row, trust_of

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

READ: dict[str, tuple[Row | bytes, Row]] = {
    "a count in a string": (row(input_tokens="123"), {"input_tokens": 123}),
    "a count with blanks around": (row(input_tokens=" 7 "), {"input_tokens": 7}),
    "a whole float": (row(input_tokens=12.0), {"input_tokens": 12}),
    "a whole float in a string": (row(input_tokens="12.0"), {"input_tokens": 12}),
    "a count with an exponent": (row(input_tokens="1e3"), {"input_tokens": 1000}),
    "the largest count": (row(input_tokens=10**10), {"input_tokens": 10**10}),
    "zeros are counts": (row(input_tokens=0, output_tokens=0, cost=None), {"input_tokens": 0}),
    "a cost in a string": (row(cost="0.25"), {"logged_cost_usd": Decimal("0.25")}),
    "a cost alone": ({"ts": row()["ts"], "cost": 2}, {"logged_cost_usd": Decimal(2)}),
    "a binary float is rounded": (
        row(cost=0.0030359999999999996),
        {"logged_cost_usd": Decimal("0.003036")},
    ),
    "half of the last decimal rounds up": (
        line(cost="@").replace(b'"@"', b"5e-13"),
        {"logged_cost_usd": Decimal("0.000000000001")},
    ),
    "the largest cost": (row(cost=999_999), {"logged_cost_usd": Decimal(999_999)}),
    "a zero that nothing explains": (row(cost=0), {"logged_cost_usd": None}),
    "an offset east": (row(ts="2026-10-01T02:00:00+02:00"), {"started_at": "2026-10-01T00:00:00"}),
    "an offset west": (row(ts="2026-10-01T02:00:00-0530"), {"started_at": "2026-10-01T07:30:00"}),
    "a naive time is UTC": (row(ts="2026-10-01 02:00:00"), {"started_at": "2026-10-01T02:00:00"}),
    "a date alone": (row(ts="2026-10-01"), {"started_at": "2026-10-01T00:00:00"}),
    "a basic date": (row(ts="20261001"), {"started_at": "2026-10-01T00:00:00"}),
    "basic format": (row(ts="20261001T020000Z"), {"started_at": "2026-10-01T02:00:00"}),
    "an hour alone": (row(ts="2026-10-01T02Z"), {"started_at": "2026-10-01T02:00:00"}),
    "a comma before the fraction": (
        row(ts="2026-10-01T02:00:00,123Z"),
        {"started_at": "2026-10-01T02:00:00.123"},
    ),
    "lower-case letters": (row(ts="2026-10-01t02:00:00z"), {"started_at": "2026-10-01T02:00:00"}),
    "a leap second": (row(ts="2026-06-30T23:59:60Z"), {"started_at": "2026-07-01T00:00:00"}),
    "a tab after the time": (
        row(ts="2026-10-01T02:00:00\t"),
        {"started_at": "2026-10-01T02:00:00"},
    ),
    "nanoseconds": (
        row(ts="2026-10-01T02:00:00.123456789Z"),
        {"started_at": "2026-10-01T02:00:00.123456"},
    ),
    "epoch seconds": (row(ts=1_790_000_000), {"started_at": "2026-09-21T14:13:20"}),
    "epoch seconds with a fraction": (
        row(ts=1_790_000_000.25),
        {"started_at": "2026-09-21T14:13:20.25"},
    ),
    "epoch milliseconds": (row(ts=1_790_000_000_000), {"started_at": "2026-09-21T14:13:20"}),
    "epoch microseconds": (row(ts=1_790_000_000_000_000), {"started_at": "2026-09-21T14:13:20"}),
    "epoch nanoseconds": (row(ts=1_790_000_000 * 10**9), {"started_at": "2026-09-21T14:13:20"}),
    "an epoch in a string": (row(ts="1790000000"), {"started_at": "2026-09-21T14:13:20"}),
    "the first instant": (row(ts="2015-01-01T00:00:00Z"), {"started_at": "2015-01-01T00:00:00"}),
    "of duplicate keys the first stands": (
        line(model="first")[:-1] + b', "model": "second", "input_tokens": 99}',
        {"model": "first", "input_tokens": 10},
    ),
    "cached tokens above the prompt lie outside": (
        {"ts": row()["ts"], "prompt_tokens": 110, "cached_tokens": 5383, "completion_tokens": 7},
        {"input_tokens": 110, "cache_read_tokens": 5383},
    ),
    "a status of a server": (row(status_code=429), {"status": "error"}),
    "a status that is fine": (row(status=204), {"status": "ok"}),
    "no model is no reason": (row(model=None), {"model": None}),
    "an escaped NUL": (line(model="@").replace(b"@", b"g\\u0000t"), {"input_tokens": 10}),
    "a pair of surrogates": (line(model="@").replace(b"@", b"\\ud83d\\ude00"), {"model": "😀"}),
    "blanks before the object": (b"  \t" + line(), {"input_tokens": 10}),
    "a carriage return after it": (line() + b"\r", {"input_tokens": 10}),
    "a key with quotes and slashes": (
        row(metadata={"a\"b/c~d\\e'f": "x", "": "y", "é ü": "z", "$.k[0]": "w"}),
        {"tags": {"a\"b/c~d\\e'f": "x", "é ü": "z", "$.k[0]": "w"}},
    ),
    "a box of labels": (
        row(tags=["squad:red", "free", "k=v:w"]),
        {"tags": {"free": "true", "k": "v:w", "squad": "red"}},
    ),
    "a deep value in metadata": (row(metadata={"a": {"b": [1]}, "c": 1}), {"tags": {"c": "1"}}),
    "a text name in metadata": (row(metadata={"user_prompt": "p", "queryText": "q"}), {"tags": {}}),
    "a box that is no box": (row(metadata="free text", tags=3), {"tags": {}}),
}
REFUSED: dict[str, tuple[Row | bytes, str]] = {
    "a malformed line": (b'{"id": "a"', "not_json"),
    "a word": (b"hello", "not_json"),
    "a comment": (b"// a comment", "not_json"),
    "two objects on a line": (line() + line(), "not_json"),
    "brackets nested 100,000 deep": (b"[" * 100_000, "not_json"),
    "objects nested 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not_json"),
    "a byte order mark inside": (b"\xef\xbb\xbf" + line(), "not_json"),
    "a raw control character": (line(model="@").replace(b"@", b"\x01"), "not_json"),
    "a raw NUL": (line(model="@").replace(b"@", b"\x00"), "not_json"),
    "an array": (b"[1, 2]", "not_an_object"),
    "an array of objects": (b"[" + line() + b"]", "not_an_object"),
    "a number": (b"42", "not_an_object"),
    "a text": (b'"text"', "not_an_object"),
    "null": (b"null", "not_an_object"),
    "bytes that are not UTF-8": (line(model="@").replace(b"@", b"\xff"), "bad_encoding"),
    "such bytes in a key nobody reads": (
        line(nobody="@").replace(b"@", b"\xc3\x28"),
        "bad_encoding",
    ),
    "half of a surrogate pair": (line(model="@").replace(b"@", b"\\ud800"), "bad_encoding"),
    "no time": ({"id": "a", "input_tokens": 1}, "no_timestamp"),
    "a null time": (row(ts=None), "no_timestamp"),
    "an empty time": (row(ts=""), "no_timestamp"),
    "a blank time": (row(ts="  "), "no_timestamp"),
    "an empty object": (b"{}", "no_timestamp"),
    "a word for a time": (row(ts="yesterday"), "bad_timestamp"),
    "a month 13": (row(ts="2026-13-45T10:00:00Z"), "bad_timestamp"),
    "true for a time": (row(ts=True), "bad_timestamp"),
    "infinity": (row(ts="infinity"), "bad_timestamp"),
    "the word epoch": (row(ts="epoch"), "bad_timestamp"),
    "an object for a time": (row(ts={"a": 1}), "bad_timestamp"),
    "before 2015": (row(ts="2014-12-31T23:59:59Z"), "timestamp_out_of_range"),
    "an epoch near zero": (row(ts=5), "timestamp_out_of_range"),
    "a time to come": (row(ts="2099-01-01T00:00:00Z"), "timestamp_out_of_range"),
    "an epoch beyond all": (row(ts=9e18), "timestamp_out_of_range"),
    "a negative count": (row(input_tokens=-1), "negative_tokens"),
    "a negative count in a string": (row(output_tokens="-5"), "negative_tokens"),
    "true for a count": (row(input_tokens=True), "tokens_not_a_number"),
    "half a token": (row(input_tokens=12.5), "tokens_not_a_number"),
    "half a token in a string": (row(input_tokens="12.5"), "tokens_not_a_number"),
    "digits with underscores": (row(input_tokens="1_000"), "tokens_not_a_number"),
    "hexadecimal digits": (row(input_tokens="0x1F"), "tokens_not_a_number"),
    "a word for a count": (row(output_tokens="many"), "tokens_not_a_number"),
    "an object for a count": (row(output_tokens={"n": 1}), "tokens_not_a_number"),
    "NaN for a count": (line(input_tokens=float("nan")), "tokens_not_a_number"),
    "infinitely many": (line(input_tokens=float("inf")), "tokens_not_a_number"),
    "one token too many": (row(input_tokens=10**10 + 1), "tokens_out_of_range"),
    "far too many": (row(input_tokens="1e300"), "tokens_out_of_range"),
    "a word for a cost": (row(cost="free"), "bad_cost"),
    "a currency sign": (row(cost="$1.00"), "bad_cost"),
    "a negative cost": (row(cost=-0.01), "bad_cost"),
    "true for a cost": (row(cost=True), "bad_cost"),
    "NaN for a cost": (line(cost=float("nan")), "bad_cost"),
    "an infinite cost": (line(cost=float("inf")), "bad_cost"),
    "a million for a call": (row(cost=1_000_000), "bad_cost"),
    "a cost with underscores": (row(cost="1_0"), "bad_cost"),
    "neither count nor cost": ({"id": "a", "ts": row()["ts"], "model": "m"}, "no_usage"),
    "null counts": (row(input_tokens=None, output_tokens="", cost=None), "no_usage"),
}


def written(folder: Path) -> None:
    """One file of every case; each on a line of its own, under an id of its own."""
    lines = [_with_id(given, f"read {name}") for name, (given, _) in READ.items()]
    lines += [_with_id(given, f"refused {name}") for name, (given, _) in REFUSED.items()]
    (folder / "odd.jsonl").write_bytes(as_lines(lines))


def _with_id(given: Row | bytes, name: str) -> bytes:
    if isinstance(given, dict):
        given = json.dumps(given | {"id": name}).encode()
    return given.replace(b'"id": "a"', b'"id": ' + json.dumps(name).encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("odd")
    written(made)
    return made


@pytest.fixture(scope="module")
def calls(folder: Path) -> dict[str, Row]:
    return {call["call_id"]: call for call in calls_of("odd.jsonl", folder=folder)}


@pytest.fixture(scope="module")
def reasons(folder: Path) -> dict[int, str]:
    return {number: why for _, number, why in refusals_of("odd.jsonl", folder=folder)}


@pytest.mark.parametrize("name", READ)
def test_is_read_as_meant(name: str, calls: dict[str, Row]) -> None:
    call = calls[f"read {name}"]
    expected = READ[name][1]
    found = {column: call[column] for column in expected}
    if "started_at" in found:
        found["started_at"] = found["started_at"].removesuffix("Z").rstrip("0").removesuffix(".")
        expected = {"started_at": expected["started_at"].rstrip("0")}
        found["started_at"] = found["started_at"].rstrip("0")
    assert found == expected


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_its_reason_on_its_line(name: str, reasons: dict[int, str]) -> None:
    number = len(READ) + 1 + list(REFUSED).index(name)
    assert reasons.get(number) == REFUSED[name][1]


def test_nothing_else_is_refused(reasons: dict[int, str]) -> None:
    assert [number for number in reasons if number <= len(READ)] == []


def test_ingest_refuses_the_same_lines(folder: Path, reasons: dict[int, str]) -> None:
    ingested("odd.jsonl", folder=folder)
    stored = {number: why for _, number, why in refusals_of(folder=folder)}
    assert stored == reasons


def test_a_report_on_the_file_counts_the_same(folder: Path) -> None:
    trust = trust_of("odd.jsonl", folder=folder)
    assert (trust["calls"], trust["quarantined_rows"]) == (len(READ), len(REFUSED))


@pytest.mark.parametrize("command", ["export", "ingest"])
def test_naive_times_are_in_the_zone_of_the_config(command: str, tmp_path: Path) -> None:
    (tmp_path / "finops.toml").write_text('[ingest]\ntimezone = "Europe/Berlin"\n')
    naive, basic, zoned = "2026-07-01 12:00:00", "20260701T120000", "2026-07-01T12:00:00Z"
    rows = [row(id=str(n), ts=at) for n, at in enumerate((naive, basic, zoned, 1_782_907_200))]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    if command == "ingest":
        ingested("a.jsonl", folder=tmp_path)
    found = calls_of(*(["a.jsonl"] if command == "export" else []), folder=tmp_path)
    hours = {call["call_id"]: call["started_at"][11:16] for call in found}
    assert hours == {"0": "10:00", "1": "10:00", "2": "12:00", "3": "12:00"}
