"""Days in a timezone: its offsets from UTC as intervals, from zoneinfo alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST = datetime(2015, 1, 1, tzinfo=UTC)
"""No call is older."""


def offsets(timezone: str, latest: datetime) -> list[tuple[datetime, int]]:
    """(instant from which it holds, offset in seconds), newest first, up to `latest`."""
    zone = ZoneInfo(timezone)
    found = [(FIRST - timedelta(days=2), _offset(zone, FIRST))]
    day = FIRST
    while day < latest:
        following = day + timedelta(days=1)
        if _offset(zone, following) != _offset(zone, day):
            found.append((_change(zone, day, following), _offset(zone, following)))
        day = following
    return found[::-1]


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    shift = moment.astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second at which the offset is that of `high`."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(zone, middle) == _offset(zone, high):
            high = middle
        else:
            low = middle
    return high


def start_of(day: date, timezone: str) -> datetime:
    """The first instant of a day, UTC, naive."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
    return local.astimezone(UTC).replace(tzinfo=None)


def day_sql(column: str, timezone: str, latest: datetime) -> str:
    """SQL for the day of a UTC timestamp in `timezone`."""
    known = offsets(timezone, latest)
    if len({seconds for _, seconds in known}) == 1:
        shift = str(known[0][1])
    else:
        whens = " ".join(
            f"when {column} >= timestamp '{moment:%Y-%m-%d %H:%M:%S}' then {seconds}"
            for moment, seconds in known
        )
        shift = f"(case {whens} end)"
    if shift == "0":
        return f"cast({column} as date)"
    return f"cast({column} + {shift} * interval 1 second as date)"
