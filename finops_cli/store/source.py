"""Source: where a report's calls come from, log files or the store; nothing after it can tell which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from finops_cli.errors import DataError
from finops_cli.store.chains import calls_in_runs
from finops_cli.store.days import start_of
from finops_cli.store.groups import Grouping

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """Everything that was read: read = calls + duplicates + revised + skipped + quarantined."""

    files: int = 0
    read_rows: int = 0
    calls: int = 0
    duplicate_rows: int = 0
    revised_rows: int = 0
    skipped_rows: int = 0
    quarantined_rows: int = 0
    twin_rows: int = 0
    zero_cost_calls: int = 0


class Source(Protocol):
    """Both kinds of source make the relation raw_groups and know what was read."""

    connection: Connection
    label: str
    kind: str
    arguments: str
    """The files as a further command would name them, with a blank before; empty for the store."""

    def extent(self, timezone: str) -> tuple[date, date] | None:
        """First and last day of any call, before grouping; None where only grouping can tell."""
        ...

    def group(self, grouping: Grouping, days: tuple[date, date] | None) -> tuple[date, date]:
        """Make raw_groups (calls of `days` at least) and return the first and last day of any call.

        Raises DataError where there is no call at all.
        """
        ...

    def counts(self) -> ReadCounts:
        """What was read; known once `group` has run."""
        ...


def no_calls(label: str, counts: ReadCounts) -> DataError:
    """The sentence for a source without a single call."""
    if counts.quarantined_rows:
        return DataError(
            f"no calls in {label}: all {counts.quarantined_rows:,} rows were refused",
            f"finops doctor {label} says why.",
        )
    return DataError(f"no calls in {label}: nothing to report on")


class StoreSource:
    """The calls that were ingested."""

    kind = "store"
    arguments = ""

    def __init__(self, connection: Connection, label: str) -> None:
        self.connection, self.label = connection, label

    def extent(self, timezone: str) -> tuple[date, date]:
        """First and last day of any call held. Raises DataError for an empty store."""
        row = self.connection.execute(
            "select min(started_at), max(started_at) from raw_calls"
        ).fetchone()
        if not row or row[0] is None:
            raise no_calls(self.label, self.counts())
        return local_day(row[0], timezone), local_day(row[1], timezone)

    def group(self, grouping: Grouping, days: tuple[date, date] | None) -> tuple[date, date]:
        """See Source."""
        extent = self.extent(grouping.timezone)
        relation = calls_in_runs(self.connection) if "run_id" in grouping.keys else "raw_calls"
        if days:
            low = start_of(days[0], grouping.timezone)
            high = start_of(date.fromordinal(days[1].toordinal() + 1), grouping.timezone)
            relation = (
                f"(select * from {relation} where started_at >= timestamp '{low}' "
                f"and started_at < timestamp '{high}')"
            )
        materialise(self.connection, grouping.select(relation))
        return extent

    def counts(self) -> ReadCounts:
        """The sums of all files held."""
        row = self.connection.execute(
            "select count(*), sum(read_rows), sum(calls), sum(duplicate_rows), sum(revised_rows), "
            "sum(skipped_rows), sum(quarantined_rows) from sources"
        ).fetchone()
        more = self.connection.execute(
            "select count(*) filter (where occurrence > 1), count(*) filter (where zero_cost) "
            "from raw_calls"
        ).fetchone()
        return ReadCounts(*(int(value or 0) for value in (*(row or ()), *(more or ()))))


def materialise(connection: Connection, groups: str) -> None:
    """Keep the groups, and name each by its row: raw_groups."""
    connection.execute(f"create or replace temp table grouped as {groups}")
    connection.execute(
        "create or replace temp view raw_groups as select rowid as group_id, grouped.* from grouped"
    )


def local_day(moment: datetime, timezone: str) -> date:
    """The day of a naive UTC instant in `timezone`."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date()
