"""Which calls a report speaks of: window, environment, filters; and its trust counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.oracle.config import DEFAULT, SCHEMA_TAGS, Config
from tests.oracle.generic import Call
from tests.oracle.judging import PRESENT, Judge
from tests.oracle.numbers import quotient

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.oracle.reading import Reading

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """The shared options. `window` is None (all that was read), "day", "week" or "month"; the
    filters are `k=v` and `k!=v` words, as on the command line."""

    window: str | None = None
    since: str | None = None
    until: str | None = None
    as_of: date | None = None
    today: date = date(2026, 11, 24)
    timezone: str | None = None
    environment: str = "production"
    filters: Sequence[str] = field(default_factory=tuple)


class Window(NamedTuple):
    since: date
    until: date

    def days(self) -> list[date]:
        return [self.since + n * ONE_DAY for n in range((self.until - self.since).days + 1)]

    def holds(self, day: date) -> bool:
        return self.since <= day <= self.until


class View:
    """The calls of a reading that a scope takes in, with their days."""

    def __init__(self, reading: Reading, scope: Scope, config: Config) -> None:
        self.reading, self.scope, self.config = reading, scope, config
        self.judge = Judge(config, scope.timezone)
        days = [self.judge.day(call) for call in reading.calls]
        self.first_day = min(days, default=None)
        self.as_of = scope.as_of or max(days, default=scope.today)
        self.window = self._window()
        self.ever = self._narrowed(reading.calls)  # all days, for medians and priors
        self.calls = self.within(self.window)

    def within(self, window: Window) -> list[Call]:
        return [call for call in self.ever if window.holds(self.judge.day(call))]

    def _narrowed(self, calls: Iterable[Call]) -> list[Call]:
        wanted = self.scope.environment
        return [
            call
            for call in calls
            if self._passes_filters(call) and self.judge.in_environment(call, wanted)
        ]

    # ---- filters -----------------------------------------------------------------------------

    def _passes_filters(self, call: Call) -> bool:
        return all(self._passes(call, word) for word in self.scope.filters)

    def _passes(self, call: Call, word: str) -> bool:
        name, value = word.split("=", 1)
        negated = name.endswith("!")
        name = name.removesuffix("!")
        return (self.judge.value(call, name) == self._judged(name, value)) != negated

    def _judged(self, name: str, value: str) -> str | None:
        if name in SCHEMA_TAGS or name.startswith("tags."):
            return self.judge.tag(name.removeprefix("tags."), value).value
        return value or None

    # ---- windows -----------------------------------------------------------------------------

    def _window(self) -> Window:
        scope, as_of = self.scope, self.as_of
        if scope.since or scope.until:
            return self._between(scope.since, scope.until)
        first = {
            "day": as_of,
            "week": as_of - 6 * ONE_DAY,
            "month": as_of.replace(day=1),
            None: self.first_day or as_of,
        }
        return Window(first[scope.window], as_of)

    def _between(self, since: str | None, until: str | None) -> Window:
        begin = self._word(since)[0] if since else (self.first_day or self.as_of)
        if until:
            return Window(begin, self._word(until)[1])
        return Window(begin, self._end_alone(str(since)))

    def _end_alone(self, since: str) -> date:
        if since.startswith("last-"):
            return self._word(since)[1]
        is_date = re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", since)
        return self.as_of if is_date else self._anchor()

    def _anchor(self) -> date:
        return self.scope.as_of or self.scope.today

    def _word(self, word: str) -> tuple[date, date]:
        """The day that a word means in `--since`, and in `--until`."""
        anchor = self._anchor()
        if span := re.fullmatch(r"(\d+)([dw])", word):
            days = int(span[1]) * (7 if span[2] == "w" else 1)
            return (anchor - (days - 1) * ONE_DAY,) * 2
        if word in ("today", "yesterday"):
            return (anchor - (word == "yesterday") * ONE_DAY,) * 2
        if word == "last-week":
            monday = anchor - (anchor.weekday() + 7) * ONE_DAY
            return monday, monday + 6 * ONE_DAY
        if word == "last-month":
            last = anchor.replace(day=1) - ONE_DAY
            return last.replace(day=1), last
        return (date.fromisoformat(word),) * 2

    def prior(self) -> Window:
        """The window of equal length just before; for a month the first days of the last one."""
        since, until = self.window
        length = until - since
        if self.scope.window != "month":
            return Window(since - length - ONE_DAY, since - ONE_DAY)
        last = since - ONE_DAY
        first = last.replace(day=1)
        return Window(first, min(first + length, last))

    def reaches_back_to(self, day: date) -> bool:
        return self.first_day is not None and self.first_day <= day

    # ---- trust -------------------------------------------------------------------------------

    def trust(self) -> dict[str, Any]:
        in_window = [
            call
            for call in self.reading.calls
            if self.window.holds(self.judge.day(call)) and self._passes_filters(call)
        ]
        taken = set(map(id, self.calls))
        left_out = Counter(
            self.judge.environment(c).value or "(untagged)" for c in in_window if id(c) not in taken
        )
        wanted = self.judge.tag("environment", self.scope.environment).value or ""
        is_production = wanted.lower() == "production"
        unsaid = [call for call in self.calls if self.judge.environment(call).state != PRESENT]
        return self.reading.counts | {
            "scope_calls": len(self.calls),
            "cost_usd": cost_of(self.calls),
            "logged_cost_usd": cost_of(self.calls),
            "computed_cost_usd": Decimal(0),
            "unpriced_calls": unpriced(self.calls),
            "assumed_production_calls": len(unsaid) if is_production else 0,
            "left_out_environments": dict(left_out),
        }


def view(reading: Reading, scope: Scope | None = None, config: Config = DEFAULT) -> View:
    return View(reading, scope or Scope(), config)


def cost_of(calls: Iterable[Call]) -> Decimal:
    """Logged cost: the oracle has no price book, as `--cost-basis logged`."""
    return sum((c.logged_cost_usd for c in calls if c.logged_cost_usd is not None), Decimal(0))


def known_cost(calls: Sequence[Call]) -> Decimal | None:
    """The cost as a report shows it: null, not $0, where there are calls and none has a price."""
    return None if calls and unpriced(calls) == len(calls) else cost_of(calls)


def unpriced(calls: Iterable[Call]) -> int:
    return sum(call.logged_cost_usd is None for call in calls)


def runs_of(calls: Iterable[Call]) -> set[str]:
    return {call.run_id for call in calls if call.run_id is not None}


def spend(calls: Sequence[Call], total: Decimal) -> dict[str, Any]:
    """The columns of every spend report. Writes of both lifetimes are told as one count."""
    return {
        "calls": len(calls),
        "runs": len(runs_of(calls)),
        "input_tokens": sum(c.input_tokens for c in calls),
        "cache_read_tokens": sum(c.cache_read_tokens for c in calls),
        "cache_write_tokens": sum(c.cache_write_tokens + c.cache_write_1h_tokens for c in calls),
        "output_tokens": sum(c.output_tokens for c in calls),
        "cost_usd": known_cost(calls),
        "cost_share": quotient(known_cost(calls), total),
        "unpriced_calls": unpriced(calls),
    }


def label(name: str, value: str | None) -> str:
    """How a group is called; a missing tag is untagged, another missing field is none."""
    is_tag = name in SCHEMA_TAGS or name.startswith("tags.")
    return value if value is not None else ("(untagged)" if is_tag else "(none)")


def grouped(
    look: View, calls: Iterable[Call], by: Sequence[str]
) -> dict[tuple[str, ...], list[Call]]:
    groups: dict[tuple[str, ...], list[Call]] = {}
    for call in calls:
        key = tuple(label(name, look.judge.value(call, name)) for name in by)
        groups.setdefault(key, []).append(call)
    return groups
