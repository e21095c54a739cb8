"""Top agents: the ten costliest agent identities, and which of them need a twenty-minute review."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from finops_cli.policy.model import Policy
from finops_cli.report import ColumnSpec, Measure, Report, Row, Sentence, Value
from finops_cli.reports.inquiry import Inquiry, Record, column, quotient
from finops_cli.reports.spend import SPEND_COLUMNS, by_name, spend
from finops_cli.scope import Scope
from finops_cli.store.source import Source

_EVIDENCE = (
    ("steps_p95", "95th percentile of the depth of its runs", "number"),
    ("repeat_share", "steps that repeat an earlier one", "share"),
    ("repeat_cost_usd", "their cost", "usd"),
    ("repeated_input_share", "input that repeats", "share"),
    ("repeated_input_cost_usd", "its cost", "usd"),
    ("cache_read_share", "input read from a cache", "share"),
    ("premium_middle_share", "spend on premium models in middle steps", "share"),
    ("premium_middle_cost_usd", "its cost", "usd"),
)
"""What the three questions of the review rest on; null until steps are read."""


def _columns() -> tuple[ColumnSpec, ...]:
    people = (
        column("rank", "place by cost", "#", 0),
        column("agent_id", "agent", "agent", 0),
        column("workflow_name", "the workflow of most of its spend", "workflow", 3),
        column("team_id", "the team of most of its spend", "team", 6),
        column("cost_usd", "cost of the priced calls", "cost", 0),
        column("cost_share", "cost of all in scope", "share", 4),
        column("median_day_usd", "median of the seven days before the worst day", "day median", 2),
        column("worst_day", "the day of the highest multiple", "worst day", 1),
        column("worst_day_usd", "cost on that day", "its cost", 1),
        column("worst_multiple", "cost on that day, in medians", "×", 0),
        column("flagged", "whether a day is above twice its median and the floor", "", 0),
    )
    evidence = (column(n, meaning, n, None, unit=unit) for n, meaning, unit in _EVIDENCE)  # type: ignore[arg-type]
    return by_name(*people, *SPEND_COLUMNS, *evidence)


def top_agents(
    source: Source, scope: Scope, policy: Policy, latest: datetime, *, top: int = 10
) -> Report:
    """The `top` costliest agents (0: all); calls without an agent are one unranked row at the end.

    Raises DataError where no call is in scope.
    """
    inquiry = Inquiry.open(source, scope, policy, ["top_agents"], latest, history=True)
    trust = inquiry.trust()
    whole = inquiry.ask("scope_totals")[0]["cost_usd"]
    records = inquiry.ask("top_agents", floor=policy.agents.outlier_floor_usd)
    named = [record for record in records if record["agent_id"] is not None]
    nameless = [record for record in records if record["agent_id"] is None]
    shown = named[:top] if top else named
    rows = [_row(record, whole, rank) for rank, record in enumerate(shown, 1)]
    rows += [_row(record | {"agent_id": "(none)"}, whole, None) for record in nameless]
    summary = _summary(named, shown, whole)
    return Report(
        name="top-agents",
        title="Top agents",
        source=source.label,
        window=inquiry.window(),
        scope=scope.described(source.kind),
        summary=summary,
        columns=_columns(),
        rows=tuple(rows),
        trust=trust,
        headline=(_headline(summary, len(shown)),),
        next_steps=_next_steps(rows, source),
        limit=0,
        empty="No calls in this window.",
    )


def _row(record: Record, whole: Decimal | None, rank: int | None) -> Row:
    if record["cost_usd"] is None:  # without any price its worst day is unknown, not free
        record = record | {"worst_day_usd": None}
    multiple = quotient(record["worst_day_usd"], record["median_day_usd"])
    return (
        {"rank": rank}
        | {"agent_id": record["agent_id"]}
        | {name: record[name] or "(untagged)" for name in ("team_id", "workflow_name")}
        | spend(record, whole)
        | {name: record[name] for name in ("median_day_usd", "worst_day", "worst_day_usd")}
        | {"worst_multiple": multiple, "flagged": record["flagged"] if rank else None}
        | {name: None for name, _, _ in _EVIDENCE}
    )


def _summary(named: list[Record], shown: list[Record], whole: Decimal | None) -> dict[str, Value]:
    costs = [record["cost_usd"] for record in shown if record["cost_usd"] is not None]
    top_cost = sum(costs, Decimal(0)) if costs else None
    return {
        "agents": len(named),
        "cost_usd": whole,
        "top_cost_usd": top_cost,
        "top_cost_share": quotient(top_cost, whole),
        "flagged_agents": sum(bool(record["flagged"]) for record in named),
    }


def _headline(summary: dict[str, Value], count: int) -> Sentence:
    return Sentence(
        "{cost} over {agents} agents · these {count} spend {share} · {flagged} above 2× their median",
        {
            "cost": Measure(summary["cost_usd"], "usd"),
            "agents": Measure(summary["agents"], "count"),
            "count": Measure(count, "count"),
            "share": Measure(summary["top_cost_share"], "share"),
            "flagged": Measure(summary["flagged_agents"], "count"),
        },
    )


def _next_steps(rows: list[Row], source: Source) -> tuple[Sentence, ...]:
    """A review for each flagged agent, and the command that says what drove it."""
    flagged = [row for row in rows if row["flagged"]]
    steps = [
        Sentence(
            "{agent} is above 2× its median: open a twenty-minute review.",
            {"agent": Measure(row["agent_id"], "text")},
        )
        for row in flagged[:3]
    ]
    if flagged:
        steps.append(
            Sentence(
                "finops outliers{files} --week says what drove it.",
                {"files": Measure(source.arguments, "text")},
            )
        )
    return tuple(steps)
