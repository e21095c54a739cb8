"""What a trial of a reader does: read files as `finops` does, and look at calls, counts, refusals."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_cli.call import CALL
from finops_cli.store.chains import calls_in_runs
from finops_cli.store.files import LogFile, find
from finops_cli.store.files_source import FilesSource
from finops_cli.store.gateway import Connection, connect
from finops_cli.store.groups import Grouping
from finops_cli.store.ingest import ingest_file
from finops_cli.store.store import create_tables, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, Any]
REPOSITORY = Path(__file__).resolve().parent.parent.parent
SAMPLES = REPOSITORY / "sample_logs"
SHARED = REPOSITORY.parent / "shared" / "formats"
LATEST = "2027-01-01 00:00:00+00"
COUNTS = (
    "read_rows",
    "calls",
    "duplicate_rows",
    "revised_rows",
    "skipped_rows",
    "quarantined_rows",
)
_CONTENT = [column.name for column in CALL if column.name not in ("source_id", "line_number")]
_HASHES = ("input_hash", "tool_args_hash")
_TOKENS = [name for name in _CONTENT if name.endswith("_tokens") and name != "reasoning_tokens"]


@dataclass
class Read:
    """What came of some files: counts, calls by id with what they say, (line, reason) refused."""

    counts: dict[str, int]
    calls: dict[str, Row]
    refused: list[tuple[int, str]]


def read(*paths: Path, format_in: str | None = None) -> Read:
    """The files read call by call; their fast scan, where they allow one, must count the same."""
    with _connection() as connection:
        source = FilesSource(connection, _found(paths, format_in), "files", {})
        source.read_calls()
        counts = _counts(asdict(source.counts()))
        calls = _calls(connection)
        refused = connection.execute("select line, reason from quarantine order by 1").fetchall()
    if calls:
        assert _scanned(paths, format_in) == counts
    return Read(counts, calls, refused)


def stored_twice(*paths: Path) -> dict[str, Row]:
    """The calls of a store into which the files went in this order, and again in the other."""
    with _connection() as connection:
        create_tables(connection)
        for file in (*_found(paths), *_found(reversed(paths))):
            ingest_file(connection, file, {})
        return _calls(connection)


def recognised(path: Path) -> str:
    """The name of the reader that takes a file; "" where none does."""
    files = find([str(path)], None, {}).files
    return files[0].reader.name if files else ""


def lines(folder: Path, *records: Mapping[str, Any], name: str = "log.jsonl") -> Path:
    """A file of these records, one a line."""
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def first_record(name: str, number: int = 0) -> Row:
    """A record of a format's sample, from which a trial begins."""
    text = (SAMPLES / name).read_text(encoding="utf-8").splitlines()[number]
    record: Row = json.loads(text)
    return record


def one(folder: Path, record: Mapping[str, Any], format_in: str | None = None) -> Row:
    """The one call that a record becomes."""
    (call,) = read(lines(folder, record), format_in=format_in).calls.values()
    return call


def without(record: Mapping[str, Any], *names: str) -> Row:
    """The record without some of its fields."""
    return {name: value for name, value in record.items() if name not in names}


def _connection() -> Connection:
    connection = connect()
    prepare(connection, LATEST)
    return connection


def _found(paths: Iterable[Path], format_in: str | None = None) -> list[LogFile]:
    found = find([str(path) for path in paths], format_in, {})
    assert not found.refused, found.refused
    return found.files


def _counts(counted: Mapping[str, int]) -> dict[str, int]:
    counts = {name: counted[name] for name in COUNTS}
    assert counts["read_rows"] == sum(counts[name] for name in COUNTS[1:])
    return counts


def _scanned(paths: Iterable[Path], format_in: str | None) -> dict[str, int]:
    with _connection() as connection:
        source = FilesSource(connection, _found(paths, format_in), "files", {})
        source.group(Grouping(tokens=True), None)
        return _counts(asdict(source.counts()))


def _calls(connection: Connection) -> dict[str, Row]:
    held = calls_in_runs(connection)
    rows = connection.execute(f"select {', '.join(_CONTENT)} from {held}").fetchall()
    calls = [dict(zip(_CONTENT, row, strict=True)) for row in rows]
    return {call["call_id"]: _said(call) for call in calls}


def _said(call: Row) -> Row:
    """A call without what it leaves out: nulls, zero counts, no tags; hashes are another matter."""
    said = {
        name: value.isoformat() if name == "started_at" else value
        for name, value in call.items()
        if name not in ("call_id", *_HASHES) and value is not None and value != {}
    }
    if "logged_cost_usd" in said:
        said["logged_cost_usd"] = str(Decimal(said["logged_cost_usd"]).normalize())
    return {name: value for name, value in said.items() if value or name not in _TOKENS}
