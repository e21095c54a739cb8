"""Burn: which workflow burns the money, and what changed against the window before?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from finops_cli.policy.model import Policy
from finops_cli.report import ColumnSpec, Measure, Report, Row, Sentence
from finops_cli.reports.inquiry import Inquiry, Record, column, quotient, unseen
from finops_cli.reports.spend import SPEND_COLUMNS, known_cost, per_run, spend
from finops_cli.scope import Scope
from finops_cli.store.source import Source

_EVERYTHING = 2_000_000_000
_MORE = (
    column("prior_cost_usd", "cost in the window before", "before", None),
    column(
        "change_usd", "cost above that of the window before", "change", 2, signed=True, adds_up=True
    ),
    column("cost_per_run_usd", "cost per distinct run", "$/run", 4),
    column("steps_per_run", "calls of runs per distinct run", "steps", 5, unit="number"),
    column("daily", "cost of each day of the window", "daily", 6, unit="series"),
)


def burn(source: Source, scope: Scope, policy: Policy, latest: datetime) -> Report:
    """Spend by group (workflow unless the scope says otherwise), with its change and its days.

    Raises DataError where no call is in scope.
    """
    scope = scope if scope.by else replace(scope, by=("workflow_name",))
    inquiry = Inquiry.open(source, scope, policy, ["burn", "burn_daily"], latest)
    trust = inquiry.trust()
    total = inquiry.ask("burn", cut=0)[0]
    whole = total["cost_usd"]
    days = _daily(inquiry)
    compared = inquiry.has_prior() and "day" not in scope.by
    rows = tuple(
        _row(inquiry, record, whole, days)
        for record in inquiry.ask("burn", cut=_EVERYTHING)
        if record["calls"] or compared
    )
    summary = _summary(inquiry, total)
    keys = tuple(column(name, f"{name} as judged", _heading(name), 0) for name in scope.by)
    return Report(
        name="burn",
        title=f"Burn by {', '.join(_heading(name) for name in scope.by)}",
        source=source.label,
        window=inquiry.window(),
        scope=scope.described(source.kind),
        summary=summary,
        columns=(*keys, *unseen(_ordered(), *(() if inquiry.has_prior() else ("change_usd",)))),
        rows=rows,
        trust=trust,
        headline=(_headline(inquiry, summary),),
        next_steps=_next_steps(rows, scope, source),
        total=_total(inquiry, total, days),
        rest=lambda kept: _rest(inquiry, kept, whole, len(rows)),
        limit=10,
        empty="No calls in this window.",
    )


def _heading(name: str) -> str:
    return "workflow" if name == "workflow_name" else name


def _ordered() -> tuple[ColumnSpec, ...]:
    """For people: cost, share, change, runs, per run, steps, days; the rest follows for machines."""
    specs = {spec.name: spec for spec in (*SPEND_COLUMNS, *_MORE)}
    first = (
        "cost_usd",
        "cost_share",
        "change_usd",
        "runs",
        "cost_per_run_usd",
        "steps_per_run",
        "daily",
    )
    return tuple(specs[name] for name in (*first, *(n for n in specs if n not in first)))


def _daily(inquiry: Inquiry) -> dict[tuple[str, ...] | None, dict[date, Decimal]]:
    """Cost by group and day; None stands for all groups together."""
    found: dict[tuple[str, ...] | None, dict[date, Decimal]] = {None: {}}
    for row in inquiry.ask("burn_daily"):
        group = found.setdefault(tuple(row["by_values"]), {})
        group[row["day"]] = row["cost_usd"]
        found[None][row["day"]] = found[None].get(row["day"], Decimal(0)) + row["cost_usd"]
    return found


def _series(inquiry: Inquiry, costs: dict[date, Decimal]) -> tuple[Decimal, ...]:
    count = (inquiry.days.until - inquiry.days.since).days + 1
    return tuple(
        costs.get(inquiry.days.since + timedelta(days=number), Decimal(0))
        for number in range(count)
    )


def _figures(inquiry: Inquiry, record: Record, whole: Decimal | None) -> Record:
    cost = known_cost(record["calls"], record["cost_usd"])
    prior = None
    if inquiry.has_prior():
        prior = known_cost(record["prior_calls"], record["prior_cost_usd"])
    change = cost - prior if cost is not None and prior is not None else None
    return spend(record, whole) | {"prior_cost_usd": prior, "change_usd": change} | per_run(record)


_UNCOMPARED: Record = {"prior_cost_usd": None, "change_usd": None}
"""A day is no group that was there in the window before."""


def _row(
    inquiry: Inquiry,
    record: Record,
    whole: Decimal | None,
    days: dict[tuple[str, ...] | None, dict[date, Decimal]],
) -> Row:
    values = record["by_values"]
    names = {
        name: date.fromisoformat(value) if name == "day" and value[:1].isdigit() else value
        for name, value in zip(inquiry.scope.by, values, strict=True)
    }
    daily = {"daily": _series(inquiry, days.get(tuple(values), {}))}
    unlike = _UNCOMPARED if "day" in names else {}
    return names | _figures(inquiry, record, whole) | unlike | daily


def _total(
    inquiry: Inquiry, record: Record, days: dict[tuple[str, ...] | None, dict[date, Decimal]]
) -> Row:
    first = {inquiry.scope.by[0]: "total"}
    figures = _figures(inquiry, record, record["cost_usd"])
    return first | figures | {"daily": _series(inquiry, days[None])}


def _rest(inquiry: Inquiry, kept: int, whole: Decimal | None, rows: int) -> Row | None:
    """All rows after the first `kept` as one: sums, recounted runs, quotients formed anew."""
    if kept >= rows:
        return None
    record = next(row for row in inquiry.ask("burn", cut=kept) if row["place"] == kept + 1)
    return _figures(inquiry, record, whole) | (_UNCOMPARED if "day" in inquiry.scope.by else {})


def _summary(inquiry: Inquiry, total: Record) -> Record:
    figures = _figures(inquiry, total, total["cost_usd"])
    return {
        name: figures[name]
        for name in ("calls", "runs", "cost_usd", "prior_cost_usd", "change_usd")
    }


def _headline(inquiry: Inquiry, summary: Record) -> Sentence:
    month = inquiry.scope.window.span == "month"
    cost = {"cost": Measure(summary["cost_usd"], "usd")}
    words = "{cost} month to date" if month else "{cost}"
    if summary["change_usd"] is None:
        return Sentence(words, cost)
    share = quotient(summary["change_usd"], summary["prior_cost_usd"])
    days = inquiry.days
    against = f"against {days.prior_since} to {days.prior_until:%m-%d}"
    changed = "   {change}" + (" ({share})" if share is not None else "") + f" {against}"
    return Sentence(
        words + changed,
        cost
        | {
            "change": Measure(summary["change_usd"], "usd", signed=True),
            "share": Measure(share, "share", signed=True),
        },
    )


def _next_steps(rows: tuple[Row, ...], scope: Scope, source: Source) -> tuple[Sentence, ...]:
    """Where to look next: at what nobody can attribute, else at what grew most."""
    name = scope.by[0]
    if any(row[name] == "(untagged)" and row["cost_usd"] for row in rows):
        step = "finops coverage{files} shows where the untagged spend comes from."
    else:
        step = "finops top-agents{files} --week shows which agents spend it."
    return (Sentence(step, {"files": Measure(source.arguments, "text")}),)
