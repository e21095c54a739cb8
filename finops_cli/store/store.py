"""The store: one DuckDB file of calls, opened, waited for, and recognised as ours."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from finops_cli.errors import StoreBusy, StoreError
from finops_cli.sqltext import fill, load
from finops_cli.store.columns import table_columns
from finops_cli.store.gateway import connect, engine

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

FORMAT = "1"
_RETRY_SECONDS = 0.1
_MACROS = ("numbers", "times", "secrets", "tags")  # the later use the earlier
_HOLDER = re.compile(r"PID (\d+)")


def create_tables(connection: Connection) -> None:
    """The tables of a new store, and the mark that says it is ours."""
    connection.execute(fill("store/tables.sql", call_columns=table_columns()))
    connection.execute("insert or ignore into meta values ('finops_store', $f)", {"f": FORMAT})


def prepare(connection: Connection, latest: str) -> None:
    """What reading needs in every session. `latest`: the last instant a call may have, ISO, UTC."""
    for subject in _MACROS:
        connection.execute(load(f"readers/macros/{subject}.sql"))
    connection.execute(f"set variable latest_instant = timestamptz '{latest}'")


@contextmanager
def open_store(
    path: Path, *, write: bool, patience: float, timezone: str = "UTC"
) -> Iterator[Connection]:
    """The store at `path`; a writer creates it. Waits up to `patience` seconds for another process.

    Raises StoreError where it is missing, unreadable, full or not ours, StoreBusy where it stays held.
    """
    if not write and not path.exists():
        raise StoreError(
            f"{path}: no store yet",
            "finops ingest LOGS… makes one; or name the log files directly.",
        )
    connection = _patiently(path, write, patience, timezone)
    try:
        _check_ours(connection, path, write)
        with explained(path):
            yield connection
    finally:
        connection.close()


def _patiently(path: Path, write: bool, patience: float, timezone: str) -> Connection:
    deadline = time.monotonic() + patience
    while True:
        try:
            return connect(path, read_only=not write, timezone=timezone)
        except engine().IOException as wrong:
            if "lock" not in str(wrong).lower():
                raise _unusable(path, wrong) from wrong
            if time.monotonic() >= deadline:
                raise _busy(path, wrong, patience) from wrong
        except engine().Error as wrong:
            raise _unusable(path, wrong) from wrong
        time.sleep(_RETRY_SECONDS)


def _busy(path: Path, wrong: Exception, patience: float) -> StoreBusy:
    holder = _HOLDER.search(str(wrong))
    who = f"process {holder.group(1)}" if holder else "another process"
    return StoreBusy(
        f"the store {path} is in use by {who}; gave up after {patience:g} s",
        "--lock-timeout waits longer.",
    )


def _unusable(path: Path, wrong: Exception) -> StoreError:
    text = str(wrong)
    if "not a valid DuckDB" in text or "Serialization" in type(wrong).__name__:
        return StoreError(f"{path}: not a finops store", "--store names another file.")
    if "ermission denied" in text or "ead-only" in text:
        return StoreError(f"{path}: the store cannot be opened: permission denied")
    if "No such file" in text or "Is a directory" in text:
        return StoreError(f"{path}: the store cannot be opened: no such folder or no file")
    return StoreError(f"{path}: the store cannot be opened ({text.splitlines()[0]})")


def _check_ours(connection: Connection, path: Path, write: bool) -> None:
    tables = {
        row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()
    }
    if not tables and write:
        create_tables(connection)
    elif "meta" not in tables or "raw_calls" not in tables or not _mark(connection):
        connection.close()
        raise StoreError(
            f"{path}: a DuckDB file, but not a finops store", "--store names another file."
        )


def _mark(connection: Connection) -> str | None:
    try:
        row = connection.execute("select value from meta where name = 'finops_store'").fetchone()
    except engine().Error:
        return None
    return str(row[0]) if row else None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the engine says of disks and memory into sentences. Raises StoreError."""
    errors = engine()
    try:
        yield
    except errors.OutOfMemoryException as wrong:
        raise StoreError(
            "this needs more memory and disk than there is", "Free space in the temporary folder."
        ) from wrong
    except (errors.IOException, errors.FatalException, errors.TransactionException) as wrong:
        text = str(wrong)
        if "o space left" in text or "disk" in text.lower() or "ould not write" in text:
            raise StoreError(
                f"{path}: the disk is full; nothing of the unfinished file was kept",
                "Free some space and run the command again.",
            ) from wrong
        raise StoreError(f"{path}: {text.splitlines()[0]}") from wrong
