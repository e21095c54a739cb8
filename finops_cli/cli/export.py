"""`finops export`: the calls as read, to stdout as JSON lines or into a file."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from finops_cli.cli.options import Options
from finops_cli.cli.output import replacing, write_stdout
from finops_cli.cli.session import Session, begin, source_of
from finops_cli.errors import UsageError
from finops_cli.store.export import FORMATS, write_calls
from finops_cli.store.files_source import FilesSource
from finops_cli.store.gateway import Connection, engine
from finops_cli.store.source import StoreSource

_CHUNK = 1024 * 1024


def export(files: Sequence[str], options: Options) -> None:
    """Write every call read, sorted by start and id. Raises UsageError for an unknown format."""
    form = _format(options)
    session = begin(options, os.environ)
    with source_of(session, files) as source:
        if isinstance(source, FilesSource):
            source.read_calls(with_text=True)
        else:
            assert isinstance(source, StoreSource)
        connection = source.connection
        if options.output is None:
            _stream(connection, form, session)
        else:
            with replacing(options.output) as temporary:
                write_calls(
                    connection, temporary, form, session.timezone, session.latest, options.limit
                )


def _format(options: Options) -> str:
    name = options.format or (
        options.output.suffix.lstrip(".").lower() if options.output else "jsonl"
    )
    if name not in FORMATS:
        raise UsageError(
            f"export writes {', '.join(FORMATS)}, not {name or 'a file without extension'}",
            "-o calls.jsonl, calls.csv or calls.parquet",
        )
    if name == "parquet" and options.output is None:
        raise UsageError("--format parquet: needs a file", "-o calls.parquet")
    return name


def _stream(connection: Connection, form: str, session: Session) -> None:
    """Through a pipe, so that stdout keeps its one writer."""
    reading, writing = os.pipe()

    gone: list[BrokenPipeError] = []

    def copy() -> None:
        with os.fdopen(reading, "rb") as pipe:
            try:
                while chunk := pipe.read(_CHUNK):
                    write_stdout(chunk)
            except BrokenPipeError as reader_left:
                gone.append(reader_left)

    writer = threading.Thread(target=copy, daemon=True)
    writer.start()
    try:
        pipe = Path(f"/dev/fd/{writing}")
        write_calls(connection, pipe, form, session.timezone, session.latest, session.options.limit)
    except engine().Error:
        writer.join()
        if not gone:
            raise
    finally:
        os.close(writing)
        writer.join()
    if gone:
        raise gone[0]
