"""Words for days on the command line, and the window that options mean."""

from __future__ import annotations

import re
from datetime import date, timedelta

from finops_cli.errors import UsageError, nearest
from finops_cli.scope import Span, WindowChoice

_WORDS = ("yesterday", "today", "last-week", "last-month")
_AGO = re.compile(r"(\d{1,5})([dw])")


def day(text: str, option: str) -> date:
    """A calendar day as `2026-11-07` or `20261107`. Raises UsageError."""
    form = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})(\d{2})(\d{2})", text)
    if form:
        parts = [int(part) for part in form.groups() if part]
        try:
            return date(*parts)
        except ValueError:
            pass
    raise UsageError(f"{option} {text}: not a day", "Days are written 2026-11-07 or 20261107.")


def span_of(text: str, option: str, anchor: date) -> tuple[date, date | None]:
    """First day that `text` means, and the last where the word has one of its own.

    `Nd` and `Nw` are the first of so many days that end on the anchor.
    """
    if ago := _AGO.fullmatch(text):
        days = int(ago.group(1)) * (7 if ago.group(2) == "w" else 1)
        if not 0 < days <= 36500:
            raise UsageError(f"{option} {text}: give at least one day and at most a hundred years")
        return anchor - timedelta(days=days - 1), anchor
    if text == "today":
        return anchor, anchor
    if text == "yesterday":
        return anchor - timedelta(days=1), anchor
    if text == "last-week":
        monday = anchor - timedelta(days=anchor.weekday() + 7)
        return monday, monday + timedelta(days=6)
    if text == "last-month":
        last = anchor.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if re.fullmatch(r"[\d-]+", text):
        return day(text, option), None
    close = nearest(text, _WORDS)
    raise UsageError(
        f"{option} {text}: not a day" + (f'; did you mean "{close}"?' if close else ""),
        f"Days: 2026-11-07, 20261107, 7d, 2w, {', '.join(_WORDS)}",
    )


def window(
    *,
    since: str | None,
    until: str | None,
    flags: dict[str, bool],
    as_of: str | None,
    today: date,
    default: Span,
) -> WindowChoice:
    """The window that the options choose. `flags`: day, week, month. Raises UsageError."""
    end = day(as_of, "--as-of") if as_of else None
    chosen = [name for name, on in flags.items() if on]
    if len(chosen) > 1 or (chosen and (since or until)):
        names = [f"--{name}" for name in chosen]
        names += [name for name, said in (("--since", since), ("--until", until)) if said]
        raise UsageError(f"{' and '.join(names)} exclude each other")
    if chosen:
        return WindowChoice(chosen[0], as_of=end)  # type: ignore[arg-type]
    if not since and not until:
        return WindowChoice(default, as_of=end)
    return _between(since, until, end, end or today)


def _between(
    since: str | None, until: str | None, as_of: date | None, anchor: date
) -> WindowChoice:
    first = last = None
    if since:
        first, last = span_of(since, "--since", anchor)
    if until:
        start, end = span_of(until, "--until", anchor)
        last = end if until.startswith("last-") and end else start
    if first and last and first > last:
        raise UsageError(f"--since {since} is after --until {until or last}")
    return WindowChoice("between", first, last, as_of)
