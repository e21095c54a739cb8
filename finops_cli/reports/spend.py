"""What every spend report shares: its columns, the share of the whole, figures per run."""

from __future__ import annotations

from decimal import Decimal

from finops_cli.report import ColumnSpec
from finops_cli.reports.inquiry import Record, column, quotient

SPEND_COLUMNS: tuple[ColumnSpec, ...] = (
    column("calls", "calls in the window", "calls", None, adds_up=True),
    column("runs", "distinct runs", "runs", 3),
    column("input_tokens", "fresh input tokens", "input", None, adds_up=True),
    column(
        "cache_read_tokens", "input tokens read from a cache", "cache reads", None, adds_up=True
    ),
    column("cache_write_tokens", "input tokens written to it", "cache writes", None, adds_up=True),
    column("output_tokens", "output tokens, reasoning included", "output", None, adds_up=True),
    column("cost_usd", "cost of the priced calls", "cost", 0, adds_up=True),
    column("cost_share", "cost of all in scope", "share", 1, adds_up=True),
    column("unpriced_calls", "calls without a price", "unpriced", None, adds_up=True),
)


def spend(row: Record, whole: Decimal | None) -> Record:
    """The shared fields of a spend row; `whole` is the cost of everything in the window."""
    shown = {spec.name: row[spec.name] for spec in SPEND_COLUMNS if spec.name in row}
    cost = known_cost(row["calls"], row["cost_usd"])
    return shown | {"cost_usd": cost, "cost_share": quotient(cost, whole)}


def known_cost(calls: int, cost: Decimal | None) -> Decimal | None:
    """The cost of some calls: null where none has a price, 0 where there are none."""
    return cost if calls else Decimal(0)


def per_run(row: Record) -> Record:
    """Cost and steps per run, both of calls with a run alone."""
    return {
        "cost_per_run_usd": quotient(row["run_cost_usd"], row["runs"]),
        "steps_per_run": quotient(row["run_calls"], row["runs"]),
    }


def by_name(*specs: ColumnSpec) -> tuple[ColumnSpec, ...]:
    """Columns in the order given, each once."""
    return tuple({spec.name: spec for spec in specs}.values())
