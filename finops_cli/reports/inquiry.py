"""Inquiry: one source asked under one scope; what every report shares of window, trust and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from finops_cli.errors import DataError
from finops_cli.policy.model import Policy
from finops_cli.report import ColumnSpec, Trust, Unit, Window
from finops_cli.reports.metric import metric
from finops_cli.scope import Days, Scope, days_of
from finops_cli.store.groups import KEY_TYPES, Grouping
from finops_cli.store.scoping import agent_facts, needs_day, scope_groups, wanted_keys
from finops_cli.store.source import Source

Record = dict[str, Any]
_UNIT_OF_ENDING: Mapping[str, Unit] = {
    "usd": "usd",
    "share": "share",
    "multiple": "multiple",
    "ms": "ms",
    "at": "instant",
    "calls": "count",
    "runs": "count",
    "tokens": "tokens",
    "days": "count",
    "day": "day",
    "agents": "count",
    "rank": "ordinal",
    "flagged": "flag",
}


def quotient(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """A quotient, formed once: half up at 12 decimals; null where it has no value."""
    if numerator is None or not denominator:
        return None
    exact = Decimal(numerator) / Decimal(denominator)
    return exact.quantize(Decimal("1e-12"), rounding=ROUND_HALF_UP)


def column(  # noqa: PLR0913 - a column is these things
    name: str,
    meaning: str,
    heading: str = "",
    priority: int | None = 1,
    *,
    unit: Unit | None = None,
    adds_up: bool = False,
    signed: bool = False,
) -> ColumnSpec:
    """A column whose unit is the last word of its name, unless said otherwise."""
    known = unit or _UNIT_OF_ENDING.get(name.rsplit("_", 1)[-1], "text")
    return ColumnSpec(name, meaning, known, heading, priority, adds_up, signed)


def unseen(columns: tuple[ColumnSpec, ...], *names: str) -> tuple[ColumnSpec, ...]:
    """The columns, with those named kept from people's tables: they have nothing to say here."""
    return tuple(replace(c, priority=None) if c.name in names else c for c in columns)


@dataclass(slots=True)
class Inquiry:
    """A source whose groups are made and in scope, ready to be asked metrics."""

    source: Source
    scope: Scope
    policy: Policy
    days: Days
    first_day: date
    last_day: date

    @classmethod
    def open(
        cls,
        source: Source,
        scope: Scope,
        policy: Policy,
        metrics: Iterable[str],
        latest: datetime,
        *,
        history: bool = False,
    ) -> Inquiry:
        """Read what the metrics need. Raises DataError where no call is left in scope."""
        asked = {name for one in metrics for name in metric(one).keys}
        extent = source.extent(scope.timezone)
        cut = scope.window.span != "everything" or scope.window.as_of is not None
        keys, extras = wanted_keys(scope, policy)
        keys |= asked & KEY_TYPES.keys()
        if needs_day(scope, policy, cut and extent is None):
            keys.add("day")
        grouping = Grouping(
            frozenset(keys & KEY_TYPES.keys()),
            tuple(extras),
            "tokens" in asked,
            scope.timezone,
            latest,
        )
        first, last = source.group(grouping, _reach(scope, extent, "day" in keys, history))
        days = days_of(scope.window, first, last)
        inquiry = cls(source, scope, policy, days, first, last)
        scope_groups(source.connection, scope, policy, days)
        if history:
            agent_facts(source.connection, days)
        return inquiry

    def ask(self, name: str, **parameters: object) -> list[Record]:
        """The rows of a metric, as dictionaries by column."""
        cursor = self.source.connection.execute(metric(name).sql, parameters or None)
        names = [described[0] for described in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def trust(self) -> Trust:
        """What was read and where the money comes from. Raises DataError where no call is in scope."""
        totals = self.ask("scope_totals")[0]
        left_out = {
            row["environment"] or "(untagged)": row["calls"] for row in self.ask("left_out")
        }
        if not totals["calls"]:
            raise self.nothing_in_scope(left_out)
        counts = self.source.counts()
        return Trust(
            **asdict(counts),
            scope_calls=totals["calls"],
            cost_usd=totals["cost_usd"] or Decimal(0),
            logged_cost_usd=totals["logged_cost_usd"] or Decimal(0),
            computed_cost_usd=totals["computed_cost_usd"] or Decimal(0),
            unpriced_calls=totals["unpriced_calls"],
            assumed_production_calls=(
                totals["assumed_production_calls"] if self.scope.environment == "production" else 0
            ),
            left_out_environments=left_out,
        )

    def nothing_in_scope(self, left_out: Mapping[str, int]) -> DataError:
        """The sentence for a scope without a single call, with what would show some."""
        days = self.days
        where = "the store ends" if self.source.kind == "store" else f"{self.source.label} ends"
        hints = []
        if self.last_day < days.since or self.first_day > days.until:
            hints.append(f"Try --as-of {self.last_day}, or read newer logs.")
        if left_out:
            names = ", ".join(f"{name} ({calls:,})" for name, calls in left_out.items())
            hints.append(f"Left out: {names}; --environment all takes them in.")
        if self.scope.filters:
            hints.append(
                "No call passes the filters: " + " ".join(f.text() for f in self.scope.filters)
            )
        return DataError(
            f"no calls between {days.since} and {days.until}; {where} on {self.last_day}", *hints
        )

    def window(self) -> Window:
        """The report's window."""
        return Window(self.days.since, self.days.until, self.days.as_of, self.scope.timezone)

    def has_prior(self) -> bool:
        """Whether the data reach back to the first day of the prior window."""
        return self.first_day <= self.days.prior_since


def _reach(
    scope: Scope, extent: tuple[date, date] | None, by_day: bool, history: bool
) -> tuple[date, date] | None:
    """The days to read from a store: the window, with the prior one where days tell them apart."""
    if extent is None or history:
        return None
    days = days_of(scope.window, *extent)
    return (min(days.prior_since, days.since) if by_day else days.since), days.until
