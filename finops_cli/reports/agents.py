"""Days of agents against their own seven-day medians: shared by top-agents and outliers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from finops_cli.reports.inquiry import Inquiry, Record, quotient

Factor = Callable[[Record], Decimal | None]

_FACTORS: Mapping[str, Factor] = {
    "runs_multiple": lambda day: Decimal(day["runs"]),
    "steps_per_run_multiple": lambda day: quotient(day["run_calls"], day["runs"]),
    "tokens_per_step_multiple": lambda day: quotient(day["tokens"], day["calls"]),
    "usd_per_token_multiple": lambda day: quotient(day["cost_usd"], day["tokens"]),
}
_NO_CALLS: Record = {"runs": 0, "run_calls": 0, "calls": 0, "tokens": 0, "cost_usd": Decimal(0)}


class History:
    """What each day of the flagged agents was made of."""

    def __init__(self, inquiry: Inquiry, floor: Decimal) -> None:
        self.days: dict[str, dict[date, Record]] = {}
        for row in inquiry.ask("agent_history", floor=floor):
            self.days.setdefault(row["agent_id"], {})[row["day"]] = row
        known = inquiry.source.connection.execute("select min(day) from call_groups").fetchone()
        self.first: date | None = known[0] if known else None

    def drivers(self, agent: str, day: date) -> dict[str, Decimal | None]:
        """The day's runs, steps per run, tokens per step and cost per token against their medians.

        A multiple whose median is zero or unknown is null.
        """
        days = self.days.get(agent, {})
        today = days.get(day, _NO_CALLS)
        before = [day - timedelta(days=back) for back in range(1, 8)]
        past = [days.get(one, _NO_CALLS) for one in before if self.first and one >= self.first]
        return {
            name: quotient(factor(today), median([factor(one) for one in past]))
            for name, factor in _FACTORS.items()
        }


def median(values: list[Decimal | None]) -> Decimal | None:
    """The median of the known values, None where there is none."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) * Decimal("0.5")
