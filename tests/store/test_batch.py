"""Many small files read together come to what they come to alone, and one damaged file harms no other."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

GENERATE = Path(__file__).parents[2] / "benchmarks" / "generate.py"
COUNTS = ("calls", "duplicate_rows", "revised_rows", "skipped_rows", "quarantined_rows")


def finops(*arguments: object) -> tuple[dict[str, Any], int]:
    done = subprocess.run(
        [sys.executable, "-m", "finops_cli.cli.main", *map(str, arguments), "--format", "json"],
        capture_output=True,
        check=False,
    )
    return json.loads(done.stdout or b"{}"), done.returncode


def split(log: Path, folder: Path, lines: int) -> None:
    folder.mkdir()
    rows = log.read_bytes().splitlines(keepends=True)
    for start in range(0, len(rows), lines):
        (folder / f"part{start:06d}.jsonl").write_bytes(b"".join(rows[start : start + lines]))


def test_a_folder_of_pieces_is_the_whole_log(tmp_path: Path) -> None:
    log, pieces = tmp_path / "log.jsonl", tmp_path / "pieces"
    subprocess.run(
        [sys.executable, GENERATE, log, "--lines", "3000", "--dirty"],
        check=True,
        capture_output=True,
    )
    split(log, pieces, 50)
    whole, _ = finops("ingest", log, "--store", tmp_path / "whole.duckdb")
    parts, _ = finops("ingest", pieces, "--store", tmp_path / "parts.duckdb")
    whole["summary"].pop("files")
    assert parts["summary"].pop("files") == len(list(pieces.iterdir()))
    assert parts["summary"] == whole["summary"]
    for row in parts["rows"]:
        assert row["read_rows"] == sum(row[name] for name in COUNTS), row


def test_lines_are_numbered_within_their_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    good = '{"id": "%s", "ts": "2026-11-20T10:00:00Z", "cost": 1}\n'
    (folder / "a.jsonl").write_text(good % "a1" + good % "a2", encoding="utf-8")
    (folder / "b.jsonl").write_text(
        "\n" + good % "b1" + "{broken\n" + good % "b2", encoding="utf-8"
    )
    (folder / "c.jsonl").write_text(good % "c1" + '{"id": "half', encoding="utf-8")
    store = tmp_path / "s.duckdb"
    told, _ = finops("ingest", folder, "--store", store)
    refused, _ = finops("quarantine", "--store", store)
    assert [(Path(r["file"]).name, r["line"]) for r in refused["rows"]] == [("b.jsonl", 3)]
    assert {Path(r["path"]).name: r["left_for_later"] for r in told["rows"]}["c.jsonl"] is True
    exported = subprocess.run(
        [sys.executable, "-m", "finops_cli.cli.main", "export", "--store", str(store)],
        capture_output=True,
        check=True,
    )
    calls = [json.loads(line) for line in exported.stdout.splitlines()]
    lines = {call["call_id"]: call["line_number"] for call in calls}
    assert lines == {"a1": 1, "a2": 2, "b1": 2, "b2": 4, "c1": 1}


def test_a_damaged_file_harms_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(3):
        line = json.dumps({"id": f"c{number}", "ts": "2026-11-20T10:00:00Z", "cost": 1})
        (folder / f"{number}.jsonl").write_text(line + "\n", encoding="utf-8")
    packed = gzip.compress(b'{"id": "z", "ts": "2026-11-20T10:00:00Z", "cost": 1}\n' * 2000)
    (folder / "cut.jsonl.gz").write_bytes(packed[: len(packed) - 12])
    told, code = finops("ingest", folder, "--store", tmp_path / "s.duckdb")
    assert code == 3
    assert told["summary"]["calls"] == 3
