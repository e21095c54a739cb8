"""Outliers against the seven-day median, and the ten costliest agents, row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.oracle.numbers import median, quotient
from tests.oracle.scope import ONE_DAY, View, cost_of, grouped, known_cost, runs_of, spend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.oracle.generic import Call

Row = dict[str, Any]
LEAST_DAYS = 4
OUTLIER, LEVEL_SHIFT, NO_BASELINE = "outlier", "level_shift", "no_baseline"


class Day(NamedTuple):
    """One day of one agent. `median_usd` is null while the log is too young to tell."""

    day: date
    cost_usd: Decimal
    median_usd: Fraction | None
    verdict: str | None

    @property
    def multiple(self) -> Fraction | None:
        return Fraction(self.cost_usd) / self.median_usd if self.median_usd else None

    @property
    def flagged(self) -> bool:
        return self.verdict in (OUTLIER, LEVEL_SHIFT)


class History:
    """All calls in scope by agent and day, also those before the window."""

    def __init__(self, look: View) -> None:
        self.look = look
        self.calls: dict[str, dict[date, list[Call]]] = defaultdict(lambda: defaultdict(list))
        for call in look.ever:
            if call.agent_id is not None:
                self.calls[call.agent_id][look.judge.day(call)].append(call)
        self.first_day = min((look.judge.day(call) for call in look.ever), default=None)
        self.agents = sorted({c.agent_id for c in look.calls if c.agent_id is not None})

    def on(self, agent: str, day: date) -> list[Call]:
        return self.calls[agent].get(day, [])

    def days(self, agent: str) -> list[Day]:
        """The days of the window on which the agent made calls."""
        return [self.judged(agent, d) for d in self.look.window.days() if self.on(agent, d)]

    def cost(self, agent: str, day: date) -> Decimal:
        return cost_of(self.on(agent, day))

    def median_before(self, agent: str, day: date) -> Fraction:
        """The median of the seven calendar days before; a day without calls counts 0."""
        return median([self.cost(agent, d) for d in week_before(day)]) or Fraction(0)

    def judged(self, agent: str, day: date) -> Day:
        known = (day - (self.first_day or day)).days >= LEAST_DAYS
        middle = self.median_before(agent, day) if known else None
        cost = self.cost(agent, day)
        return Day(day, cost, middle, self._verdict(agent, day, cost, middle))

    def _verdict(self, agent: str, day: date, cost: Decimal, middle: Fraction | None) -> str | None:
        if cost < self.look.config.outlier_floor_usd:
            return None
        if not middle:
            return NO_BASELINE
        if cost <= 2 * middle:
            return None
        return LEVEL_SHIFT if self._stays_high(agent, day) else OUTLIER

    def _stays_high(self, agent: str, day: date) -> bool:
        """Each of the last three days is above twice the median of the seven before those."""
        last_three = [day - n * ONE_DAY for n in range(3)]
        middle = self.median_before(agent, last_three[-1])
        return middle > 0 and all(self.cost(agent, d) > 2 * middle for d in last_three)


def week_before(day: date) -> list[date]:
    return [day - n * ONE_DAY for n in range(7, 0, -1)]


# ---- outliers --------------------------------------------------------------------------------


def outliers(look: View) -> Row:
    """{"summary", "rows", "trust"}: flagged days by excess, then those without a baseline."""
    history = History(look)
    rows = [
        outlier_row(history, agent, day)
        for agent in history.agents
        for day in history.days(agent)
        if day.verdict is not None
    ]
    rows.sort(key=_by_excess)
    flagged = [row for row in rows if row["verdict"] != NO_BASELINE]
    summary = {
        "agents": len(history.agents),
        "flagged_agents": len({row["agent_id"] for row in flagged}),
        "excess_usd": sum((row["excess_usd"] for row in flagged), Decimal(0)),
        "no_baseline_agents": len(
            {row["agent_id"] for row in rows if row["verdict"] == NO_BASELINE}
        ),
    }
    return {"summary": summary, "rows": rows, "trust": look.trust()}


def _by_excess(row: Row) -> tuple[Any, ...]:
    excess = row["excess_usd"]
    return excess is None, -(excess or 0), -row["cost_usd"], row["agent_id"], row["day"]


def outlier_row(history: History, agent: str, day: Day) -> Row:
    middle = day.median_usd
    flagged = day.flagged and middle is not None
    return {
        "agent_id": agent,
        "day": day.day,
        "cost_usd": day.cost_usd,
        "median_7d_usd": None if middle is None else quotient(middle, 1),
        "multiple": None if day.multiple is None else quotient(day.multiple, 1),
        "excess_usd": quotient(Fraction(day.cost_usd) - middle, 1) if flagged and middle else None,
        "verdict": day.verdict,
        "drivers": drivers(history, agent, day.day) if flagged else None,
    }


# ---- drivers ---------------------------------------------------------------------------------


def drivers(history: History, agent: str, day: date) -> dict[str, Decimal | None]:
    """The day's four factors against their medians over the seven days before.

    A day without calls has no runs, and says nothing of what a run or a step is like."""
    today = history.on(agent, day)
    week = [history.on(agent, d) for d in week_before(day)]
    return {
        "runs_multiple": quotient(len(runs_of(today)), median([len(runs_of(c)) for c in week])),
        "steps_per_run_multiple": _against(steps_per_run, today, week),
        "tokens_per_step_multiple": _against(tokens_per_step, today, week),
        "usd_per_token_multiple": _against(usd_per_token, today, week),
    }


def _against(
    factor: Callable[[Sequence[Call]], Fraction | None],
    today: Sequence[Call],
    week: list[list[Call]],
) -> Decimal | None:
    known = [value for calls in week if (value := factor(calls)) is not None]
    return quotient(factor(today), median(known))


def steps_per_run(calls: Sequence[Call]) -> Fraction | None:
    runs = len(runs_of(calls))
    return Fraction(sum(c.run_id is not None for c in calls), runs) if runs else None


def tokens_per_step(calls: Sequence[Call]) -> Fraction | None:
    return Fraction(sum(c.all_tokens for c in calls), len(calls)) if calls else None


def usd_per_token(calls: Sequence[Call]) -> Fraction | None:
    tokens = sum(c.all_tokens for c in calls)
    return Fraction(cost_of(calls)) / tokens if tokens else None


# ---- top agents ------------------------------------------------------------------------------


def top_agents(look: View, limit: int = 10) -> Row:
    """{"summary", "rows", "trust"}: the costliest agents, then calls without one, unranked."""
    history = History(look)
    total = cost_of(look.calls)
    calls: dict[str | None, list[Call]] = defaultdict(list)
    for call in look.calls:
        calls[call.agent_id].append(call)
    nobody = calls.pop(None, [])
    ranked = sorted(calls.items(), key=lambda entry: (-cost_of(entry[1]), str(entry[0])))
    ten = ranked[: limit or None]
    rows = [
        {"rank": rank, "agent_id": agent}
        | spend(theirs, total)
        | belongs_to(look, theirs)
        | worst(history.days(str(agent)))
        for rank, (agent, theirs) in enumerate(ten, start=1)
    ]
    top = known_cost([call for _, theirs in ten for call in theirs])
    if nobody:
        rows.append(
            {"rank": None, "agent_id": "(none)"} | spend(nobody, total) | belongs_to(look, nobody)
        )
    summary = {
        "agents": len(ranked),
        "cost_usd": known_cost(look.calls),
        "top_cost_usd": top,
        "top_cost_share": quotient(top, total),
        "flagged_agents": sum(any(d.flagged for d in history.days(a)) for a in history.agents),
    }
    return {"summary": summary, "rows": rows, "trust": look.trust()}


def belongs_to(look: View, calls: Sequence[Call]) -> Row:
    """Team and workflow with most of the spend."""
    return {name: costliest(look, calls, name) for name in ("team_id", "workflow_name")}


def costliest(look: View, calls: Sequence[Call], name: str) -> str:
    """The tag's value with most spend; of equals the one with more calls, then the first name."""
    groups = grouped(look, calls, [name])
    (value,) = min(groups, key=lambda key: (-cost_of(groups[key]), -len(groups[key]), key))
    return value


def worst(days: Sequence[Day]) -> Row:
    """The day of the highest multiple; where none has one, the costliest."""
    day = max(
        days,
        key=lambda d: (d.multiple is not None, d.multiple or 0, d.cost_usd, -d.day.toordinal()),
    )
    return {
        "median_day_usd": None if day.median_usd is None else quotient(day.median_usd, 1),
        "worst_day": day.day,
        "worst_day_usd": day.cost_usd,
        "worst_multiple": None if day.multiple is None else quotient(day.multiple, 1),
        "flagged": any(d.flagged for d in days),
    }
