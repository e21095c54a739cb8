"""Coverage: can production spend be attributed? What share carries every required tag, and who does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from finops_cli.policy.model import Policy
from finops_cli.report import ColumnSpec, Measure, Report, Row, Section, Sentence, no_rest
from finops_cli.reports.inquiry import Inquiry, Record, column, quotient, unseen
from finops_cli.reports.suggestions import suggestions
from finops_cli.scope import Scope
from finops_cli.store.source import Source

_TAG_COLUMNS = (
    column("tag", "the required tag; alternatives are written a|b", "tag", 0),
    column("present_calls", "calls that carry it", priority=None),
    column("coverage_share", "calls that carry it or are excepted, of all", "present", 0),
    column("missing_calls", "calls without it", "missing", 1),
    column("placeholder_calls", "calls whose value stands for none", "placeholder", 2),
    column("invalid_calls", "calls whose value is none of the allowed", "invalid", 3),
    column("excepted_calls", "of those three, calls that an exception covers", "excepted", 4),
    column(
        "missing_cost_usd", "cost of the calls that lack it without exception", "untagged spend", 0
    ),
    column("suggestion", "what the most frequent invalid value should be", "suggestion", 5),
)
_SOURCE_COLUMNS = (
    column("kind", "key, agent or workflow", "from", 1),
    column("subject", "its name", "", 0),
    column("calls", "its untagged calls", "calls", 0),
    column("untagged_cost_usd", "their cost", "untagged spend", 0),
    column("lacks", "required tags that they lack", "lacks", 1),
)
_GROUP_MEASURES = (
    column("coverage_share", "tagged calls of all", "tagged", 0),
    column("calls", "calls in scope", "calls", 1, adds_up=False),
    column("tagged_calls", "calls with every required tag present or excepted", "tagged calls", 3),
    column("cost_coverage_share", "cost of the tagged calls of all", "of spend", 2),
    column("cost_usd", "cost of the priced calls", "spend", 0, adds_up=True),
    column("tagged_cost_usd", "cost of the tagged ones", "tagged spend", 4, adds_up=True),
)


def coverage(
    source: Source, scope: Scope, policy: Policy, latest: datetime, *, offenders: bool = False
) -> Report:
    """Coverage by required tag; by group where the scope has one; with `offenders` by their source.

    Raises DataError where no call is in scope.
    """
    metrics = ["coverage", "coverage_total", "offenders"]
    inquiry = Inquiry.open(source, scope, policy, metrics, latest)
    trust = inquiry.trust()
    summary = _summary(inquiry)
    sources = _sources(inquiry)
    columns: tuple[ColumnSpec, ...]
    rows: Sequence[Row]
    sections: tuple[Section, ...] = ()
    rest: Callable[[int], Row | None] = no_rest
    if offenders:
        columns, rows = _SOURCE_COLUMNS, sources
    elif scope.by:
        columns, rows = _group_columns(scope), (groups := _groups(inquiry))
        rest = _rest_of(groups)
    else:
        rows = _tags(inquiry)
        quiet = ("excepted_calls", "suggestion")
        columns = unseen(_TAG_COLUMNS, *(n for n in quiet if not any(row[n] for row in rows)))
        sections = _where_from(sources)
    return Report(
        name="coverage",
        title="Tag coverage",
        source=source.label,
        window=inquiry.window(),
        scope=scope.described(source.kind),
        summary=summary,
        columns=columns,
        rows=tuple(rows),
        trust=trust,
        headline=_headline(summary),
        sections=sections,
        next_steps=_next_steps(summary, sources, source, offenders),
        limit=20 if offenders or scope.by else 0,
        empty="Every call in scope is fully tagged.",
        rest=rest,
    )


def _summary(inquiry: Inquiry) -> Record:
    total = inquiry.ask("coverage_total")[0]
    target = inquiry.policy.tags.target_share
    share = quotient(total["tagged_calls"], total["calls"])
    tagged_cost = total["tagged_cost_usd"]
    if tagged_cost is None and total["cost_usd"] is not None:
        tagged_cost = Decimal(0)
    return {
        "calls": total["calls"],
        "tagged_calls": total["tagged_calls"],
        "coverage_share": share,
        "cost_usd": total["cost_usd"],
        "tagged_cost_usd": tagged_cost,
        "cost_coverage_share": quotient(tagged_cost, total["cost_usd"]),
        "target_share": target,
        # compared as calls, so that no rounding decides
        "verdict": (
            "ok"
            if Decimal(total["tagged_calls"]) >= target * Decimal(total["calls"])
            else "fix_tagging_first"
        ),
    }


def _tags(inquiry: Inquiry) -> list[Row]:
    said = suggestions(inquiry)
    rows: list[Row] = []
    for row in inquiry.ask("coverage"):
        share = quotient(row["present_calls"] + row["excepted_calls"], row.pop("calls"))
        rows.append(row | {"coverage_share": share, "suggestion": said.get(row["tag"])})
    return rows


def _groups(inquiry: Inquiry) -> list[Record]:
    by = inquiry.scope.by
    rows = [_named(by, row.pop("by_values")) | _shares(row) for row in inquiry.ask("coverage_by")]
    return rows if by != ("day",) else _every_day(inquiry, rows)


def _every_day(inquiry: Inquiry, rows: list[Record]) -> list[Record]:
    """One row a day, also of days without calls: a gap is news."""
    found = {row["day"]: row for row in rows}
    none = {"calls": 0, "tagged_calls": 0, "cost_usd": Decimal(0), "tagged_cost_usd": Decimal(0)}
    count = (inquiry.days.until - inquiry.days.since).days + 1
    days = [inquiry.days.since + timedelta(days=number) for number in range(count)]
    return [found.get(day) or {"day": day} | _shares(none) for day in days]


def _named(by: tuple[str, ...], values: Iterable[str]) -> Record:
    return {
        name: date.fromisoformat(value) if name == "day" and value[:1].isdigit() else value
        for name, value in zip(by, values, strict=True)
    }


def _shares(row: Record) -> Record:
    return row | {
        "coverage_share": quotient(row["tagged_calls"], row["calls"]),
        "cost_coverage_share": quotient(row["tagged_cost_usd"], row["cost_usd"]),
    }


def _rest_of(rows: list[Record]) -> Callable[[int], Row | None]:
    """All groups after the first `kept` as one: sums, and shares formed anew."""

    def rest(kept: int) -> Row | None:
        cut = rows[kept:]
        if not cut:
            return None
        summed: Record = {}
        for name in ("calls", "tagged_calls", "cost_usd", "tagged_cost_usd"):
            values = [row[name] for row in cut if row[name] is not None]
            summed[name] = sum(values) if values else None
        return _shares(summed)

    return rest


def _group_columns(scope: Scope) -> tuple[ColumnSpec, ...]:
    keys = (column(name, f"{name} as judged", name, 0) for name in scope.by)
    return (*keys, *_GROUP_MEASURES)


def _sources(inquiry: Inquiry) -> list[Row]:
    """One row per source of untagged calls, what it lacks in the order of the policy."""
    found: dict[tuple[str, str], Record] = {}
    for row in inquiry.ask("offenders"):
        requirement = row.pop("requirement")
        found.setdefault((row["kind"], row["subject"]), row | {"lacks": []})["lacks"].append(
            requirement
        )
    order = inquiry.policy.tags.required
    for row in found.values():
        row["lacks"] = ", ".join(sorted(row["lacks"], key=order.index))
    return list(found.values())


def _where_from(sources: list[Row]) -> tuple[Section, ...]:
    if not sources:
        return ()
    shown = tuple({**row, "subject": f"{row['kind']} {row['subject']}"} for row in sources[:3])
    columns = (
        column("subject", "key, agent or workflow", "Where it comes from", 0),
        *_SOURCE_COLUMNS[2:],
    )
    return (Section("", columns, shown),)


def _headline(summary: Record) -> tuple[Sentence, ...]:
    good = summary["verdict"] == "ok"
    words = "on target" if good else "fix tagging first"
    return (
        Sentence(
            "{share} of calls are fully tagged    target {target}    {mark} " + words,
            {
                "share": Measure(summary["coverage_share"], "share"),
                "target": Measure(summary["target_share"], "share"),
            },
            verdict=good,
        ),
        Sentence(
            "{tagged} of {calls} calls · {tagged_cost} of {cost} spend ({cost_share})",
            {
                "tagged": Measure(summary["tagged_calls"], "count"),
                "calls": Measure(summary["calls"], "count"),
                "tagged_cost": Measure(summary["tagged_cost_usd"], "usd"),
                "cost": Measure(summary["cost_usd"], "usd"),
                "cost_share": Measure(summary["cost_coverage_share"], "share"),
            },
        ),
    )


def _next_steps(
    summary: Record, sources: list[Row], source: Source, offenders: bool
) -> tuple[Sentence, ...]:
    """What mending the worst source would bring, and where the others are."""
    if not sources:
        return ()
    worst = sources[0]
    mended = quotient(summary["tagged_calls"] + worst["calls"], summary["calls"])
    steps = [
        Sentence(
            "Tag {kind} {subject}: that alone lifts coverage to {share}.",
            {
                "kind": Measure(worst["kind"], "text"),
                "subject": Measure(worst["subject"], "text"),
                "share": Measure(mended, "share"),
            },
        )
    ]
    if len(sources) > 3 and not offenders:
        steps.append(
            Sentence(
                "finops coverage{files} --offenders shows all {count} sources.",
                {
                    "files": Measure(source.arguments, "text"),
                    "count": Measure(len(sources), "count"),
                },
            )
        )
    return tuple(steps)
