"""OpenRouter: native counts, both shapes, own keys, cancelled streams, free models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readers.samples import first_record, lines, one, read, recognised

if TYPE_CHECKING:
    from pathlib import Path

ONE = first_record("openrouter.jsonl")
HEADER = (
    "generation_id,created_at,cost_total,cost_cache,byok_usage_inference,tokens_prompt,tokens_completion,"
    "tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,user,"
    "finish_reason_normalized,generation_time_ms,time_to_first_token_ms,api_key_name,app_name\n"
)


def activity(folder: Path, *rows: str) -> Path:
    path = folder / "activity.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_native_counts_are_the_billed_ones(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"tokens_prompt": 1, "tokens_completion": 1})
    assert (call["input_tokens"], call["cache_read_tokens"]) == (260, 640)
    assert call["output_tokens"] == 60


def test_the_answer_of_the_endpoint_is_the_generation_inside(tmp_path: Path) -> None:
    assert one(tmp_path, {"data": ONE}) == one(tmp_path, ONE)


def test_on_an_own_key_fee_and_provider_are_both_spend(tmp_path: Path) -> None:
    costs = {"total_cost": 0.1, "upstream_inference_cost": 0.2}
    call = one(tmp_path, ONE | costs | {"is_byok": True})
    assert (call["logged_cost_usd"], call["tags"]["is_byok"]) == ("0.3", "true")
    call = one(tmp_path, ONE | costs | {"is_byok": False})
    assert (call["logged_cost_usd"], "is_byok" in call["tags"]) == ("0.1", False)


def test_the_cost_of_the_provider_alone_is_spend(tmp_path: Path) -> None:
    row = ONE | {"total_cost": None, "usage": None, "upstream_inference_cost": 0.2, "is_byok": True}
    assert one(tmp_path, row)["logged_cost_usd"] == "0.2"


@pytest.mark.parametrize("name", ["total_cost", "upstream_inference_cost"])
def test_a_bad_part_of_a_cost_is_refused(tmp_path: Path, name: str) -> None:
    row = ONE | {"is_byok": True, "upstream_inference_cost": 1, name: -0.5}
    assert read(lines(tmp_path, row)).refused == [(1, "bad_cost")]


def test_usage_stands_in_for_a_missing_total(tmp_path: Path) -> None:
    assert one(tmp_path, ONE | {"total_cost": None, "usage": 0.5})["logged_cost_usd"] == "0.5"


def test_cancelled_streams_bill(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"cancelled": True})
    assert (call["status"], call["error_type"]) == ("error", "cancelled")
    assert call["logged_cost_usd"] == "0.00132"


def test_a_zero_is_real_for_free_models_alone(tmp_path: Path) -> None:
    free = {"total_cost": 0, "usage": 0}
    assert one(tmp_path, ONE | free | {"model": "m/x:free"})["logged_cost_usd"] == "0"
    assert "logged_cost_usd" not in one(tmp_path, ONE | free)


def test_latency_is_the_larger_of_two_doubtful_times(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"latency": 1250, "generation_time": 1200})
    assert (call["latency_ms"], "ttft_ms" in call) == (1250, False)


def test_writes_are_not_logged_and_stay_fresh(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"cache_discount": -0.0003, "native_tokens_cached": 0})
    assert (call["input_tokens"], "cache_write_tokens" in call) == (900, False)


def test_errors_of_the_endpoint_are_skipped(tmp_path: Path) -> None:
    counts = read(lines(tmp_path, ONE, {"error": {"code": 404, "message": "canary"}})).counts
    assert (counts["calls"], counts["skipped_rows"]) == (1, 1)


def test_daily_sums_are_no_calls(tmp_path: Path) -> None:
    day = {"date": "2026-11-12", "model": "m", "requests": 3, "usage": 0.1, "prompt_tokens": 10}
    path = lines(tmp_path, day | {"provider_name": "OpenAI", "completion_tokens": 5})
    assert recognised(path) != "openrouter"


def test_the_activity_export_has_its_own_names(tmp_path: Path) -> None:
    path = activity(
        tmp_path,
        "g1,2026-11-12 08:00:00,0.003,-0.001,0,1830,210,0,1536,openai/gpt-4.1,OpenAI,standard,false,u,"
        'stop,1310,310,prod,"Help, desk"',
        "g2,2026-11-12T08:01:00Z,0,0,0,500,50,0,0,m/x,Together,free,false,,stop,700,90,lab,",
        "g3,2026-11-12T08:02:00Z,0.1,0,5,10,5,2,0,m/x,Novita,standard,true,,,700,,lab,",
        "g4,yesterday,0.1,0,0,10,5,0,0,m/x,Novita,standard,false,,stop,20,,lab,",
    )
    got = read(path)
    first, second, third = (got.calls[name] for name in ("g1", "g2", "g3"))
    assert (first["input_tokens"], first["cache_read_tokens"], first["ttft_ms"]) == (294, 1536, 310)
    assert (first["key_id"], first["user_id"], first["provider"]) == ("prod", "u", "openai")
    assert first["tags"] == {"app_name": "Help, desk", "variant": "standard"}
    assert second["logged_cost_usd"] == "0"
    assert (third["logged_cost_usd"], third["error_type"]) == ("0.1", "cancelled")
    assert got.refused == [(5, "bad_timestamp")]
