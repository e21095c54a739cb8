"""Days of agents against their own seven-day medians: shared by top-agents and outliers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from finops_cli.reports.inquiry import Inquiry, Record, quotient

Factor = Callable[[Record], Fraction | None]

_FACTORS: Mapping[str, Factor] = {
    "runs_multiple": lambda day: Fraction(day["runs"]),
    "steps_per_run_multiple": lambda day: _ratio(day["run_calls"], day["runs"]),
    "tokens_per_step_multiple": lambda day: _ratio(day["tokens"], day["calls"]),
    "usd_per_token_multiple": lambda day: _ratio(day["cost_usd"], day["tokens"]),
}
"""Exact until the one rounding of the multiple."""
_NO_CALLS: Record = {"runs": 0, "run_calls": 0, "calls": 0, "tokens": 0, "cost_usd": Decimal(0)}


class History:
    """What each day of the flagged agents was made of."""

    def __init__(self, inquiry: Inquiry, floor: Decimal) -> None:
        self.days: dict[str, dict[date, Record]] = {}
        for row in inquiry.ask("agent_history", floor=floor):
            self.days.setdefault(row["agent_id"], {})[row["day"]] = row

    def drivers(self, agent: str, day: date) -> dict[str, Decimal | None]:
        """The day's runs, steps per run, tokens per step and cost per token against their medians.

        A multiple whose median is zero or unknown is null.
        """
        days = self.days.get(agent, {})
        today = days.get(day, _NO_CALLS)
        before = [day - timedelta(days=back) for back in range(1, 8)]
        past = [days.get(one, _NO_CALLS) for one in before]
        return {
            name: _multiple(factor(today), median([factor(one) for one in past]))
            for name, factor in _FACTORS.items()
        }


def _ratio(numerator: Decimal | int, denominator: int) -> Fraction | None:
    return Fraction(numerator) / denominator if denominator else None


def _multiple(today: Fraction | None, usual: Fraction | None) -> Decimal | None:
    """One fraction over another as a Decimal, half up at 12 decimals."""
    if today is None or not usual:
        return None
    exact = today / usual
    return quotient(exact.numerator, exact.denominator)


def median(values: list[Fraction | None]) -> Fraction | None:
    """The median of the known values, None where there is none."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
