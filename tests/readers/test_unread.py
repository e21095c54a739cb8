"""Traces without a reader are refused by name: read row by row, their parents would count spend twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = {
    "id": "1",
    "run_type": "llm",
    "dotted_order": "a",
    "start_time": "2026-11-20T10:00:00Z",
    "total_cost": 1,
}
OBSERVATION = {
    "id": "1",
    "traceId": "t",
    "parentObservationId": None,
    "startTime": "2026-11-20T10:00:00Z",
    "model": "m",
}
SPAN = {
    "name": "llm",
    "context": {"span_id": "s"},
    "span_kind": "LLM",
    "start_time": "2026-11-20T10:00:00Z",
}


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (RUN, "LangSmith"),
        (OBSERVATION, "Langfuse"),
        (SPAN, "OpenInference"),
        ({"resourceSpans": []}, "OTLP"),
    ],
)
def test_a_trace_is_not_taken_for_a_log_of_calls(
    record: dict[str, object], name: str, tmp_path: Path
) -> None:
    log = tmp_path / "trace.jsonl"
    log.write_text(json.dumps(record) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "finops_cli.cli.main", "burn", str(log)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert name in done.stderr
    assert "does not read yet" in done.stderr
