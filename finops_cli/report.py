"""Report: the typed answer to one question. It knows nothing of output; renderers know nothing else.

Values stay exact (Decimal, date, int) until a renderer rounds them once, at the border.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Value = (
    str | int | bool | Decimal | date | datetime | None | Sequence["Value"] | Mapping[str, "Value"]
)
Row = Mapping[str, Value]

Unit = Literal[
    "text",  # str, gives way first on a narrow terminal
    "count",  # int
    "tokens",  # int
    "usd",  # Decimal, US dollars
    "share",  # Decimal, 0-1
    "multiple",  # Decimal, 1 = unchanged
    "number",  # Decimal or int without a unit of its own
    "ms",  # int, milliseconds
    "ordinal",  # int that names a place (a line, a rank): shown without separators
    "day",  # date, in the report's timezone
    "instant",  # datetime, UTC
    "flag",  # bool
    "series",  # sequence of Decimal or None in order of days; a sparkline where only text fits
    "object",  # mapping; only in JSON, JSONL and Parquet
]


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table of rows: the same name in every format, and how people see it.

    `priority` None: never on a terminal or in Markdown; 0: never dropped; higher numbers are
    dropped first when a terminal is too narrow.
    `adds_up`: the rows sum to the whole, so shown figures are rounded by largest remainder.
    `signed`: shown with an explicit plus or minus (changes).
    """

    name: str
    meaning: str
    unit: Unit
    heading: str = ""
    priority: int | None = 1
    adds_up: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with the unit that says how to show it, for use inside a sentence."""

    value: Value
    unit: Unit
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line for people: `{name}` in `template` is replaced by the shown form of `values[name]`.

    `verdict` True puts a check mark, False a cross in front of `{mark}` (or colours the line);
    None leaves it plain. A newline in the template starts a new line.
    """

    template: str
    values: Mapping[str, Measure] = field(default_factory=dict)
    verdict: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A second, smaller table shown to people below the main one; machine formats leave it out."""

    title: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Inclusive days in `timezone`; `as_of` is the day that windows end on. None where no call was read."""

    since: date | None
    until: date | None
    as_of: date | None
    timezone: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What was read, what was left out and why, and where the money comes from (contract, section 2).

    Row counts describe everything read; from `scope_calls` on, the report's scope.
    Always read_rows = calls + duplicate_rows + revised_rows + skipped_rows + quarantined_rows.
    """

    files: int = 0
    read_rows: int = 0
    calls: int = 0
    duplicate_rows: int = 0
    revised_rows: int = 0
    skipped_rows: int = 0
    quarantined_rows: int = 0
    twin_rows: int = 0
    zero_cost_calls: int = 0
    scope_calls: int = 0
    cost_usd: Decimal = Decimal(0)
    logged_cost_usd: Decimal = Decimal(0)
    computed_cost_usd: Decimal = Decimal(0)
    unpriced_calls: int = 0
    assumed_production_calls: int = 0
    left_out_environments: Mapping[str, int] = field(default_factory=dict)
    price_book_date: date | None = None


def no_rest(kept: int) -> Row | None:
    """The `others` of a report that has none."""
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one question, exact and whole.

    `scope` holds what chose the calls, as it is written into JSON: environment, filters, by,
    cost_basis, source. `source` is the short label a person reads ("yesterday.jsonl", "finops.duckdb").
    `rest(kept)` is the one "others" row for all rows after the first `kept`, None where nothing is left.
    `limit` is the number of rows shown to people unless they ask otherwise (0: all).
    `total` is the sum of all rows, where one is worth showing.
    """

    name: str
    title: str
    source: str
    window: Window
    scope: Mapping[str, Value]
    summary: Mapping[str, Value]
    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]
    trust: Trust
    headline: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    next_steps: tuple[Sentence, ...] = ()
    total: Row | None = None
    rest: Callable[[int], Row | None] = no_rest
    limit: int = 20
    empty: str = "No rows."
