"""The shared options that choose figures, as a Scope; every mistake is named with the nearest name."""

from __future__ import annotations

from typing import cast, get_args

from finops_cli.cli import clock, days
from finops_cli.cli.session import Session
from finops_cli.errors import UsageError, nearest
from finops_cli.scope import FIELDS, CostBasis, Filter, Scope, Span


def scope_of(session: Session, default_span: Span) -> Scope:
    """The scope that the options mean. Raises UsageError."""
    options = session.options
    return Scope(
        window=days.window(
            since=options.since,
            until=options.until,
            flags={"day": options.day, "week": options.week, "month": options.month},
            as_of=options.as_of,
            today=clock.today(session.timezone),
            default=default_span,
        ),
        timezone=session.timezone,
        environment=options.environment.strip() or "production",
        filters=tuple(_filter(text) for text in options.filter),
        by=_by(options.by),
        cost_basis=_basis(options.cost_basis),
    )


def _basis(text: str) -> CostBasis:
    known = get_args(CostBasis)
    if text not in known:
        raise UsageError(f"--cost-basis {text}: not one of {', '.join(known)}")
    return cast(CostBasis, text)


def _filter(text: str) -> Filter:
    name, separator, value = text.partition("=")
    if not separator:
        raise UsageError(f"--filter {text}: write k=v or k!=v")
    negated = name.endswith("!")
    return Filter(_known(name.rstrip("!").strip(), "--filter", FIELDS), value.strip(), negated)


def _by(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UsageError("--by: name at least one field")
    return tuple(dict.fromkeys(_known(name, "--by", (*FIELDS, "day")) for name in names))


def _known(name: str, option: str, known: tuple[str, ...]) -> str:
    if name in known or (name.startswith("tags.") and len(name) > len("tags.")):
        return name
    close = nearest(name, known)
    raise UsageError(
        f"{option} {name}: no such field" + (f'; did you mean "{close}"?' if close else ""),
        f"Fields: any tag, topic, agent_id, user_id, key_id, provider, model, status,"
        f"{' day,' if 'day' in known else ''} tags.NAME",
    )
