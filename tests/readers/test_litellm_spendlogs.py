"""LiteLLM SpendLogs: what prompt_tokens includes changed twice, and the row tells which it is."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import REPOSITORY
from tests.store.trial import as_lines, calls_of, ingested, refusals_of

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
SHARED = REPOSITORY.parent / "shared" / "formats" / "litellm_spendlogs"
NEW: Row = {
    "prompt_tokens_details": {"cached_tokens": 600, "cache_creation_tokens": 300},
    "cache_read_input_tokens": 600,
    "cache_creation_input_tokens": 300,
}
MIDDLE: Row = NEW | {"prompt_tokens_details": {"cached_tokens": 600}}
HOUR: Row = NEW | {
    "prompt_tokens_details": NEW["prompt_tokens_details"]
    | {"cache_creation_token_details": {"ephemeral_1h_input_tokens": 120}}
}


def spend(**changes: Any) -> Row:
    return {
        "request_id": "r", "call_type": "acompletion", "api_key": "hash", "spend": 0.5,
        "prompt_tokens": 1000, "completion_tokens": 50, "startTime": "2026-11-20T08:00:00.000Z",
        "endTime": "2026-11-20T08:00:01.500Z", "model": "claude", "status": "success",
        "custom_llm_provider": "anthropic", "cache_hit": "None", "metadata": {},
    } | changes  # fmt: skip


def only_call(folder: Path, given: Row) -> Row:
    (folder / "a.jsonl").write_bytes(as_lines([given]))
    (call,) = calls_of("a.jsonl", folder=folder)
    return call


def buckets(call: Row) -> tuple[int, ...]:
    names = ("input", "cache_read", "cache_write", "cache_write_1h", "output")
    return tuple(call[f"{name}_tokens"] for name in names)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"usage_object": NEW}, (100, 600, 300, 0, 50)),
        ({"usage_object": MIDDLE}, (400, 600, 300, 0, 50)),
        ({"additional_usage_values": MIDDLE}, (100, 600, 300, 0, 50)),
        ({"usage_object": HOUR}, (100, 600, 180, 120, 50)),
        ({"usage_object": NEW | {"cache_creation_input_tokens": 700}}, (400, 600, 700, 0, 50)),
        ({"usage_object": NEW | {"cache_read_input_tokens": 5000}}, (700, 5000, 300, 0, 50)),
        ({"usage_object": {"cache_read_input_tokens": 5000}}, (1000, 5000, 0, 0, 50)),
        ({}, (1000, 0, 0, 0, 50)),
    ],
    ids=["1.78.5 on: writes inside", "1.66 to 1.78.4: writes outside", "to 1.65: writes inside",
         "the hour's writes are a part", "writes too many lie outside", "reads too many lie outside",
         "reads alone", "no details"],
)  # fmt: skip
@pytest.mark.parametrize("wrapped", [False, True], ids=["an object", "JSON in a string"])
def test_the_row_tells_what_prompt_tokens_include(
    metadata: Row, expected: tuple[int, ...], wrapped: bool, tmp_path: Path
) -> None:
    given = spend(metadata=json.dumps(metadata) if wrapped else metadata)
    assert buckets(only_call(tmp_path, given)) == expected


@pytest.mark.parametrize("nothing", [None, "", "{}", "null", "{broken", [], 3, "text"])
def test_metadata_that_is_none_is_no_fault(nothing: Any, tmp_path: Path) -> None:
    call = only_call(tmp_path, spend(metadata=nothing, request_tags=nothing))
    assert buckets(call) == (1000, 0, 0, 0, 50)


def test_a_gateway_hit_is_a_real_zero_and_another_zero_is_unknown(tmp_path: Path) -> None:
    assert only_call(tmp_path, spend(spend=0, cache_hit="True"))["logged_cost_usd"] == 0
    assert only_call(tmp_path, spend(spend=0))["logged_cost_usd"] is None


def test_a_binary_float_is_rounded_to_twelve_decimals(tmp_path: Path) -> None:
    call = only_call(tmp_path, spend(spend=0.0030359999999999996))
    assert call["logged_cost_usd"] == Decimal("0.003036")


def test_rows_that_bill_nothing_are_skipped_and_failures_are_calls(tmp_path: Path) -> None:
    zero = {"spend": 0, "prompt_tokens": 0, "completion_tokens": 0}
    rows = [
        spend(**zero, request_id="file", call_type="acreate_file"),
        spend(**zero, request_id="failed", status="failure"),
        spend(**zero | {"spend": 0.04}, request_id="image", call_type="aimage_generation"),
        spend(**zero, request_id="hit", cache_hit="True"),
    ]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    counts = ingested("a.jsonl", folder=tmp_path)
    assert (counts["calls"], counts["skipped_rows"]) == (3, 1)
    calls = {call["call_id"]: call for call in calls_of(folder=tmp_path)}
    assert calls["failed"]["status"] == "error"
    assert calls["image"]["logged_cost_usd"] == Decimal("0.04")


def test_an_explicit_run_and_tag_win(tmp_path: Path) -> None:
    metadata = {
        "spend_logs_metadata": {"team_id": "early", "cost_center": "4711"},
        "user_api_key_team_alias": "alias", "user_api_key_alias": "key", "other": "bookkeeping",
    }  # fmt: skip
    tags = ["run_id:r1", "team_id=late", "User-Agent: x", "free"]
    call = only_call(
        tmp_path,
        spend(metadata=metadata, request_tags=tags, session_id="s", user="u", end_user="e"),
    )
    shown = ("run_id", "team_id", "cost_center", "key_id", "user_id", "latency_ms")
    assert [call[name] for name in shown] == ["r1", "late", "4711", "key", "e", 1500]
    assert call["tags"] == {"User-Agent": "x", "free": "true", "user_api_key_user_id": "u"}


def as_csv(rows: list[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for one in rows:
        writer.writerow({n: json.dumps(v) if isinstance(v, dict) else v for n, v in one.items()})
    return out.getvalue().encode()


@pytest.mark.parametrize("shape", ["array", "page", "csv"])
def test_every_shape_says_the_same(shape: str, tmp_path: Path) -> None:
    rows = [spend(metadata={"usage_object": NEW}), spend(request_id="b", prompt_tokens=1)]
    shapes = {
        "array": json.dumps(rows).encode(),
        "page": json.dumps({"data": rows, "total": 2, "page": 1, "total_pages": 1}).encode(),
        "csv": as_csv(rows),
    }
    (tmp_path / "lines").write_bytes(as_lines(rows))
    (tmp_path / "shape").write_bytes(shapes[shape])
    assert calls_of("shape", folder=tmp_path) == calls_of("lines", folder=tmp_path)
    assert ingested("lines", "shape", folder=tmp_path)["duplicate_rows"] == 2


def plain(column: str, value: Any) -> Any:
    if column == "logged_cost_usd" and value is not None:
        return Decimal(str(value))
    if column == "started_at":
        return value.removesuffix("Z").rstrip("0").removesuffix(".").ljust(19, "0")
    return value


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples of the format are not here")
@pytest.mark.parametrize("order", ["as listed", "in reverse", "twice"])
def test_the_shared_records_are_read_as_expected(order: str, tmp_path: Path) -> None:
    expected = json.loads((SHARED / "expected.json").read_text())
    names = [str(SHARED / name) for name in expected["files"]]
    counts = ingested(*(names if order != "in reverse" else names[::-1]), folder=tmp_path)
    assert counts == expected["counts"]
    if order == "twice":
        assert ingested(*names[::-1], folder=tmp_path)["calls"] == 0
    assert len(refusals_of(folder=tmp_path)) == expected["counts"]["quarantined_rows"]
    calls = {call["call_id"]: call for call in calls_of(folder=tmp_path)}
    wanted = {call["call_id"]: call for call in expected["calls"]}
    assert calls.keys() == wanted.keys()
    for call_id, call in wanted.items():
        found = calls[call_id]
        tags = call.pop("tags", {})
        assert {n: plain(n, found[n]) for n in call} == {n: plain(n, v) for n, v in call.items()}
        assert found["tags"].items() >= tags.items()
