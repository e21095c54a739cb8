"""`finops ingest`: logs into the store, file by file, each whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from finops_cli.cli import diagnostics
from finops_cli.cli.options import Options
from finops_cli.cli.output import deliver, view, write_stdout
from finops_cli.cli.progress import FileProgress
from finops_cli.cli.reports import format_name, refused_code
from finops_cli.cli.session import Session, begin, found_files, label_of, prepared
from finops_cli.errors import DataError, StoreError
from finops_cli.reports.ingested import ingested
from finops_cli.store.batch import ingest_all
from finops_cli.store.files import Found
from finops_cli.store.ingest import FileCounts
from finops_cli.store.staging import Manner

_COUNTS = (
    "read_rows",
    "calls",
    "duplicate_rows",
    "revised_rows",
    "skipped_rows",
    "quarantined_rows",
)


def ingest(logs: Sequence[str], options: Options) -> None:
    """Read every file behind `logs` into the store. Exit 3 where one could not be read."""
    from finops_cli.cli.main import leave

    look = format_name(options)
    session = begin(options, os.environ)
    found = found_files(session, logs)
    started = time.perf_counter()
    counts = _into_store(session, found, label_of(logs)) if found.files else []
    if look == "table" and options.output is None:
        if not options.quiet:  # nothing to mail where all went well
            write_stdout(_told(session, found, counts, time.perf_counter() - started).encode())
    else:
        report = ingested(counts, session.store.name, session.timezone)
        deliver(report, look, options.output, view(look, None, True, False, os.environ))
    code = max((diagnostics.error(wrong) for wrong in found.refused), default=diagnostics.OK)
    read = sum(one.read_rows for one in counts)
    refused = sum(one.quarantined_rows for one in counts)
    code = code or refused_code(session, refused, read, from_files=True)
    if code:
        leave(code)


def _into_store(session: Session, found: Found, label: str) -> list[FileCounts]:
    from finops_cli.store.store import open_store

    _make_room(session.store)
    zone = session.policy.ingest.timezone
    manner = Manner(at_day=session.options.at)
    done: list[FileCounts] = []
    with (
        open_store(
            session.store, write=True, patience=session.patience, timezone=zone
        ) as connection,
        FileProgress(label, len(found.files), quiet=session.options.quiet) as progress,
    ):
        prepared(connection, session)
        for counts in ingest_all(connection, found.files, session.policy.ingest.fields, manner):
            if isinstance(counts, DataError):
                found.refused.append(counts)
                continue
            progress.advance(counts.read_rows)
            done.append(counts)
    for counts in done:
        if counts.left_for_later:
            diagnostics.half_line_left(counts.path)
    return done


def _make_room(store: Path) -> None:
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise StoreError(f"{store}: the folder cannot be made: {wrong.strerror}") from wrong


def _told(session: Session, found: Found, counts: list[FileCounts], seconds: float) -> str:
    """What happened, in a few lines that say every row's fate."""
    total = {name: sum(getattr(one, name) for one in counts) for name in _COUNTS}
    known = sum(one.known for one in counts)
    files = len(counts) + len(found.empty)
    lines = [
        f"{_some(files, 'file')} · {total['read_rows']:,} rows read in {seconds:.1f} s",
        f"  {total['calls']:,} calls added · {total['duplicate_rows']:,} duplicates · "
        f"{total['revised_rows']:,} revised",
        f"  {total['skipped_rows']:,} skipped (not calls) · "
        f"{total['quarantined_rows']:,} quarantined",
    ]
    if known:
        lines.append(f"  {_some(known, 'file')} ingested before, left alone")
    if found.empty:
        lines.append(f"  {_some(len(found.empty), 'empty file')}")
    if found.refused:
        lines.append(f"  {_some(len(found.refused), 'file')} could not be read")
    if total["quarantined_rows"]:
        lines.append(f"  {_some(total['quarantined_rows'], 'line')} refused: finops quarantine")
    if session.store.exists():
        lines.append(f"  store: {session.store} ({_size(session.store.stat().st_size)})")
    return "\n".join(map(diagnostics.shown, lines)) + "\n"


def _some(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    return f"{size / 1024**2:,.0f} MiB" if size >= 1024**2 else f"{size / 1024:,.0f} KiB"
