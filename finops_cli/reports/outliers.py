"""Outliers: whose day is above 2x its own seven-day median, and what drove it?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from finops_cli.policy.model import Policy
from finops_cli.report import Measure, Report, Row, Sentence, Value
from finops_cli.reports.agents import History
from finops_cli.reports.inquiry import Inquiry, Record, column, quotient
from finops_cli.scope import Scope
from finops_cli.store.source import Source

_COLUMNS = (
    column("agent_id", "agent", "agent", 0),
    column("day", "day in the report's timezone", "day", 1),
    column("cost_usd", "its cost on that day", "cost", 0),
    column("median_7d_usd", "median of its daily cost on the seven days before", "median", 1),
    column("multiple", "cost of the day, in medians", "×", 0),
    column("excess_usd", "cost above the median", "excess", 0),
    column("verdict", "outlier, level_shift, no_baseline or acknowledged", "verdict", 3),
    column("driven_by", "the factors that moved most", "driven by", 2),
    column("drivers", "factors against their seven-day medians", unit="object", priority=None),
)
_WORDS = {
    "runs_multiple": "runs",
    "steps_per_run_multiple": "steps per run",
    "tokens_per_step_multiple": "tokens per step",
    "usd_per_token_multiple": "cost per token",
}


def outliers(source: Source, scope: Scope, policy: Policy, latest: datetime) -> Report:
    """Agents' days above twice their median and the floor, worst first; those without a baseline apart.

    Raises DataError where no call is in scope.
    """
    floor = policy.agents.outlier_floor_usd
    metrics = ["outliers", "top_agents"]
    inquiry = Inquiry.open(source, scope, policy, metrics, latest, history=True)
    trust = inquiry.trust()
    history = History(inquiry, floor)
    rows = tuple(_row(record, history) for record in inquiry.ask("outliers", floor=floor))
    flagged = [row for row in rows if row["verdict"] != "no_baseline"]
    summary = _summary(inquiry, rows)
    return Report(
        name="outliers",
        title="Above 2× the seven-day median",
        source=source.label,
        window=inquiry.window(),
        scope=scope.described(source.kind),
        summary=summary,
        columns=_COLUMNS,
        rows=rows,
        trust=trust,
        headline=(_headline(summary),),
        next_steps=_next_steps(flagged, source),
        limit=20,
        empty="No agent's day is above twice its median.",
    )


def _row(record: Record, history: History) -> Row:
    has_baseline = record["verdict"] != "no_baseline"
    drivers = history.drivers(record["agent_id"], record["day"]) if has_baseline else None
    multiple = quotient(record["cost_usd"], record["median_7d_usd"]) if has_baseline else None
    return record | {
        "multiple": multiple,
        "drivers": drivers,
        "driven_by": _told(drivers) if has_baseline else "no baseline yet",
    }


def _told(drivers: Mapping[str, Decimal | None] | None) -> str | None:
    """The two factors with the largest logarithm, upward or downward."""
    known = {name: value for name, value in (drivers or {}).items() if value}
    moved = sorted(known, key=lambda name: (-abs(math.log(known[name])), name))
    shown = [
        f"{_WORDS[name]} {known[name]:.1f}×" for name in moved[:2] if round(known[name], 1) != 1
    ]
    return ", ".join(shown) or None


def _summary(inquiry: Inquiry, rows: tuple[Row, ...]) -> dict[str, Value]:
    agents = inquiry.source.connection.execute(
        "select count(distinct agent_id) from call_groups where is_in_window"
    ).fetchone()
    flagged = [row for row in rows if row["verdict"] in ("outlier", "level_shift")]
    apart = {row["agent_id"] for row in rows if row["verdict"] == "no_baseline"}
    excess = sum((_usd(row["excess_usd"]) for row in flagged), Decimal(0))
    return {
        "agents": agents[0] if agents else 0,
        "flagged_agents": len({row["agent_id"] for row in flagged}),
        "excess_usd": excess,
        "no_baseline_agents": len(apart),
    }


def _usd(value: Value) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _headline(summary: Mapping[str, Value]) -> Sentence:
    return Sentence(
        "{flagged} of {agents} agents flagged · {excess} above their medians · "
        "{apart} without a baseline",
        {
            "flagged": Measure(summary["flagged_agents"], "count"),
            "agents": Measure(summary["agents"], "count"),
            "excess": Measure(summary["excess_usd"], "usd"),
            "apart": Measure(summary["no_baseline_agents"], "count"),
        },
    )


def _next_steps(flagged: list[Row], source: Source) -> tuple[Sentence, ...]:
    if not flagged:
        return ()
    return (
        Sentence(
            "finops burn{files} --filter agent_id={agent} --by day,workflow_name shows its days.",
            {
                "files": Measure(source.arguments, "text"),
                "agent": Measure(flagged[0]["agent_id"], "text"),
            },
        ),
    )
