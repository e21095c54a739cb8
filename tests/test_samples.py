"""The sample logs are what their script writes, and small enough to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MAXIMUM_BYTES = 1_800_000


def data_files(folder: Path) -> dict[str, bytes]:
    kinds = {".jsonl", ".json", ".csv"}
    files = [file for file in folder.rglob("*") if file.suffix in kinds]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_the_script_reproduces_the_committed_bytes(repository: Path, tmp_path: Path) -> None:
    samples = repository / "sample_logs"
    script = samples / "make_samples.py"
    subprocess.run([sys.executable, "-B", str(script), str(tmp_path)], check=True)
    made = data_files(tmp_path)
    committed = data_files(samples)
    assert made
    assert {name: committed.get(name) == text for name, text in made.items()} == dict.fromkeys(
        made, True
    )


def test_the_samples_stay_small(repository: Path) -> None:
    sizes = [len(text) for text in data_files(repository / "sample_logs").values()]
    assert sum(sizes) < MAXIMUM_BYTES
