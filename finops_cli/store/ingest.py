"""Calls of one file into the store, all or nothing; what is there already changes no total."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finops_cli.errors import DataError
from finops_cli.sqltext import string
from finops_cli.store.columns import call_columns
from finops_cli.store.files import LogFile
from finops_cli.store.settle import find_rivals, key_rows, one, outcome
from finops_cli.store.staging import Manner, Staged, stage

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

TO_STORE = Manner()
_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileCounts:
    """What one file came to: read_rows = calls + duplicates + revised + skipped + quarantined."""

    path: str
    format: str
    read_rows: int = 0
    calls: int = 0
    duplicate_rows: int = 0
    revised_rows: int = 0
    skipped_rows: int = 0
    quarantined_rows: int = 0
    known: bool = False
    left_for_later: bool = False


class _Fingerprint(threading.Thread):
    """SHA-256 of a file's bytes, taken while the file is read; nothing for standard input.

    A file may grow meanwhile. Only what was there at the start is hashed: a fingerprint of less than
    was read has the file read again, one of more would leave lines out for ever.
    """

    def __init__(self, file: LogFile) -> None:
        super().__init__(daemon=True)
        self.path, self.digest = file.path, hashlib.sha256()
        self.size = file.size_bytes
        self.failure: OSError | None = None
        self.start()

    def run(self) -> None:
        """Hash the file."""
        if self.path is None:
            return
        try:
            with self.path.open("rb") as raw:
                left = self.size
                while chunk := raw.read(min(_CHUNK, left)):
                    self.digest.update(chunk)
                    left -= len(chunk)
        except OSError as wrong:
            self.failure = wrong

    def value(self) -> str:
        """The fingerprint, once it is complete. Raises DataError where the file cannot be read."""
        self.join()
        if self.failure:
            raise DataError(f"{self.path}: {self.failure.strerror}") from self.failure
        return self.digest.hexdigest()


def _may_be_held(connection: Connection, file: LogFile) -> bool:
    """Whether a file of this size is held, so that waiting for the fingerprint may spare the reading."""
    if file.path is None:
        return False
    found = connection.execute(
        "select 1 from sources where size_bytes = $size limit 1", {"size": file.size_bytes}
    )
    return found.fetchone() is not None


def ingest_file(
    connection: Connection,
    file: LogFile,
    mapped: Mapping[str, str],
    manner: Manner = TO_STORE,
) -> FileCounts:
    """Read one file and add its calls in one transaction. Raises DataError where it is damaged."""
    reading = _Fingerprint(file)
    if (
        manner.skip_known
        and _may_be_held(connection, file)
        and _is_held(connection, reading.value())
    ):
        return FileCounts(file.label, file.reader.name, known=True)
    staged = stage(connection, file, mapped, manner)
    source_id = staged.digest or reading.value()
    if _is_held(connection, source_id):
        if manner.skip_known:
            return FileCounts(file.label, file.reader.name, known=True)
        source_id = f"{source_id}-{one(connection, 'select count(*) from sources')}"
    counts = _counted(connection, file, staged)
    _write(connection, file, (source_id, reading.size), staged, counts)
    return counts


def _counted(connection: Connection, file: LogFile, staged: Staged) -> FileCounts:
    """Decide of every row what it is: a call, a duplicate, a revision."""
    key_rows(connection)
    find_rivals(connection)
    came_to = outcome(connection)
    return FileCounts(
        path=file.label,
        format=file.reader.name,
        read_rows=staged.rows,
        calls=came_to.calls,
        duplicate_rows=came_to.duplicate_rows,
        revised_rows=came_to.revised_rows,
        skipped_rows=one(connection, "select count(*) from staged where skipped"),
        quarantined_rows=len(staged.refused),
        left_for_later=staged.left_for_later,
    )


def _is_held(connection: Connection, source_id: str) -> bool:
    found = connection.execute("select 1 from sources where source_id = $id", {"id": source_id})
    return found.fetchone() is not None


def _write(
    connection: Connection,
    file: LogFile,
    source: tuple[str, int],
    staged: Staged,
    counts: FileCounts,
) -> None:
    """The one transaction of a file; `source` is its fingerprint and size."""
    source_id, size = source
    connection.execute("begin transaction")
    try:
        _write_calls(connection, source_id, staged, 2 if file.head.kind == "csv" else 1)
        connection.execute(
            "insert into sources values ($id, $path, $format, $size, $r, $c, $d, $v, $s, $q)",
            {
                "id": source_id,
                "path": file.label,
                "format": file.reader.name,
                "size": size,
                "r": counts.read_rows,
                "c": counts.calls,
                "d": counts.duplicate_rows,
                "v": counts.revised_rows,
                "s": counts.skipped_rows,
                "q": counts.quarantined_rows,
            },
        )
        _write_quarantine(connection, file, source_id, staged)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _write_calls(connection: Connection, source_id: str, staged: Staged, first_line: int) -> None:
    line = f"ordinal + {first_line}"
    if staged.blanks:
        connection.execute("create or replace temp table blank_lines (ordinal bigint)")
        rows = ", ".join(f"({number - place - 1})" for place, number in enumerate(staged.blanks))
        connection.execute(f"insert into blank_lines values {rows}")
        line += " + (select count(*) from blank_lines as b where b.ordinal <= fresh.ordinal)"
    columns = call_columns()
    head = columns.split(", id_space")[0]
    target = (
        f"insert into raw_calls ({head}, source_id, line_number, id_space, occurrence, zero_cost)"
    )
    tail = "id_space, occurrence, zero_cost"
    connection.execute(
        f"{target} select {head}, {string(source_id)}, {line}, {tail} from incoming as fresh "
        "where ordinal not in (select ordinal from contested)"
    )
    if not one(connection, "select count(*) from settled"):
        return
    connection.execute(
        "delete from raw_calls using settled where settled.is_known_id and settled.is_held "
        "and settled.place > 1 and raw_calls.call_id = settled.call_id "
        "and raw_calls.provider is not distinct from settled.provider "
        "and raw_calls.id_space = settled.id_space"
    )
    connection.execute(
        f"{target} select {head}, {string(source_id)}, {line}, {tail} from settled as fresh "
        "where place = 1 and not is_held"
    )
    connection.execute(
        "insert into revisions select id_space, coalesce(provider, ''), call_id, content_key "
        "from settled where place > 1 and not is_lost_before"
    )


def _write_quarantine(
    connection: Connection, file: LogFile, source_id: str, staged: Staged
) -> None:
    if not staged.refused:
        return
    connection.execute(
        "insert into quarantine select $id, $file, unnest($lines), unnest($reasons), unnest($details)",
        {
            "id": source_id,
            "file": file.label,
            "lines": [refused.line for refused in staged.refused],
            "reasons": [refused.reason for refused in staged.refused],
            "details": [refused.detail for refused in staged.refused],
        },
    )
