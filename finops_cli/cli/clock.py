"""The one clock. Reports take days as arguments; only the command line knows today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """Today in a timezone."""
    return now().astimezone(ZoneInfo(timezone)).date()
