"""One file into the TEMP table `staged`: canonical columns, in order, each row with its fault or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finops_cli.errors import DataError
from finops_cli.readers.head import cut_short, opened
from finops_cli.readers.interface import ANYTHING, Reading
from finops_cli.readers.project import canonical, without_secrets
from finops_cli.sqltext import string
from finops_cli.store.columns import call_columns
from finops_cli.store.feed import Watched, fed
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import engine
from finops_cli.store.inputs import csv_header, csv_relation, lines_relation, parquet_relation

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

Fault = tuple[int, str, bool]
"""A row's ordinal, why it was refused, and whether nothing at all was found in it."""

_TEXT_FIELDS = ("prompt_text", "tool_args_text")


@dataclass(frozen=True, slots=True)
class Manner:
    """How files are read: into the store (the defaults), or for a report on the files alone.

    `with_text` hashes prompts and tool arguments; `leave_half_line` lets an unfinished last line wait
    for the next time; `skip_known` leaves a file alone whose bytes are held; `at_day` is the day of
    rows without a time.
    """

    with_text: bool = True
    leave_half_line: bool = True
    skip_known: bool = True
    at_day: str | None = None


@dataclass(slots=True)
class Refused:
    """A line that is no call, with its number and why. `detail` never holds its content."""

    line: int
    reason: str
    detail: str = ""


@dataclass(slots=True)
class Staged:
    """What staging learned of a file beside its rows."""

    rows: int = 0
    refused: list[Refused] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    left_for_later: bool = False  # half a last line, which ingest does not count yet
    digest: str = ""  # of bytes that could not be read twice


def stage(
    connection: Connection,
    file: LogFile,
    mapped: Mapping[str, str],
    manner: Manner,
) -> Staged:
    """Read `file` into `staged`. Raises DataError where it is damaged."""
    reading = _reading(file, mapped, manner)
    watched = Watched()
    errors = engine()
    try:
        _create(connection, file, reading, watched, through_pipe=_needs_pipe(file))
    except errors.InvalidInputException as wrong:
        if "maximum_object_size" not in str(wrong):
            raise _damaged(file, wrong) from wrong
        watched = Watched()
        _create(connection, file, reading, watched, through_pipe=True)
    except errors.IOException as wrong:
        raise _damaged(file, wrong) from wrong
    return _inspected(connection, file, watched, manner.leave_half_line)


def _reading(file: LogFile, mapped: Mapping[str, str], manner: Manner) -> Reading:
    reading = file.reader.reading(ANYTHING, mapped)
    fields = dict(reading.fields)
    columns = dict(reading.columns)
    if not manner.with_text:
        for name in _TEXT_FIELDS:
            fields.pop(name, None)
    if manner.at_day:
        fields["time_text"] = f"coalesce({fields['time_text']}, {string(manner.at_day)})"
    return Reading(columns, fields, reading.derived, reading.own_names)


def _needs_pipe(file: LogFile) -> bool:
    """Whether DuckDB cannot read the bytes by itself."""
    packed = file.head.compression
    folded = file.reader.is_stateful or file.head.kind == "document"
    return file.path is None or packed == "bz2" or folded


def _create(
    connection: Connection,
    file: LogFile,
    reading: Reading,
    watched: Watched,
    *,
    through_pipe: bool,
) -> None:
    with _readable(file, watched, through_pipe) as path:
        packed = "none" if through_pipe else file.head.compression
        if file.head.kind == "csv":
            connection.execute(
                "drop table if exists reject_errors; drop table if exists reject_scans"
            )
            relation = csv_relation(path, csv_header(file), reading, file)
        elif file.head.kind == "parquet":
            relation = parquet_relation(connection, path, reading)
        else:
            relation = lines_relation([path], reading, packed, long_rows=through_pipe)
        _fill(connection, file, reading, relation)


def stage_lines(
    connection: Connection, file: LogFile, path: str, mapped: Mapping[str, str], manner: Manner
) -> None:
    """Lines of several files of `file`'s format, through a pipe at `path`, into `staged`."""
    reading = _reading(file, mapped, manner)
    _fill(connection, file, reading, lines_relation([path], reading, "none", long_rows=True))


def _fill(connection: Connection, file: LogFile, reading: Reading, relation: str) -> None:
    columns = call_columns().replace("id_space", f"{string(file.reader.id_space)} as id_space")
    columns = columns.replace("occurrence", "cast(null as integer) as occurrence")
    connection.execute(
        f"create or replace temp table staged as select {columns}, reason, skipped, is_bare "
        f"from ({without_secrets(canonical(reading, relation))})"
    )


@contextmanager
def _readable(file: LogFile, watched: Watched, through_pipe: bool) -> Iterator[str]:
    if not through_pipe:
        yield str(file.path)
        return
    with fed(file, watched) as path:
        yield path


def _damaged(file: LogFile, wrong: Exception) -> DataError:
    if file.head.compression != "none":
        return cut_short(file.label)
    first = str(wrong).splitlines()[0] if file.head.kind == "parquet" else "it cannot be read"
    return DataError(f"{file.label}: {first}")


def _inspected(
    connection: Connection, file: LogFile, watched: Watched, leave_half_line: bool
) -> Staged:
    """Give every refused row its line and its reason."""
    faults = faults_of(connection)
    counted = connection.execute("select count(*) from staged").fetchone()
    staged = Staged(rows=counted[0] if counted else 0, digest=watched.digest)
    staged.blanks = watched.blanks
    if file.head.kind in ("parquet", "csv"):
        _number_records(connection, file, faults, staged)
        return staged
    if faults and not watched.lines and file.head.kind == "lines" and not file.reader.unfold:
        watched = _reread(file, {row[0] for row in faults}, staged)
    refuse(file, watched, faults, staged, leave_half_line=leave_half_line)
    if staged.left_for_later:
        connection.execute(f"delete from staged where rowid = {staged.rows}")
    return staged


def faults_of(connection: Connection) -> list[Fault]:
    """The refused rows of `staged`, in order."""
    return connection.execute(
        "select rowid, reason, is_bare from staged where reason is not null order by rowid"
    ).fetchall()


def refuse(
    file: LogFile,
    watched: Watched,
    faults: Sequence[Fault],
    staged: Staged,
    *,
    leave_half_line: bool,
) -> None:
    """Note a file's faulty rows with their lines; half a last line may wait for the next time."""
    last = staged.rows - 1
    for ordinal, fault, is_bare in faults:
        unread = is_bare and ordinal not in watched.objects
        reason = watched.reasons.get(ordinal, "not_json" if unread else fault)
        if ordinal == last and reason == "not_json" and leave_half_line and _is_half(watched, file):
            staged.left_for_later = True
            staged.rows -= 1
        else:
            staged.refused.append(Refused(_line_of(ordinal, staged.blanks), reason))


def _is_half(watched: Watched, file: LogFile) -> bool:
    return file.head.kind == "lines" and not watched.ends_in_newline


def _number_records(
    connection: Connection, file: LogFile, faults: Sequence[Fault], staged: Staged
) -> None:
    """Records of CSV and Parquet are numbered; CSV's line 1 is its header."""
    offset = 2 if file.head.kind == "csv" else 1
    for ordinal, reason, _ in faults:
        staged.refused.append(Refused(ordinal + offset, reason))
    if file.head.kind == "csv":
        rejects = connection.execute(
            "select line, min(error_type) from reject_errors group by line order by line"
        ).fetchall()
        for line, kind in rejects:
            reason = "too_long" if str(kind).startswith("LINE SIZE") else "not_an_object"
            staged.refused.append(Refused(line, reason, str(kind).lower()))
        staged.rows += len(rejects)


def _reread(file: LogFile, ordinals: set[int], staged: Staged) -> Watched:
    """Look at the bytes of refused lines: what is wrong with them, and where blank lines are."""
    watched = Watched()
    ordinal = 0
    assert file.path  # standard input is watched while it is read
    with opened(file.path) as stream:
        for line in stream:
            watched.lines += 1
            watched.ends_in_newline = line.endswith(b"\n")
            if line.isspace():
                watched.blanks.append(watched.lines)
                continue
            if ordinal in ordinals:
                watched.judge(ordinal, line)
            ordinal += 1
    staged.blanks = watched.blanks
    return watched


def _line_of(ordinal: int, blanks: list[int]) -> int:
    """The line number of the n-th non-blank line (from 0)."""
    line = ordinal + 1
    for blank in blanks:
        if blank > line:
            break
        line += 1
    return line
