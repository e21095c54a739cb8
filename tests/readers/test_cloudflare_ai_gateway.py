"""Cloudflare AI Gateway: fallbacks are no steps, hits cost nothing, metadata comes in four shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.readers.samples import SAMPLES, lines, one, read, without

if TYPE_CHECKING:
    from pathlib import Path

PAGE = json.loads((SAMPLES / "cloudflare_ai_gateway.json").read_text(encoding="utf-8"))
ONE: dict[str, Any] = PAGE["result"][0]


def test_the_place_among_fallbacks_is_no_step(tmp_path: Path) -> None:
    assert "step" not in one(tmp_path, ONE | {"step": 3})
    assert one(tmp_path, ONE | {"metadata": {"step": 4}})["step"] == 4


def test_what_its_cache_answered_cost_nothing_and_keeps_its_tokens(tmp_path: Path) -> None:
    for cost in (0, None, 0.5):
        call = one(tmp_path, ONE | {"cached": True, "cost": cost})
        assert (call["logged_cost_usd"], call["input_tokens"]) == ("0", 260)


def test_other_zeros_are_no_price(tmp_path: Path) -> None:
    assert "logged_cost_usd" not in one(tmp_path, ONE | {"cost": 0})


def test_exponents_are_exact(tmp_path: Path) -> None:
    assert one(tmp_path, ONE | {"cost": 8.192e-05})["logged_cost_usd"] == "0.00008192"


def test_a_failure_with_counts_is_a_call_and_one_without_is_skipped(tmp_path: Path) -> None:
    failed = ONE | {"success": False, "status_code": 429, "cost": 0}
    call = one(tmp_path, failed | {"tokens_in": 0, "tokens_out": 0})
    assert (call["status"], call["error_type"], call["logged_cost_usd"]) == ("error", "429", "0")
    nothing = {"tokens_in": None, "tokens_out": None, "cost": None}
    assert read(lines(tmp_path, failed | nothing)).counts["skipped_rows"] == 1


def test_a_success_without_counts_and_cost_is_refused(tmp_path: Path) -> None:
    row = ONE | {"tokens_in": None, "tokens_out": None, "cost": None}
    assert read(lines(tmp_path, row)).refused == [(1, "no_usage")]


@pytest.mark.parametrize(
    "box", [{"team_id": "a", "user": 7}, json.dumps({"team_id": "a", "user": 7})]
)
def test_metadata_is_an_object_or_a_text_of_one(tmp_path: Path, box: object) -> None:
    call = one(tmp_path, ONE | {"metadata": box})
    assert (call["team_id"], call["user_id"]) == ("a", "7")


@pytest.mark.parametrize("box", ["", None, "no json"])
def test_metadata_may_hold_nothing(tmp_path: Path, box: object) -> None:
    assert "tags" not in one(tmp_path, ONE | {"metadata": box})


def test_numbers_and_flags_are_tags_and_text_is_none(tmp_path: Path) -> None:
    box = {"n": 7, "flag": True, "prompt": "canary", "deep": {"a": 1}}
    assert one(tmp_path, ONE | {"metadata": box})["tags"] == {"n": "7", "flag": "true"}


def test_older_records_lack_many_fields(tmp_path: Path) -> None:
    row = without(ONE, "status_code", "custom_cost", "step", "metadata")
    assert one(tmp_path, row)["status"] == "ok"


def test_values_stay_as_logged(tmp_path: Path) -> None:
    assert one(tmp_path, ONE | {"metadata": {"environment": "prod"}})["environment"] == "prod"


def test_pages_one_after_another_are_read_like_lines(tmp_path: Path) -> None:
    pages = lines(tmp_path, PAGE, PAGE, name="pages.json")
    counts = read(pages).counts
    assert (counts["read_rows"], counts["calls"], counts["duplicate_rows"]) == (14, 6, 6)
