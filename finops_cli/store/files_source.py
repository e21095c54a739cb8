"""Log files as a source: calls straight from the files, nothing written.

Plain lines with ids are grouped while they are scanned, and a second scan looks at odd rows alone
(repeated ids, shapes that the sample did not show). Everything else is first read call by call into
memory, by the very code that fills the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from finops_cli.errors import DataError
from finops_cli.readers.generic import GENERIC
from finops_cli.readers.interface import Shape
from finops_cli.readers.spellings import SPELLINGS
from finops_cli.store.batch import ingest_all
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import engine
from finops_cli.store.groups import Grouping
from finops_cli.store.scan import Batch, FastScan
from finops_cli.store.source import ReadCounts, StoreSource, no_calls
from finops_cli.store.staging import Manner
from finops_cli.store.store import create_tables

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection


class FilesSource:
    """The calls of some files."""

    kind = "files"

    def __init__(
        self,
        connection: Connection,
        files: Sequence[LogFile],
        label: str,
        mapped: Mapping[str, str],
        at_day: str | None = None,
        arguments: str = " FILES",
    ) -> None:
        self.connection, self.files, self.label = connection, files, label
        self.mapped, self.at_day, self.arguments = mapped, at_day, arguments
        self._counts = ReadCounts(files=len(files))
        create_tables(connection)

    def extent(self, timezone: str) -> None:
        """Only reading tells."""
        return

    def group(self, grouping: Grouping, days: tuple[date, date] | None) -> tuple[date, date]:
        """See Source."""
        found = self._scanned(grouping) if not self.at_day else None
        if found is None:
            self.read_calls()
            if not self._counts.calls:
                raise no_calls(self.label, self._counts)
            return StoreSource(self.connection, self.label).group(grouping, None)
        return found

    def counts(self) -> ReadCounts:
        """See Source."""
        return self._counts

    def read_calls(self, *, with_text: bool = False) -> None:
        """Every call into raw_calls, in memory."""
        manner = Manner(with_text, leave_half_line=False, skip_known=False, at_day=self.at_day)
        for counts in ingest_all(self.connection, self.files, self.mapped, manner):
            if isinstance(counts, DataError):
                raise counts
        held = StoreSource(self.connection, self.label).counts()
        self._counts = ReadCounts(len(self.files), *_but_files(held))

    def _scanned(self, grouping: Grouping) -> tuple[date, date] | None:
        """First and last day, by the fast scan; None where the files do not allow it."""
        batches = batches_of(self.files)
        if batches is None:
            return None
        scan = FastScan(self.connection, batches, self.mapped, grouping)
        try:
            days = scan.run()
        except engine().InvalidInputException as wrong:
            if "maximum_object_size" in str(wrong):
                return None  # lines too long for a scan are read, or refused, one by one
            raise
        self._counts = ReadCounts(len(self.files), *_but_files(scan.counts))
        if days is None:
            raise no_calls(self.label, self._counts)
        return days


def _but_files(counts: ReadCounts) -> tuple[int, ...]:
    return (
        counts.read_rows,
        counts.calls,
        counts.duplicate_rows,
        counts.revised_rows,
        counts.skipped_rows,
        counts.quarantined_rows,
        counts.twin_rows,
        counts.zero_cost_calls,
    )


def batches_of(files: Sequence[LogFile]) -> list[Batch] | None:
    """Files that one scan can read together; None where one of them needs more care."""
    together: dict[tuple[str, str], list[LogFile]] = {}
    for file in files:
        head = file.head
        has_ids = file.reader is not GENERIC or set(SPELLINGS["call_id"]) & head.shape.always
        if file.path is None or head.kind != "lines" or head.compression == "bz2":
            return None
        needs_care = file.reader.is_stateful or file.reader.is_chained or file.reader.repeats
        if needs_care or not has_ids:
            return None
        together.setdefault((file.reader.name, head.compression), []).append(file)
    return [
        Batch(group, _common([file.head.shape for file in group])) for group in together.values()
    ]


def _common(shapes: Sequence[Shape]) -> Shape:
    keys = frozenset[str]().union(*(shape.keys or frozenset() for shape in shapes))
    always = shapes[0].always.intersection(*(shape.always for shape in shapes))
    return Shape(keys, always)
