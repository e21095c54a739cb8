"""Calls of one file into the store, all or nothing; what is there already changes no total."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finops_cli.errors import DataError
from finops_cli.sqltext import string
from finops_cli.store.columns import call_columns
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import engine
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
    first_line = 2 if file.head.kind == "csv" else 1
    place = Place(string(source_id), f"fresh.ordinal + {first_line}")
    write(connection, [Written(file, source_id, reading.size, staged, counts)], place)
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


@dataclass(frozen=True, slots=True)
class Written:
    """One file that is ready to be written: its fingerprint and size, its rows and their counts.

    `first` is the ordinal of its first row in `staged`.
    """

    file: LogFile
    source_id: str
    size: int
    staged: Staged
    counts: FileCounts
    first: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """SQL for where a row `fresh` comes from: its source, its line but for blank ones, and a join for both."""

    source: str
    line: str
    first: str = "0"
    join: str = ""


def write(connection: Connection, files: Sequence[Written], place: Place) -> None:
    """The one transaction of these files: all of them, or none."""
    _note_blanks(connection, files)
    connection.execute("begin transaction")
    try:
        _write_calls(connection, place)
        for one_file in files:
            _write_source(connection, one_file)
            _write_quarantine(connection, one_file)
        connection.execute("commit")
    except BaseException:
        with suppress(engine().Error):  # a commit that failed leaves nothing to roll back
            connection.execute("rollback")
        raise


def _note_blanks(connection: Connection, files: Sequence[Written]) -> None:
    """`blank_lines`: before which row each blank line stands."""
    connection.execute("create or replace temp table blank_lines (ordinal bigint)")
    before = [
        written.first + number - place - 1
        for written in files
        for place, number in enumerate(written.staged.blanks)
    ]
    if before:
        connection.execute("insert into blank_lines select unnest($before)", {"before": before})


def _write_source(connection: Connection, written: Written) -> None:
    counts = written.counts
    connection.execute(
        "insert into sources values ($id, $path, $format, $size, $r, $c, $d, $v, $s, $q)",
        {
            "id": written.source_id,
            "path": written.file.label,
            "format": written.file.reader.name,
            "size": written.size,
            "r": counts.read_rows,
            "c": counts.calls,
            "d": counts.duplicate_rows,
            "v": counts.revised_rows,
            "s": counts.skipped_rows,
            "q": counts.quarantined_rows,
        },
    )


def _write_calls(connection: Connection, place: Place) -> None:
    line = place.line
    if one(connection, "select count(*) from blank_lines"):
        line += (
            " + (select count(*) from blank_lines as blank where blank.ordinal <= fresh.ordinal "
            f"and blank.ordinal >= {place.first})"
        )
    head = call_columns().split(", id_space")[0]
    tail = "id_space, occurrence, zero_cost"
    insert = (
        f"insert into raw_calls ({head}, source_id, line_number, {tail}) "
        f"select {head}, {place.source}, {line}, {tail}"
    )
    connection.execute(
        f"{insert} from incoming as fresh {place.join} "
        "where fresh.ordinal not in (select ordinal from contested)"
    )
    if not one(connection, "select count(*) from settled"):
        return
    connection.execute(
        "delete from raw_calls using settled where settled.is_known_id and settled.is_held "
        "and settled.place > 1 and raw_calls.call_id = settled.call_id "
        "and raw_calls.provider is not distinct from settled.provider "
        "and raw_calls.id_space = settled.id_space"
    )
    best = (
        "(select * exclude (source_id, line_number) from settled where place = 1 and not is_held)"
    )
    connection.execute(f"{insert} from {best} as fresh {place.join}")
    connection.execute(
        "insert into revisions select id_space, coalesce(provider, ''), call_id, content_key "
        "from settled where place > 1 and not is_lost_before"
    )


def _write_quarantine(connection: Connection, written: Written) -> None:
    refused = written.staged.refused
    if not refused:
        return
    connection.execute(
        "insert into quarantine "
        "select $id, $file, unnest($lines), unnest($reasons), unnest($details)",
        {
            "id": written.source_id,
            "file": written.file.label,
            "lines": [each.line for each in refused],
            "reasons": [each.reason for each in refused],
            "details": [each.detail for each in refused],
        },
    )
