"""Scope: what the shared options say about figures. Looks (limit, colour, width) are no part of it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from finops_cli.call import TAGS
from finops_cli.report import Value

CostBasis = Literal["auto", "logged", "computed"]
Span = Literal["everything", "day", "week", "month", "between"]

FIELDS = (*TAGS, "topic", "agent_id", "user_id", "key_id", "provider", "model", "status")
"""Names that --filter knows, beside `tags.NAME`; --by knows `day` as well."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`field=value` or, negated, `field!=value`; an empty value means missing."""

    field: str
    value: str
    negated: bool = False

    def text(self) -> str:
        """As it was written."""
        return f"{self.field}{'!=' if self.negated else '='}{self.value}"


@dataclass(frozen=True, slots=True)
class WindowChoice:
    """Which days are judged, before the data tell on which day windows end."""

    span: Span = "everything"
    since: date | None = None
    until: date | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A window and the one before it of equal length (for a month: the same days of the last one)."""

    since: date
    until: date
    prior_since: date
    prior_until: date
    as_of: date


@dataclass(frozen=True, slots=True)
class Scope:
    """Window, timezone, environment, filters, grouping and cost basis of a report."""

    window: WindowChoice = field(default_factory=WindowChoice)
    timezone: str = "UTC"
    environment: str = "production"
    filters: tuple[Filter, ...] = ()
    by: tuple[str, ...] = ()
    cost_basis: CostBasis = "auto"

    def described(self, source: str) -> Mapping[str, Value]:
        """The scope as JSON shows it."""
        return {
            "environment": self.environment,
            "filters": [one.text() for one in self.filters],
            "by": list(self.by),
            "cost_basis": self.cost_basis,
            "source": source,
        }


def days_of(choice: WindowChoice, first: date, last: date) -> Days:
    """The window that `choice` means for data from `first` to `last`; as-of is `last` unless chosen."""
    as_of = choice.as_of or last
    since, until = _ends(choice, first, last, as_of)
    length = (until - since).days + 1
    if choice.span == "month":
        prior_since = (since - timedelta(days=1)).replace(day=1)
        longest = calendar.monthrange(prior_since.year, prior_since.month)[1]
        prior_until = prior_since.replace(day=min(length, longest))
    else:
        prior_since, prior_until = since - timedelta(days=length), since - timedelta(days=1)
    return Days(since, until, prior_since, prior_until, as_of)


def _ends(choice: WindowChoice, first: date, last: date, as_of: date) -> tuple[date, date]:
    if choice.span == "day":
        return as_of, as_of
    if choice.span == "week":
        return as_of - timedelta(days=6), as_of
    if choice.span == "month":
        return as_of.replace(day=1), as_of
    if choice.span == "between":
        until = choice.until or as_of
        return choice.since or min(first, until), until
    return min(first, as_of), max(last, as_of) if choice.as_of is None else as_of
