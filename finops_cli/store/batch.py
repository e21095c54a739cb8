"""Many small files in one go: a folder of a thousand exports costs little more than one file of its size.

Their lines pass one pipe into one `staged` table and are settled together; what each file came to is
told apart afterwards by the rows it holds. Every file is whole or absent, as when it is read alone.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finops_cli.errors import DataError
from finops_cli.sqltext import load, string
from finops_cli.store.feed import Watched, lines_of, piped
from finops_cli.store.files import LogFile
from finops_cli.store.ingest import FileCounts, Place, Written, ingest_file, write
from finops_cli.store.settle import find_rivals, key_rows
from finops_cli.store.staging import Fault, Manner, Staged, faults_of, refuse, stage_lines

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

SMALL_BYTES = 1024 * 1024
_MOST_BYTES, _MOST_FILES = 24 * 1024 * 1024, 2000


_PLACE = Place(
    source="part.source_id",
    line="fresh.ordinal - part.first_ordinal + 1",
    first="part.first_ordinal",
    join="inner join batch_files as part "
    "on fresh.ordinal >= part.first_ordinal and fresh.ordinal < part.next_ordinal",
)


@dataclass(slots=True)
class _Part:
    """One file of a batch: its fingerprint, what was seen of its lines, and the rows it holds."""

    file: LogFile
    digest: str
    first: int = 0
    rows: int = 0
    watched: Watched = field(default_factory=Watched)


def batches(files: Sequence[LogFile]) -> Iterator[list[LogFile]]:
    """Files that can be read together, by format; a large one or one that is no JSON stands alone."""
    waiting: dict[str, list[LogFile]] = {}
    for file in files:
        if not _fits(file):
            yield [file]
            continue
        group = waiting.setdefault(file.reader.name, [])
        group.append(file)
        if len(group) >= _MOST_FILES or sum(one.size_bytes for one in group) > _MOST_BYTES:
            yield waiting.pop(file.reader.name)
    yield from waiting.values()


def _fits(file: LogFile) -> bool:
    """Whether a file may share a pipe: small, JSON, and of a format whose files know nothing of each other."""
    if file.path is None or file.reader.is_chained:
        return False
    return file.head.kind in ("lines", "document") and file.size_bytes <= SMALL_BYTES


def ingest_all(
    connection: Connection, files: Sequence[LogFile], mapped: Mapping[str, str], manner: Manner
) -> Iterator[FileCounts | DataError]:
    """Every file's counts, or why it could not be read; small ones together."""
    for group in batches(files):
        if len(group) > 1:
            try:
                yield from ingest_batch(connection, group, mapped, manner)
                continue
            except DataError:
                pass  # one of them is damaged: read alone, the others are not held up by it
        for file in group:
            try:
                yield ingest_file(connection, file, mapped, manner)
            except DataError as wrong:
                yield wrong


def ingest_batch(
    connection: Connection, files: Sequence[LogFile], mapped: Mapping[str, str], manner: Manner
) -> list[FileCounts]:
    """Read small files of one format and add their calls in one transaction.

    Raises DataError where one of them is damaged; then none of them was added.
    """
    parts, known = _unknown(connection, files, manner)
    if not parts:
        return known
    with piped(_lines(parts), parts[0].file.label) as path:
        stage_lines(connection, parts[0].file, path, mapped, manner)
    staged = _inspected(connection, parts, manner)
    _set_files(connection, parts)
    key_rows(
        connection, per_file="part.first_ordinal", files=_PLACE.join.replace("fresh.", "nameless.")
    )
    find_rivals(connection)
    counts = _counted(connection, parts, staged)
    written = [
        Written(part.file, part.digest, part.file.size_bytes, one, count, part.first)
        for part, one, count in zip(parts, staged, counts, strict=True)
    ]
    write(connection, written, _PLACE)
    return known + counts


def _unknown(
    connection: Connection, files: Sequence[LogFile], manner: Manner
) -> tuple[list[_Part], list[FileCounts]]:
    """The files whose bytes are not held, and the others as known."""
    held = {row[0] for row in connection.execute("select source_id from sources").fetchall()}
    parts: list[_Part] = []
    known: list[FileCounts] = []
    for file in files:
        assert file.path
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
        if digest in held and manner.skip_known:
            known.append(FileCounts(file.label, file.reader.name, known=True))
            continue
        if digest in held:
            digest = f"{digest}-{len(held)}"
        held.add(digest)
        parts.append(_Part(file, digest))
    return parts, known


def _lines(parts: Sequence[_Part]) -> Iterator[bytes]:
    """The lines of all files, each ended by a newline; counts the rows of each on the way."""
    ordinal = 0
    for part in parts:
        part.first = ordinal
        for line in lines_of(part.file, part.watched):
            yield line if line.endswith(b"\n") else line + b"\n"
            ordinal += 1
        part.rows = ordinal - part.first


def _inspected(connection: Connection, parts: Sequence[_Part], manner: Manner) -> list[Staged]:
    """Every refused row under its file, with its line and reason."""
    starts = [part.first for part in parts]
    faults: list[list[Fault]] = [[] for _ in parts]
    for ordinal, reason, is_bare in faults_of(connection):
        place = bisect_right(starts, ordinal) - 1
        faults[place].append((ordinal - starts[place], reason, is_bare))
    found = []
    for part, refused in zip(parts, faults, strict=True):
        staged = Staged(rows=part.rows, blanks=part.watched.blanks)
        refuse(part.file, part.watched, refused, staged, leave_half_line=manner.leave_half_line)
        if staged.left_for_later:
            connection.execute(f"delete from staged where rowid = {part.first + staged.rows}")
        found.append(staged)
    return found


def _set_files(connection: Connection, parts: Sequence[_Part]) -> None:
    connection.execute(
        "create or replace temp table batch_files "
        "(place integer, source_id varchar, first_ordinal bigint, next_ordinal bigint)"
    )
    rows = ", ".join(
        f"({place}, {string(part.digest)}, {part.first}, {part.first + part.rows})"
        for place, part in enumerate(parts)
    )
    connection.execute(f"insert into batch_files values {rows}")


def _counted(
    connection: Connection, parts: Sequence[_Part], staged: Sequence[Staged]
) -> list[FileCounts]:
    fates = connection.execute(load("store/fates.sql")).fetchall()
    skipped = dict(
        connection.execute(
            "select b.place, count(*) from staged as s inner join batch_files as b "
            "on s.rowid >= b.first_ordinal and s.rowid < b.next_ordinal where s.skipped group by b.place"
        ).fetchall()
    )
    return [
        FileCounts(
            path=part.file.label,
            format=part.file.reader.name,
            read_rows=one.rows,
            calls=calls,
            duplicate_rows=duplicates,
            revised_rows=revised,
            skipped_rows=skipped.get(place, 0),
            quarantined_rows=len(one.refused),
            left_for_later=one.left_for_later,
        )
        for part, one, (place, calls, duplicates, revised) in zip(parts, staged, fates, strict=True)
    ]
