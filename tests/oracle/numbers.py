"""Numbers and times as logs spell them, and quotients as reports form them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

# In this order: of several things wrong with a line the first is its reason.
REASONS = [
    "too_long",
    "bad_encoding",
    "not_json",
    "not_an_object",
    "no_timestamp",
    "bad_timestamp",
    "timestamp_out_of_range",
    "negative_tokens",
    "tokens_not_a_number",
    "tokens_out_of_range",
    "bad_cost",
    "no_usage",
]
MOST_TOKENS = 10**10
MOST_USD = 999_999
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A number below the limit is so many units a second: seconds, then milli-, micro-, nanoseconds.
EPOCH_UNITS = [(Decimal(10) ** 11, 1), (Decimal(10) ** 14, 10**3), (Decimal(10) ** 17, 10**6)]
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_TWELVE = Decimal("0.000000000001")


class Refused(Exception):
    """A line that goes to quarantine, with the reason."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


def number(value: Any) -> Decimal | None:
    """A JSON number or one in a string; true, "1_000" and NaN are none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return None


def count(value: Any) -> int:
    """A token count: a whole number from 0 to 10¹⁰."""
    found = number(value)
    if found is not None and found < 0:
        raise Refused("negative_tokens")
    if found is None or found != found.to_integral_value():
        raise Refused("tokens_not_a_number")
    if found > MOST_TOKENS:
        raise Refused("tokens_out_of_range")
    return int(found)


def money(value: Any) -> Decimal:
    """A logged cost in USD, half up at 12 decimals."""
    found = number(value)
    if found is None or found < 0 or found > MOST_USD:
        raise Refused("bad_cost")
    return found.quantize(_TWELVE, ROUND_HALF_UP).copy_abs()


def whole(value: Any) -> int | None:
    """A number that no rule refuses (step, latency), half up; null where it is none."""
    found = number(value)
    if found is None or abs(found) > MOST_TOKENS:
        return None
    return int(found.quantize(Decimal(1), ROUND_HALF_UP))


def moment(value: Any, naive: ZoneInfo, now: datetime) -> datetime:
    """An instant in UTC, to the microsecond, from ISO text or an epoch of any unit."""
    try:
        at = _from_epoch(value) if _is_epoch(value) else _from_iso(value, naive)
    except OverflowError:
        raise Refused("timestamp_out_of_range") from None
    if not EARLIEST <= at <= now + timedelta(days=1):
        raise Refused("timestamp_out_of_range")
    return at


def _is_epoch(value: Any) -> bool:
    compact_date = isinstance(value, str) and re.fullmatch(r"\d{8}", value.strip())
    return number(value) is not None and not compact_date


def _from_epoch(value: Any) -> datetime:
    found = number(value) or Decimal(0)
    if abs(found) > Decimal(10) ** 20:
        raise Refused("timestamp_out_of_range")
    unit = next((unit for limit, unit in EPOCH_UNITS if abs(found) < limit), 10**9)
    return EPOCH + timedelta(microseconds=int(found * 10**6 / unit))


def _from_iso(value: Any, naive: ZoneInfo) -> datetime:
    if not isinstance(value, str):
        raise Refused("bad_timestamp")
    try:
        at = datetime.fromisoformat(value.strip().upper())
    except ValueError:
        raise Refused("bad_timestamp") from None
    return (at if at.tzinfo else at.replace(tzinfo=naive)).astimezone(UTC)


Exact = int | Decimal | Fraction


def quotient(above: Exact | None, below: Exact | None) -> Decimal | None:
    """above / below, half up at 12 decimals; null where there is nothing to divide by."""
    if above is None or not below:
        return None
    exact = Fraction(above) / Fraction(below) * 10**12
    return Decimal((exact + Fraction(1, 2)).__floor__()).scaleb(-12)


def median(values: Sequence[Exact]) -> Fraction | None:
    """The middle one, or the mean of the two middle ones; null of nothing."""
    if not values:
        return None
    ordered = sorted(Fraction(value) for value in values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
