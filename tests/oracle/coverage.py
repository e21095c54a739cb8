"""Tag coverage, row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.oracle.judging import INVALID, MISSING, PLACEHOLDER, PRESENT
from tests.oracle.numbers import quotient
from tests.oracle.scope import View, cost_of, grouped, known_cost, label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tests.oracle.generic import Call

Row = dict[str, Any]


def coverage(
    look: View, *, by: Sequence[str] = (), trend: bool = False, show_offenders: bool = False
) -> Row:
    """{"summary", "rows", "trust"}; the rows are per tag, per group, per day or per source."""
    if show_offenders:
        rows = offenders(look)
    elif trend:
        rows = [{"day": day.isoformat()} | shares(look, calls) for day, calls in per_day(look)]
    elif by:
        groups = sorted(grouped(look, look.calls, by).items())
        rows = [dict(zip(by, key, strict=True)) | shares(look, calls) for key, calls in groups]
    else:
        rows = [tag_row(look, required) for required in look.config.required]
    return {"summary": summary(look), "rows": rows, "trust": look.trust()}


def summary(look: View) -> Row:
    row = shares(look, look.calls)
    target = look.config.target_share
    tagged_enough = row["tagged_calls"] >= target * row["calls"]
    verdict = "ok" if tagged_enough else "fix_tagging_first"
    return row | {"target_share": target, "verdict": verdict}


def shares(look: View, calls: Sequence[Call]) -> Row:
    tagged = [call for call in calls if not look.judge.lacks(call)]
    return {
        "calls": len(calls),
        "tagged_calls": len(tagged),
        "coverage_share": quotient(len(tagged), len(calls)),
        "cost_usd": known_cost(calls),
        "tagged_cost_usd": known_cost(tagged),
        "cost_coverage_share": quotient(cost_of(tagged), cost_of(calls)),
    }


def per_day(look: View) -> list[tuple[Any, list[Call]]]:
    day_of = look.judge.day
    return [(day, [c for c in look.calls if day_of(c) == day]) for day in look.window.days()]


def tag_row(look: View, required: str) -> Row:
    judge = look.judge
    states = Counter(judge.requirement(call, required) for call in look.calls)
    lacking = [c for c in look.calls if judge.requirement(c, required) != PRESENT]
    excepted = [call for call in lacking if judge.excepted(call, required)]
    uncovered = [call for call in lacking if not judge.excepted(call, required)]
    return {
        "tag": required,
        "present_calls": states[PRESENT],
        "missing_calls": states[MISSING],
        "placeholder_calls": states[PLACEHOLDER],
        "invalid_calls": states[INVALID],
        "excepted_calls": len(excepted),
        "coverage_share": quotient(states[PRESENT] + len(excepted), len(look.calls)),
        "missing_cost_usd": known_cost(uncovered),
    }


# ---- offenders -------------------------------------------------------------------------------

SOURCES = [("key", "key_id"), ("agent", "agent_id"), ("workflow", "workflow_name")]


def offenders(look: View) -> list[Row]:
    """Each untagged call under one source, worst by spend first."""
    share = {field: untagged_shares(look, field) for _, field in SOURCES}
    by_source: dict[tuple[str, str], list[Call]] = {}
    for call in look.calls:
        if look.judge.lacks(call):
            by_source.setdefault(source_of(look, call, share), []).append(call)
    rows = [offender(look, kind, subject, c) for (kind, subject), c in by_source.items()]
    return sorted(
        rows, key=lambda r: (-(r["untagged_cost_usd"] or 0), -r["calls"], r["kind"], r["subject"])
    )


def untagged_shares(look: View, field: str) -> dict[str | None, Decimal | None]:
    """For each key, agent or workflow the share of its calls that is untagged."""
    calls: Counter[str | None] = Counter()
    untagged: Counter[str | None] = Counter()
    for call in look.calls:
        value = look.judge.value(call, field)
        calls[value] += 1
        untagged[value] += bool(look.judge.lacks(call))
    return {value: quotient(untagged[value], n) for value, n in calls.items()}


def source_of(
    look: View, call: Call, share: dict[str, dict[str | None, Decimal | None]]
) -> tuple[str, str]:
    for kind, field in SOURCES:
        value = look.judge.value(call, field)
        if value is not None and 2 * (share[field][value] or 0) >= 1:
            return kind, value
    return "workflow", label("workflow_name", look.judge.value(call, "workflow_name"))


def offender(look: View, kind: str, subject: str, calls: list[Call]) -> Row:
    lacked = {required for call in calls for required in look.judge.lacks(call)}
    return {
        "kind": kind,
        "subject": subject,
        "calls": len(calls),
        "untagged_cost_usd": known_cost(calls),
        "lacks": ", ".join(name for name in look.config.required if name in lacked),
    }
