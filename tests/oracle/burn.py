"""Which workflow burns the money, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.numbers import quotient
from tests.oracle.scope import View, cost_of, grouped, known_cost, runs_of, spend

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tests.oracle.generic import Call

Row = dict[str, Any]


def burn(look: View, by: Sequence[str] = ("workflow_name",)) -> Row:
    """{"summary", "rows", "trust"}, the costliest group first."""
    total = cost_of(look.calls)
    before = prior_calls(look)
    groups = grouped(look, look.calls, by)
    earlier = None if before is None or "day" in by else grouped(look, before, by)
    keys = groups.keys() | (earlier or {}).keys()
    rows = [
        dict(zip(by, key, strict=True))
        | spend(groups.get(key, []), total)
        | change(groups.get(key, []), None if earlier is None else earlier.get(key, []))
        | per_run(groups.get(key, []))
        | {"daily": daily(look, groups.get(key, []))}
        for key in keys
    ]
    rows.sort(key=lambda row: (-(row["cost_usd"] or 0), -row["calls"], [row[n] for n in by]))
    summary = {
        "calls": len(look.calls),
        "runs": len(runs_of(look.calls)),
        "cost_usd": known_cost(look.calls),
    }
    return {
        "summary": summary | change(look.calls, before),
        "rows": rows,
        "trust": look.trust(),
    }


def prior_calls(look: View) -> list[Call] | None:
    """The calls of the prior window; null unless the data reach back to its first day."""
    prior = look.prior()
    return look.within(prior) if look.reaches_back_to(prior.since) else None


def change(calls: Sequence[Call], before: Sequence[Call] | None) -> Row:
    if before is None:
        return {"prior_cost_usd": None, "change_usd": None}
    now, prior = known_cost(calls), known_cost(before)
    change_usd = None if now is None or prior is None else now - prior
    return {"prior_cost_usd": prior, "change_usd": change_usd}


def per_run(calls: Sequence[Call]) -> Row:
    """Per-run figures divide only calls that belong to a run."""
    steps = [call for call in calls if call.run_id is not None]
    runs = len(runs_of(calls))
    return {
        "cost_per_run_usd": quotient(known_cost(steps), runs),
        "steps_per_run": quotient(len(steps), runs),
    }


def daily(look: View, calls: Sequence[Call]) -> list[Decimal]:
    """The cost of each day of the window."""
    day_of = look.judge.day
    return [cost_of(c for c in calls if day_of(c) == day) for day in look.window.days()]
