"""Prompts, answers, tool arguments, headers and keys are never written anywhere."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.store.trial import AT, as_lines, finops, row

Row = dict[str, Any]
CANARY = "canary-yellow-bird"
KEYS = {
    "openai": "sk-proj-canary0123456789abcdef",
    "anthropic": "sk-ant-api03-canary0123456789",
    "aws": "AKIACANARY0123456789",
    "bearer": "Bearer canary.yellow.bird.0123456789",
    "github": "ghp_canary0123456789abcdefABCDEF",
    "google": "AIzacanary0123456789abcdefABCDEF012",
    "jwt": "eyJjYW5hcnkiOiJjYW5hcnkifQ.eyJjYW5hcnkiOiJjYW5hcnkifQ.canary",
}
TEXT: Row = {
    "messages": [{"role": "user", "content": CANARY}],
    "prompt": CANARY,
    "input": {"text": CANARY},
    "response": {"choices": [{"message": {"content": CANARY}}]},
    "completion": CANARY,
    "output": CANARY,
    "content": CANARY,
    "tool_args": {"query": CANARY},
    "tool_arguments": CANARY,
    "arguments": CANARY,
    "headers": {"x-api-key": CANARY, "authorization": f"Bearer {CANARY}"},
    "request": {"headers": {"cookie": CANARY}, "body": CANARY},
    "error_message": CANARY,
    "unknown": CANARY,
    CANARY: CANARY,
}
BOX: Row = {
    "prompt": CANARY, "userMessage": CANARY, "message-content": CANARY, "request.body": CANARY,
    "question": CANARY, "final_answer": CANARY, "system": CANARY, "authorization": CANARY,
    "headers": CANARY, "api_password": CANARY, "long": CANARY * 20, "nested": {"a": CANARY},
    "listed": [CANARY],
}  # fmt: skip
AUTHORS = ("key_id", "agent", "user", "run_id", "team_id", "workflow_name")


def generic() -> list[bytes | Row]:
    rows: list[bytes | Row] = [row(id="text") | TEXT, row(id="box", metadata=BOX, tags=BOX)]
    rows.append(row(id="labels", tags=[f"prompt:{CANARY}", f"userQuery={CANARY}"]))
    for name, key in KEYS.items():
        rows.append(row(id=name, metadata={"squad": key}) | dict.fromkeys(AUTHORS, key))
    rows += [  # refused lines are not quoted either
        json.dumps(row() | TEXT).encode()[:-40],
        json.dumps(row(input_tokens=CANARY) | TEXT).encode(),
        row(ts=CANARY),
        row(cost=CANARY),
        json.dumps([CANARY]).encode(),
        CANARY.encode() + b"\xff",
        CANARY.encode(),
    ]
    return rows


def spend() -> list[bytes | Row]:
    base: Row = {
        "call_type": "acompletion", "spend": 0.1, "startTime": AT, "prompt_tokens": 3,
        "completion_tokens": 4, "custom_llm_provider": "openai", "requester_ip_address": CANARY,
        "messages": [{"role": "user", "content": CANARY}], "response": {"content": CANARY},
        "proxy_server_request": {"body": CANARY, "headers": {"authorization": CANARY}},
    }  # fmt: skip
    metadata = {
        "error_information": {"error_message": CANARY, "traceback": CANARY, "error_class": "E"},
        "requester_metadata": {"prompt": CANARY},
        "spend_logs_metadata": BOX,
        "requester_ip_address": CANARY,
    }
    failed = {"status": "failure", "metadata": json.dumps(metadata)}
    rows: list[bytes | Row] = [base | {"request_id": "a", "metadata": metadata}]
    rows.append(base | failed | {"request_id": "b", "request_tags": [f"prompt:{CANARY}"]})
    for name, key in KEYS.items():
        rows.append(base | {"request_id": name, "api_key": key, "user": key, "end_user": key})
    return rows


def leaks(data: bytes) -> list[str]:
    """What of the canaries is in `data`, in any case, however it was cut."""
    low = data.lower()
    return [
        word
        for word in (CANARY, "canary0123", "canary.yellow", "eyjjyw5hcnk")
        if word.encode() in low
    ]


COMMANDS = (
    ("coverage", "--offenders"), ("coverage", "--by", "user_id,key_id"), ("coverage", "--by", "tags.squad"),
    ("burn", "--by", "agent_id,tags.nested"), ("top-agents",), ("outliers",), ("quarantine",), ("export",),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("secrets")
    (made / "generic.jsonl").write_bytes(as_lines(generic()))
    (made / "spend.jsonl.gz").write_bytes(gzip.compress(as_lines(spend())))
    return made


def test_what_is_ingested_leaves_no_trace_of_them(folder: Path, tmp_path: Path) -> None:
    spill = tmp_path / "temporary"
    spill.mkdir()
    names = [str(folder / name) for name in ("generic.jsonl", "spend.jsonl.gz")]
    env = {"TMPDIR": str(spill), "FINOPS_STORE": "store.duckdb"}
    ran = finops("ingest", *names, "--verbose", folder=tmp_path, env=env)
    assert leaks((ran.out + ran.err).encode()) == []
    assert b"labels" in (tmp_path / "store.duckdb").read_bytes(), (
        "text that is kept can be found so"
    )
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name: leaks(path.read_bytes()) for path in written} == {
        path.name: [] for path in written
    }
    assert list(spill.iterdir()) == [], "nothing is left in the temporary folder"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_report_shows_them(command: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    names = [str(folder / name) for name in ("generic.jsonl", "spend.jsonl.gz")]
    name, *options = command
    more = [] if name in ("export", "quarantine") else ["--environment", "all"]
    look = [] if name == "export" else ["--format", "json"]
    ran = finops(name, *names, *options, *more, *look, "--verbose", folder=tmp_path)
    assert ran.code in (0, 3), ran.err
    assert ran.out
    assert leaks((ran.out + ran.err).encode()) == []
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("key", KEYS)
def test_one_key_is_always_the_same_hash(key: str, folder: Path, tmp_path: Path) -> None:
    ran = finops("export", str(folder / "generic.jsonl"), folder=tmp_path)
    (call,) = (c for c in map(json.loads, ran.out.splitlines()) if c["call_id"] == key)
    shown = {
        call[n] for n in ("key_id", "agent_id", "user_id", "run_id", "team_id", "workflow_name")
    }
    assert len(shown) == 1
    (value,) = shown
    assert value.startswith("key:")
    assert call["tags"] == {"squad": value}


def test_a_strange_file_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{CANARY}, {CANARY}\n{KEYS['openai']}\n")
    with sqlite3.connect(tmp_path / "b.db") as database:
        database.execute("create table t (a text)")
        database.execute("insert into t values (?)", [CANARY])
    (tmp_path / "c.json").write_text('[{"prompt": "' + CANARY + '", "ts": ')
    for name in ("a.txt", "b.db", "c.json"):
        for command in ("coverage", "doctor", "ingest"):
            ran = finops(command, name, "--verbose", folder=tmp_path)
            assert leaks((ran.out + ran.err).encode()) == [], (command, name)
