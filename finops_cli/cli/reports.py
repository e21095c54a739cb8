"""Report commands: each is one filled-in record; parse, ask, render and exit are the same for all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from finops_cli.cli import clock, diagnostics
from finops_cli.cli.options import Options
from finops_cli.cli.output import deliver, view
from finops_cli.cli.session import Session, begin, source_of
from finops_cli.errors import UsageError
from finops_cli.report import Report
from finops_cli.scope import Scope, Span


@dataclass(frozen=True, slots=True)
class ReportCommand:
    """What a report command needs beyond the shared way: its question and its window from the store."""

    ask: Callable[[Any, Scope, Session], Report]
    store_span: Span
    gate: Callable[[Report], str | None] = lambda report: None


def run(command: ReportCommand, files: Sequence[str], options: Options) -> None:
    """Answer one question from files or the store. Exits with the contract's code."""
    from finops_cli.cli.main import leave

    session = begin(options, os.environ)
    look_name = format_name(options)
    scope = _scope(session, "everything" if files else command.store_span)
    with source_of(session, files) as source:
        report = command.ask(source, scope, session)
        _say_before(report, session)
        look = view(
            look_name, options.limit, options.output is not None, not options.no_color, os.environ
        )
        deliver(report, options.format, options.output, look)
    code = _judge(report, command, session, bool(files))
    if code:
        leave(code)


def _scope(session: Session, span: Span) -> Scope:
    from finops_cli.cli.scoping import scope_of

    return scope_of(session, span)


def format_name(options: Options) -> str:
    """The format asked for, or that of the file's extension. Raises UsageError before any work."""
    if options.format:
        from finops_cli.render import renderer

        return renderer(options.format).name
    if options.output:
        from finops_cli.render import by_extension

        return by_extension(options.output).name
    return "table"


def _say_before(report: Report, session: Session) -> None:
    as_of = report.window.as_of
    if as_of and not session.options.as_of and not session.options.until:
        diagnostics.data_are_old(as_of, clock.today(session.timezone))


def _judge(report: Report, command: ReportCommand, session: Session, from_files: bool) -> int:
    if failed := command.gate(report):
        diagnostics.gate_failed(failed)
        return diagnostics.GATE_FAILED
    return refused_code(session, report.trust.quarantined_rows, report.trust.read_rows, from_files)


def refused_code(session: Session, quarantined: int, read: int, from_files: bool) -> int:
    """Code 3 where more lines were refused than the policy allows: a warning beside the answer."""
    allowed = session.policy.ingest.max_quarantine_share
    if from_files and read and Decimal(quarantined) > allowed * read:
        percent = f"{(allowed * 100).normalize():f}%"
        diagnostics.too_many_refused(quarantined, read, percent)
        return diagnostics.DATA
    return diagnostics.OK


def percent(text: str, option: str) -> Decimal:
    """A threshold in percent, `90` or `90%`, as a share. Raises UsageError."""
    try:
        share = Decimal(text.strip().removesuffix("%").strip()) / 100
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 1:
        raise UsageError(f"{option} {text}: give a percentage between 0 and 100, such as 90")
    return share


# --- the four questions


def coverage(
    files: Sequence[str], options: Options, trend: bool, offenders: bool, fail_under: str | None
) -> None:
    """`finops coverage`."""
    from finops_cli.reports.coverage import coverage as ask

    floor = percent(fail_under, "--fail-under") if fail_under is not None else None
    if sum((trend, offenders, options.by is not None)) > 1:
        raise UsageError("--trend, --offenders and --by exclude each other")

    def gate(report: Report) -> str | None:
        tagged, calls = report.summary["tagged_calls"], report.summary["calls"]
        if floor is None or Decimal(tagged) >= floor * Decimal(calls):  # type: ignore[arg-type]
            return None
        share = Decimal(tagged) / Decimal(calls) * 100  # type: ignore[arg-type]
        return f"coverage {share:.1f}% is under {(floor * 100).normalize():f}%"

    def answer(source: Any, scope: Scope, session: Session) -> Report:
        scope = replace(scope, by=("day",)) if trend else scope
        return ask(source, scope, session.policy, session.latest, offenders=offenders)

    run(ReportCommand(answer, "week" if trend else "day", gate), files, options)


def burn(files: Sequence[str], options: Options) -> None:
    """`finops burn`."""
    from finops_cli.reports.burn import burn as ask

    run(
        ReportCommand(
            lambda s, scope, session: ask(s, scope, session.policy, session.latest), "month"
        ),
        files,
        options,
    )


def top_agents(files: Sequence[str], options: Options) -> None:
    """`finops top-agents`: ten is its question, so --limit changes it in every format."""
    from finops_cli.reports.top_agents import top_agents as ask

    top = 10 if options.limit is None else options.limit
    without_cut = replace(options, limit=None)
    run(
        ReportCommand(
            lambda s, scope, session: ask(s, scope, session.policy, session.latest, top=top), "week"
        ),
        files,
        without_cut,
    )


def outliers(files: Sequence[str], options: Options) -> None:
    """`finops outliers`."""
    from finops_cli.reports.outliers import outliers as ask

    run(
        ReportCommand(
            lambda s, scope, session: ask(s, scope, session.policy, session.latest), "week"
        ),
        files,
        options,
    )
