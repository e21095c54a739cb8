"""The samples of coding agents: a folder each, of several files that share calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.readers.samples import SAMPLES, lines, read

if TYPE_CHECKING:
    from tests.readers.samples import Read, Row

AGENTS = ("claude_code", "codex", "gemini_cli", "opencode")


def own(name: str) -> list[Path]:
    """The self-made sample of a format."""
    return sorted(file for file in (SAMPLES / name).rglob("*") if file.is_file())


def of_lines(folder: Path, *records: Row, name: str = "log.jsonl") -> Read:
    """What comes of a file of these records, one a line."""
    return read(lines(folder, *records, name=name))
