"""What readers that follow a file's lines hand on: flat records, and the lines that are none."""

from __future__ import annotations

from datetime import UTC, datetime

OTHER = b'{"other":1}\n'
"""Stands for a record that is no call."""

NOTHING = b"null\n"
"""Stands for a line that is no JSON: a row without anything in it, which is refused."""


def count(value: object) -> int | None:
    """A count as logged, a number or one in a string; 0 where there is none, None for what is no count."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().isdecimal() else int(value)
        except ValueError:
            return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) else None


def text(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value else None


def instant(value: object) -> datetime | None:
    """A time as logged, to compare it with others; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
