"""How each unit is shown to people. Exact decimals rounded half up, never a float."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

from finops_cli.render.shared.rounding import CENT, half_up
from finops_cli.report import Unit, Value

BARS = "▁▂▃▄▅▆▇█"
RIGHT: frozenset[Unit] = frozenset(
    ("count", "tokens", "usd", "share", "multiple", "number", "ms", "ordinal")
)
"""Units whose cells end at the same column, so that digits stand under digits."""

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The few signs beyond ASCII, and what stands for them where the output has none."""

    null: str = "–"
    times: str = "×"
    check: str = "✓"
    cross: str = "✗"
    ellipsis: str = "…"
    between: str = " · "


PLAIN = Glyphs(null="-", times="x", check="ok", cross="x", ellipsis="..", between=" - ")


@dataclass(frozen=True, slots=True)
class Shown:
    """Turns values into text for people; `text` makes what came from a log harmless."""

    text: Callable[[str], str]
    unicode: bool = True

    @property
    def glyphs(self) -> Glyphs:
        """The signs that this output can hold."""
        return Glyphs() if self.unicode else PLAIN

    def value(self, value: Value, unit: Unit, signed: bool = False) -> str:
        """One value of a cell or a sentence. NaN and infinity are unknown, as null is."""
        if value is None or (isinstance(value, Decimal) and not value.is_finite()):
            return self.glyphs.null
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (int, Decimal)):
            return self._number(Decimal(value), unit, signed)
        if isinstance(value, date):
            return moment(value)
        return self.text(_words(value))

    def _number(self, value: Decimal, unit: Unit, signed: bool) -> str:
        digits = _DIGITS.get(unit, _plain)(value.copy_abs()).replace("×", self.glyphs.times)
        if not value or not digits.strip("$0.%×x ms"):
            return digits
        return f"{'-' if value < 0 else '+' if signed else ''}{digits}"


def moment(value: date) -> str:
    """A day as `2026-11-23`, an instant as `2026-11-23 14:03:22Z`."""
    if not isinstance(value, datetime):
        return value.isoformat()
    utc = value.astimezone(UTC) if value.tzinfo else value
    return f"{utc:%Y-%m-%d %H:%M:%S}Z"


def money(value: Decimal) -> str:
    """US dollars, 0 or more: cents, or three significant digits of an amount below a cent."""
    if 0 < value < CENT:
        return f"${_significant(value, 3)}"
    return f"${half_up(value, CENT):,f}"


def sparkline(values: Sequence[Value], width: int | None = None) -> str:
    """One bar a value from zero to the highest, a space where null.

    More days than `width` are folded by means over equal numbers of days that end on the last.
    """
    days = [value if isinstance(value, (int, Decimal)) else None for value in values]
    if width is not None and width < len(days):
        days = _folded(days, -(-len(days) // width))
    known = [value for value in days if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    low = min(low, 0)
    return "".join(_bar(value, Decimal(low), Decimal(high)) for value in days)


def _bar(value: int | Decimal | None, low: Decimal, high: Decimal) -> str:
    if value is None:
        return " "
    if high <= low:
        return BARS[0]
    return BARS[int(half_up((value - low) * (len(BARS) - 1) / (high - low), Decimal(1)))]


def _folded(days: list[int | Decimal | None], size: int) -> list[int | Decimal | None]:
    """One mean for every `size` days; the first may cover fewer."""
    edges = [0, *range((len(days) - 1) % size + 1, len(days) + 1, size)]
    return [_mean(days[start:end]) for start, end in pairwise(edges)]


def _mean(values: Sequence[int | Decimal | None]) -> Decimal | None:
    known = [Decimal(value) for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _share(value: Decimal) -> str:
    return f"{half_up(value * 100, _TENTH):,f}%"


def _multiple(value: Decimal) -> str:
    return f"{_quotient(value)}×"


def _milliseconds(value: Decimal) -> str:
    return f"{half_up(value, Decimal(1)):,f} ms"


def _plain(value: Decimal) -> str:
    """A number of no unit: whole as it is, else as a quotient."""
    return f"{int(value):,}" if int(value.as_tuple().exponent) >= 0 else _quotient(value)


def _quotient(value: Decimal) -> str:
    """One digit after the point, or two significant ones below a tenth."""
    return _significant(value, 2) if 0 < value < _TENTH else f"{half_up(value, _TENTH):,f}"


def _significant(value: Decimal, digits: int) -> str:
    """A value between 0 and 1 with its first `digits` digits that are not zero, no zeros after."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return f"{half_up(value, step):f}".rstrip("0")


def _words(value: Value) -> str:
    """Text as it is; a list as its parts; what else may come, as Python shows it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(part) for part in value)
    return str(value)


_DIGITS: dict[Unit, Callable[[Decimal], str]] = {
    "usd": money,
    "share": _share,
    "multiple": _multiple,
    "ms": _milliseconds,
    "ordinal": lambda value: str(int(value)),
}
