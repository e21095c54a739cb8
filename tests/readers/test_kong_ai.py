"""Kong AI Gateway: each entry is a row, old names, plugin prices, headers by name alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.samples import SAMPLES, first_record, lines, one, read

if TYPE_CHECKING:
    from pathlib import Path

ONE = first_record("kong_ai.jsonl")
TWO = first_record("kong_ai.jsonl", 1)
ENTRY: dict[str, Any] = ONE["ai"]["proxy"]


def entry(name: str = "proxy", **changes: Any) -> dict[str, Any]:
    return ONE | {"ai": {name: ENTRY | changes}}


def usage(**counts: Any) -> dict[str, Any]:
    return entry(usage=counts)


def test_each_entry_is_a_call_with_an_id_of_its_own(tmp_path: Path) -> None:
    got = read(lines(tmp_path, TWO))
    assert set(got.calls) == {"gw-kg-02", "gw-kg-02:ai-llm-as-judge"}


@pytest.mark.parametrize("name", ["proxy", "ai-proxy", "ai-proxy-advanced"])
def test_a_proxy_has_the_id_of_the_request(tmp_path: Path, name: str) -> None:
    assert set(read(lines(tmp_path, entry(name))).calls) == {"gw-kg-01"}


def test_prompt_includes_cached_tokens(tmp_path: Path) -> None:
    call = one(tmp_path, ONE)
    assert (call["input_tokens"], call["cache_read_tokens"]) == (260, 640)


def test_older_names_and_those_of_images_are_counts_too(tmp_path: Path) -> None:
    call = one(tmp_path, usage(prompt_token=28, completion_token=20))
    assert (call["input_tokens"], call["output_tokens"]) == (28, 20)
    call = one(tmp_path, usage(input_tokens=28, output_tokens=20))
    assert (call["input_tokens"], call["output_tokens"]) == (28, 20)


def test_a_zero_means_that_no_price_is_set_but_for_a_hit(tmp_path: Path) -> None:
    free = {"prompt_tokens": 13, "completion_tokens": 12, "cost": 0}
    assert "logged_cost_usd" not in one(tmp_path, entry(usage=free))
    hit = entry(usage=free, cache={"cache_status": "Hit"})
    assert one(tmp_path, hit)["logged_cost_usd"] == "0"


def test_errors_are_calls_with_counts_and_skipped_without(tmp_path: Path) -> None:
    failed = usage(prompt_tokens=0, completion_tokens=0, cost=0) | {"response": {"status": 429}}
    call = one(tmp_path, failed)
    assert (call["status"], call["error_type"], call["logged_cost_usd"]) == ("error", "429", "0")
    bare = ONE | {"ai": {"proxy": {"meta": ENTRY["meta"]}}}
    got = read(lines(tmp_path, ONE, bare | {"response": {"status": 502}}, bare))
    assert got.counts["skipped_rows"] == 1
    assert [reason for _, reason in got.refused] == ["no_usage"]


@pytest.mark.parametrize("plugins", [None, {}, {"sanitizer": {"pii": 1}, "audit": {"a": 1}}, "x"])
def test_a_line_without_an_entry_is_one_skipped_row(tmp_path: Path, plugins: object) -> None:
    counts = read(lines(tmp_path, ONE, ONE | {"ai": plugins})).counts
    assert (counts["read_rows"], counts["calls"], counts["skipped_rows"]) == (2, 1, 1)


def test_only_headers_that_name_tags_are_read(tmp_path: Path) -> None:
    headers = {"X-Team-ID": "a", "intent": "b", "x-session-id": "s", "x-squad": "canary"}
    request = {"id": "r", "headers": headers | {"authorization": "canary", "x-product": ["p", "q"]}}
    call = one(tmp_path, ONE | {"request": request})
    assert (call["team_id"], call["intent"], call["run_id"]) == ("a", "b", "s")
    assert call["product"] == "q"
    assert "canary" not in str(call)


def test_a_user_in_the_headers_wins_over_the_consumer(tmp_path: Path) -> None:
    assert one(tmp_path, ONE)["user_id"] == "rooms-app"
    request = {"id": "r", "headers": {"x-user-id": "u"}}
    assert one(tmp_path, ONE | {"request": request})["user_id"] == "u"
    assert one(tmp_path, ONE | {"consumer": {"custom_id": "c", "id": "i"}})["user_id"] == "c"


def test_latency_falls_back_to_the_whole_request(tmp_path: Path) -> None:
    meta = {"provider_name": "openai", "request_model": "gpt-4.1"}
    call = one(tmp_path, entry(meta=meta))
    assert (call["latency_ms"], call["model"]) == (905, "gpt-4.1")


def test_lines_that_are_no_json_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kong.log"
    path.write_text(f"{json.dumps(ONE)}\n\nnot json\n[1]\n", encoding="utf-8")
    got = read(path)
    assert (got.counts["calls"], got.counts["quarantined_rows"]) == (1, 2)


def test_an_array_of_lines_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "kong.json"
    path.write_text(json.dumps([ONE, TWO], indent=1), encoding="utf-8")
    assert read(path).counts["calls"] == 3


def test_payloads_are_never_kept() -> None:
    assert "made up" not in str(read(SAMPLES / "kong_ai.jsonl").calls)
