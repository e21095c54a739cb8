"""A store in memory that property tests fill and empty again, many times in one session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from finops_cli.store.batch import ingest_all
from finops_cli.store.columns import call_columns
from finops_cli.store.files import find
from finops_cli.store.files_source import FilesSource
from finops_cli.store.gateway import connect
from finops_cli.store.groups import KEY_TYPES, MEASURES, Grouping
from finops_cli.store.ingest import TO_STORE, FileCounts, ingest_file
from finops_cli.store.source import ReadCounts, StoreSource
from finops_cli.store.store import create_tables, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from finops_cli.store.files import LogFile
    from finops_cli.store.gateway import Connection

NOW = datetime.now(UTC)
EVERYTHING = Grouping(
    keys=frozenset(KEY_TYPES), extras=("squad",), tokens=True, latest=NOW + timedelta(days=1)
)


class Shelf:
    """Ingests files as the command does, and shows what is held."""

    def __init__(self) -> None:
        self.connection = connection()

    def empty(self) -> Shelf:
        """Nothing held, as on the first day."""
        for table in ("raw_calls", "sources", "quarantine", "revisions", "meta"):
            self.connection.execute(f"drop table if exists {table}")
        create_tables(self.connection)
        return self

    def take(self, paths: Iterable[Path], *, together: bool = False) -> list[FileCounts]:
        """Ingest the files one after another, or as the command does where they are small."""
        if together:
            came = list(ingest_all(self.connection, found(paths), {}, TO_STORE))
            return [one for one in came if isinstance(one, FileCounts)]
        return [ingest_file(self.connection, file, {}, TO_STORE) for file in found(paths)]

    def counts(self) -> ReadCounts:
        """The trust counts of all that is held."""
        return StoreSource(self.connection, "shelf").counts()

    def calls(self) -> list[dict[str, Any]]:
        """Every call in an order of its own, without the place it came from."""
        names = call_columns()
        cursor = self.connection.execute(
            f"select {names} from raw_calls order by call_id, provider, id_space"
        )
        return [dict(zip(names.split(", "), row, strict=True)) for row in cursor.fetchall()]


def connection() -> Connection:
    """A database in memory, ready to read logs."""
    made = connect()
    prepare(made, f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M:%S}+00")
    return made


def found(paths: Iterable[Path]) -> list[LogFile]:
    """The files that hold anything."""
    seen = find([str(path) for path in paths], None, {})
    assert not seen.refused, seen.refused
    return seen.files


def scanned(paths: Sequence[Path]) -> tuple[ReadCounts, list[tuple[Any, ...]]]:
    """Counts and groups of files that are read without a store."""
    with connection() as fresh:
        source = FilesSource(fresh, found(paths), "files", {})
        source.group(EVERYTHING, None)
        names = ", ".join([*KEY_TYPES, "extras", *MEASURES])
        rows = fresh.execute(f"select team_id, environment, {names} from raw_groups").fetchall()
        return source.counts(), sorted(rows, key=repr)
