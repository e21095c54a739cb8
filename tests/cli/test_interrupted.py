"""Ctrl-C ends a command with 130, one sentence and nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import time
from typing import TYPE_CHECKING

from tests.cli.running import FINOPS, clean_environment

if TYPE_CHECKING:
    from pathlib import Path


def test_an_interrupted_command_leaves_the_old_file(tmp_path: Path) -> None:
    old = tmp_path / "tags.csv"
    old.write_text("kept\n")
    command = [str(FINOPS), "coverage", "-", "-o", old.name]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        time.sleep(3)  # until it waits for its input
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=30)
    assert (started.returncode, said) == (130, "finops: interrupted; nothing half-written\n")
    assert old.read_text() == "kept\n"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["tags.csv"]
