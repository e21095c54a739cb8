"""The TOML that leads a metric, in `-- ` comments: what it answers, from what, in which columns."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

SQL = Path(__file__).resolve().parents[2] / "sql"


def metrics() -> list[Path]:
    """Every metric file, in order of names."""
    return sorted((SQL / "metrics").rglob("*.sql"))


def _split(text: str) -> tuple[list[str], list[str]]:
    lines = text.splitlines()
    count = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:count], lines[count:]


def front_matter(text: str) -> dict[str, Any]:
    """The leading comments as TOML. Raises tomllib.TOMLDecodeError where they are none."""
    comments, _ = _split(text)
    return tomllib.loads("\n".join(line.removeprefix("--").removeprefix(" ") for line in comments))


def body(text: str) -> str:
    """The SQL below the leading comments."""
    _, lines = _split(text)
    return "\n".join(lines)
