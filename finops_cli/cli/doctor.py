"""`finops doctor`: is everything in place, and how is this file read?"""

from __future__ import annotations

import os
import platform

from finops_cli import __version__
from finops_cli.cli import diagnostics
from finops_cli.cli.options import Options
from finops_cli.cli.output import write_stdout
from finops_cli.cli.session import Session, begin
from finops_cli.errors import FinopsError


def doctor(file: str | None, options: Options) -> None:
    """Check the set-up, or explain one file. Exits 3 where something is wrong with it."""
    from finops_cli.cli.main import leave

    session = begin(options, os.environ)
    lines, code = _file(session, file) if file else _set_up(session)
    write_stdout(("\n".join(map(diagnostics.shown, lines)) + "\n").encode())
    if code:
        leave(code)


def _set_up(session: Session) -> tuple[list[str], int]:
    from finops_cli.store.gateway import engine

    config = str(session.config) if session.config else "none found; built-in defaults hold"
    lines = [
        f"finops {__version__} · Python {platform.python_version()} · DuckDB {engine().__version__}",
        f"  config    {config}",
        f"  timezone  {session.timezone}",
    ]
    store, code = _store(session)
    return [*lines, *store], code


def _store(session: Session) -> tuple[list[str], int]:
    from finops_cli.store.source import StoreSource
    from finops_cli.store.store import open_store

    if not session.store.exists():
        return [f"  store     {session.store}: none yet; finops ingest LOGS… makes it"], 0
    try:
        with open_store(session.store, write=False, patience=session.patience) as connection:
            counts = StoreSource(connection, session.store.name).counts()
    except FinopsError as wrong:
        return [
            f"  store     {wrong.message}",
            *(f"            {hint}" for hint in wrong.hints),
        ], wrong.exit_code
    files = "file" if counts.files == 1 else "files"
    return [
        f"  store     {session.store}",
        f"            {counts.files:,} {files} · {counts.read_rows:,} rows read: {counts.calls:,} calls, "
        f"{counts.duplicate_rows:,} duplicates, {counts.revised_rows:,} revised, "
        f"{counts.skipped_rows:,} skipped, {counts.quarantined_rows:,} quarantined",
    ], 0


def _file(session: Session, name: str) -> tuple[list[str], int]:
    from finops_cli.reports.diagnosis import diagnosis

    return diagnosis(name, session.policy, session.options.format_in, session.latest), 0
