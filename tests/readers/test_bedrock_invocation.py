"""Traps of the Bedrock model invocation log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import Row, lines, one, read, recognised

ARN = "arn:aws:bedrock:eu-central-1:000000000000:"


def line(body: object = None, request: str = "r1", **more: Any) -> Row:
    return {
        "schemaType": "ModelInvocationLog",
        "timestamp": "2026-11-02T08:00:00Z",
        "requestId": request,
        "modelId": "eu.amazon.nova-lite-v1:0",
        "input": {"inputTokenCount": 10, "inputBodyJson": {"messages": ["secret words"]}},
        "output": {"outputBodyJson": body, "outputTokenCount": 5},
    } | more


def written(count: int, body: object) -> Row:
    return line(body, input={"inputTokenCount": 10, "cacheWriteInputTokenCount": count})


def at_start(five: int, hour: int) -> list[Row]:
    split = {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour}
    usage = {"input_tokens": 10, "output_tokens": 2, "cache_creation": split}
    return [{"type": "message_start", "message": {"model": "claude-x", "usage": usage}}]


def converse(five: int, hour: int) -> Row:
    details = [{"inputTokens": five, "ttl": "5m"}, {"inputTokens": hour, "ttl": "1h"}]
    return {"usage": {"cacheDetails": details}}


def events(*records: Row) -> Row:
    return {
        "events": [{"eventId": str(n), "message": json.dumps(r)} for n, r in enumerate(records)]
    }


def test_chunks_of_a_stream_are_not_added(tmp_path: Path) -> None:
    end = {"amazon-bedrock-invocationMetrics": {"invocationLatency": 900, "firstByteLatency": 210}}
    call = one(tmp_path, line([*at_start(0, 0), end]))
    assert (call["input_tokens"], call["output_tokens"]) == (10, 5)
    assert (call["latency_ms"], call["ttft_ms"]) == (900, 210)


def test_cache_counts_lie_outside_the_input(tmp_path: Path) -> None:
    counts = {"inputTokenCount": 3, "cacheReadInputTokenCount": 2, "cacheWriteInputTokenCount": 900}
    call = one(tmp_path, line(input=counts))
    assert (call["input_tokens"], call["cache_read_tokens"], call["cache_write_tokens"]) == (
        3,
        2,
        900,
    )


@pytest.mark.parametrize(
    "body", [at_start(100, 400), at_start(100, 400)[0]["message"], converse(100, 400)]
)
def test_the_body_tells_what_was_written_for_an_hour(tmp_path: Path, body: object) -> None:
    call = one(tmp_path, written(500, body))
    assert (call["cache_write_tokens"], call["cache_write_1h_tokens"]) == (100, 400)


@pytest.mark.parametrize("body", [at_start(100, 400), converse(100, 400)])
def test_a_split_that_is_not_all_of_it_is_not_believed(tmp_path: Path, body: object) -> None:
    call = one(tmp_path, written(777, body))
    assert call["cache_write_tokens"] == 777
    assert "cache_write_1h_tokens" not in call


@pytest.mark.parametrize(
    ("given", "body", "model"),
    [
        ("eu.anthropic.claude-x", None, "eu.anthropic.claude-x"),
        (ARN + "inference-profile/us.anthropic.claude-x", None, "us.anthropic.claude-x"),
        ("arn:aws:bedrock:eu-central-1::foundation-model/amazon.t:0", None, "amazon.t:0"),
        (ARN + "provisioned-model/abc", None, "abc"),
        (ARN + "application-inference-profile/abc", at_start(0, 0), "claude-x"),
        (ARN + "application-inference-profile/abc", {"model": "claude-y"}, "claude-y"),
        (ARN + "application-inference-profile/abc", None, "application-inference-profile/abc"),
    ],
)
def test_the_model_of_an_arn(tmp_path: Path, given: str, body: object, model: str) -> None:
    call = one(tmp_path, line(body, modelId=given))
    assert call["model"] == model
    has_profile = "application-inference-profile" in given
    assert call.get("tags", {}).get("application_inference_profile") == (
        "abc" if has_profile else None
    )


def test_an_error_without_counts_is_skipped_and_one_with_counts_is_a_call(tmp_path: Path) -> None:
    failed = {"errorCode": "ThrottlingException", "status": "400"}
    got = read(lines(tmp_path, line(**failed), line(request="r2", input={}, output=None, **failed)))
    assert got.counts["skipped_rows"] == 1
    assert (got.calls["r1"]["status"], got.calls["r1"]["error_type"]) == (
        "error",
        "ThrottlingException",
    )


def test_neither_counts_nor_an_error_is_refused(tmp_path: Path) -> None:
    got = read(lines(tmp_path, line(), line(request="r2", input={}, output={})))
    assert got.refused == [(2, "no_usage")]


def test_an_embedding_has_no_output(tmp_path: Path) -> None:
    assert "output_tokens" not in one(tmp_path, line(output={"outputBodyJson": {"embedding": []}}))


@pytest.mark.parametrize("indent", [None, 1])
def test_the_same_record_in_cloudwatch_is_a_duplicate(tmp_path: Path, indent: int | None) -> None:
    page = tmp_path / "events.json"
    page.write_text(json.dumps(events(line(), line(request="r2")), indent=indent))
    assert recognised(page) == "bedrock_invocation"
    got = read(lines(tmp_path, line()), page)
    assert (got.counts["calls"], got.counts["duplicate_rows"]) == (2, 1)


def test_events_of_cloudwatch_are_read_line_by_line(tmp_path: Path) -> None:
    got = read(lines(tmp_path, *events(line(), line(request="r2"))["events"]))
    assert list(got.calls) == ["r1", "r2"]


def test_prompts_and_answers_are_not_kept(tmp_path: Path) -> None:
    call = one(
        tmp_path, line({"output": "secret words"}, requestMetadata={"message": "secret words"})
    )
    assert "secret words" not in str(call)
