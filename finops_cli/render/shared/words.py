"""The sentences that every report has: title, window, unpriced calls, trust."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_cli.render.shared.units import Shown
from finops_cli.report import Report, Trust, Window

_NAMED_ENVIRONMENTS = 3
"""Environments left out that are named one by one; a log can invent any number of them."""


def title(report: Report, shown: Shown) -> tuple[str, ...]:
    """What is asked and of what: title, environment, filters, window, source."""
    environment = str(report.scope.get("environment") or "")
    if environment == "all":
        environment = "all environments"
    parts = (report.title, environment, *_filters(report), window(report.window), report.source)
    return tuple(shown.text(part) for part in parts if part)


def window(window: Window) -> str:
    """`2026-11-17 to 2026-11-23 (UTC)`, or the one day."""
    since, until = window.since, window.until
    if since is None and until is None:
        days = "no days"
    elif since is None or until is None:
        days = f"from {since}" if since else f"up to {until}"
    else:
        days = str(since) if since == until else f"{since} to {until}"
    return f"{days} ({window.timezone})"


def unpriced(trust: Trust) -> str:
    """What the dollars of the headline leave out; empty where nothing."""
    if not trust.unpriced_calls:
        return ""
    return f"+ {_calls(trust.unpriced_calls)} with no price"


def trust(trust: Trust, shown: Shown) -> tuple[str, ...]:
    """What was read, left out and assumed, and where the money comes from; also on a good day."""
    read = (_read(trust), *_environments(trust, shown), *_doubts(trust))
    if not trust.scope_calls:  # a report about rows, not money
        return read
    return (*read, _prices(trust), _origin(trust, shown))


def _filters(report: Report) -> tuple[str, ...]:
    filters = report.scope.get("filters")
    if isinstance(filters, str) or not isinstance(filters, (list, tuple)):
        return ()
    return (", ".join(str(each) for each in filters),)


def _read(trust: Trust) -> str:
    files = f" in {trust.files:,} files" if trust.files > 1 else ""
    kinds = [_calls(trust.calls), _many(trust.duplicate_rows, "duplicate")]
    kinds += [f"{trust.revised_rows:,} revised"] if trust.revised_rows else []
    kinds += [f"{trust.skipped_rows:,} skipped (not calls)"] if trust.skipped_rows else []
    kinds += [f"{trust.quarantined_rows:,} quarantined"]
    return f"{_many(trust.read_rows, 'row')} read{files}: {', '.join(kinds)}."


def _environments(trust: Trust, shown: Shown) -> Iterator[str]:
    parts = []
    if left := {name: calls for name, calls in trust.left_out_environments.items() if calls}:
        parts.append(f"{_calls(sum(left.values()))} of {_named(left, shown)} left out")
    if taken := trust.assumed_production_calls:
        calls = "" if parts else " call" if taken == 1 else " calls"
        parts.append(f"{taken:,}{calls} without a known environment taken as production")
    if parts:
        yield "; ".join(parts) + "."


def _named(left: dict[str, int], shown: Shown) -> str:
    """`staging`, or `staging (120) and sandbox (39)`: most calls first."""
    most = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    if len(most) == 1:
        return shown.text(most[0][0])
    names = [f"{shown.text(name)} ({calls:,})" for name, calls in most[:_NAMED_ENVIRONMENTS]]
    if rest := most[_NAMED_ENVIRONMENTS:]:
        names.append(f"{_many(len(rest), 'other')} ({sum(calls for _, calls in rest):,})")
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _doubts(trust: Trust) -> Iterator[str]:
    if twins := trust.twin_rows:
        are = "row has no id and equals" if twins == 1 else "rows have no id and equal"
        yield f"{twins:,} {are} others: log an id to tell repeated calls from copies."
    if free := trust.zero_cost_calls:
        are = "call was" if free == 1 else "calls were"
        yield f"{free:,} {are} logged at $0 without saying why; that cost counts as unknown."


def _prices(trust: Trust) -> str:
    if not trust.unpriced_calls:
        return "Every call has a price."
    have, are = ("has", "is") if trust.unpriced_calls == 1 else ("have", "are")
    return f"{_calls(trust.unpriced_calls)} {have} no price and {are} not in the dollars."


def _origin(trust: Trust, shown: Shown) -> str:
    book = f" (prices of {trust.price_book_date})" if trust.price_book_date else ""
    whole = trust.logged_cost_usd + trust.computed_cost_usd
    if whole <= 0:
        return f"No cost was logged or computed{book}."
    computed = _tenths(trust.computed_cost_usd / whole)
    logged, rest = (shown.value(share, "share") for share in (1 - computed, computed))
    return f"Cost {logged} logged, {rest} computed{book}."


def _tenths(share: Decimal) -> Decimal:
    """To a tenth of a percent, but never to none or all where there is some: 0.04% reads 0.1%."""
    tenth = Decimal("0.001")
    return min(max(share.quantize(tenth), tenth), 1 - tenth) if 0 < share < 1 else share


def _calls(number: int) -> str:
    return _many(number, "call")


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
