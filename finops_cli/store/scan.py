"""The fast scan: groups straight from lines, proof that no id repeats, and a second look at odd rows.

Pass 1 groups all good rows and keeps a hash of every id. Hashes that occur twice, and rows of a shape
that the sample did not show, make pass 2: it reads only those, takes what pass 1 counted of them out
of its groups and puts in what they really come to. One more scan, whatever their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from finops_cli.readers.head import cut_short
from finops_cli.readers.interface import ANYTHING, Reading, Shape
from finops_cli.readers.project import canonical, without_secrets
from finops_cli.sqltext import string
from finops_cli.store.columns import call_columns
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import engine
from finops_cli.store.groups import Grouping, negated, regrouped
from finops_cli.store.inputs import lines_relation
from finops_cli.store.settle import find_rivals, key_rows, outcome
from finops_cli.store.source import ReadCounts, local_day, materialise

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

_GOOD = "reason is null and not skipped and not is_unusual"
_BITS = 4 * 1024 * 1024
_TEXT = ("prompt_text", "tool_args_text")


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one format and compression, and the shape that their samples show together."""

    files: Sequence[LogFile]
    shape: Shape


class FastScan:
    """Reads batches of line files into raw_groups; `counts` tells what was read."""

    def __init__(
        self,
        connection: Connection,
        batches: Sequence[Batch],
        mapped: Mapping[str, str],
        grouping: Grouping,
    ) -> None:
        self.connection, self.batches = connection, batches
        self.mapped, self.grouping = mapped, grouping
        self.counts = ReadCounts()

    def run(self) -> tuple[date, date] | None:
        """Make raw_groups; the first and last day of any call, None where there is none."""
        # Nothing here depends on the order of lines, and a scan that keeps it may run on one core.
        self.connection.execute("set preserve_insertion_order = false")
        try:
            self._scan()
            if not self._find_odd():
                return self._finish_clean()
            self._read_odd()
        finally:
            self.connection.execute("set preserve_insertion_order = true")
        return self._settle()

    # --- pass 1

    def _scan(self) -> None:
        """`scanned`: groups with what was refused, the extreme instants, and the ids' hashes."""
        more = {
            "quarantined_rows": "count(*) filter (where reason is not null and not is_unusual)",
            "skipped_rows": "count(*) filter (where skipped and not is_unusual)",
            "unusual_rows": "count(*) filter (where is_unusual)",
            "first_at": f"min(started_tz) filter (where {_GOOD})",
            "last_at": f"max(started_tz) filter (where {_GOOD})",
            "id_hashes": "list(hash(call_id)) filter (where call_id is not null "
            "and ((reason is null and not skipped) or is_unusual))",
        }
        parts = []
        for batch in self.batches:
            relation = f"({self._canonical(batch, self._shown(batch))})"
            parts.append(self.grouping.select(relation, good=_GOOD, more=more, hide_keys=True))
        self._execute(f"create or replace temp table scanned as {' union all '.join(parts)}")

    def _shown(self, batch: Batch) -> Reading:
        """How the files are read in the shape of their sample; a row without an id is unusual as well."""
        reading = batch.files[0].reader.reading(batch.shape, self.mapped)
        fields = dict(reading.fields)
        doubt, other = fields.get("is_unusual", "false"), fields.get("is_other", "false")
        nameless = f"nullif({fields['call_id']}, '') is null and not ({other})"
        fields["is_unusual"] = f"({doubt}) or ({nameless})"
        return Reading(reading.columns, fields, reading.derived, reading.own_names)

    def _canonical(self, batch: Batch, reading: Reading, only: str = "") -> str:
        fields = {name: sql for name, sql in reading.fields.items() if name not in _TEXT}
        light = Reading(reading.columns, fields, reading.derived, reading.own_names)
        paths = [str(file.path) for file in batch.files]
        relation = lines_relation(paths, light, batch.files[0].head.compression)
        return canonical(light, relation, only)

    def _execute(self, sql: str) -> None:
        try:
            self.connection.execute(sql)
        except engine().IOException as wrong:
            raise cut_short(self._culprit(str(wrong))) from wrong

    def _culprit(self, message: str) -> str:
        names = [str(file.path) for batch in self.batches for file in batch.files]
        return next((name for name in names if name in message), ", ".join(names[:3]))

    # --- odd rows

    def _find_odd(self) -> bool:
        """Whether any id repeats or any row is unusual; `repeated` holds the hashes of the former."""
        row = self.connection.execute(
            "select count(*), count(distinct h), (select sum(unusual_rows) from scanned) "
            "from (select unnest(id_hashes) as h from scanned)"
        ).fetchone()
        assert row
        ids, distinct, unusual = row
        if ids == distinct and not unusual:
            return False
        having = "where false" if ids == distinct else "group by h having count(*) > 1"
        self.connection.execute(
            "create or replace temp table repeated as "
            f"select h from (select unnest(id_hashes) as h from scanned) {having}"
        )
        return True

    def _read_odd(self) -> None:
        """`staged`: odd rows read with every spelling, until no id of theirs is met elsewhere."""
        while True:
            self._sieve()
            parts = " union all ".join(self._odd_rows(batch) for batch in self.batches)
            self._execute(
                f"create or replace temp table staged as select * from ({parts}) "
                "where is_unusual or hash(call_id) in (select h from repeated)"
            )
            met = self.connection.execute(
                "insert into repeated select distinct hash(call_id) from staged "
                "where shown_id is null and call_id is not null "
                "and hash(call_id) not in (select h from repeated) "
                "and hash(call_id) in (select unnest(id_hashes) from scanned) returning h"
            ).fetchall()
            if not met:
                return

    def _sieve(self) -> None:
        """Repeated ids as bits: a test that the scan makes before it reads a row any further.

        A join would have every row read in full first. The few rows that share a bit with a repeated
        id fall to the exact test afterwards.
        """
        self.connection.execute(
            "set variable odd_bits = (select coalesce("
            f"bitstring_agg(cast(h % {_BITS} as integer), 0, {_BITS - 1}), '0'::bit) from repeated)"
        )

    def _odd_rows(self, batch: Batch) -> str:
        reader = batch.files[0].reader
        shown, full = self._shown(batch), reader.reading(ANYTHING, self.mapped)
        fields = dict(full.fields) | {
            "is_unusual": shown.fields["is_unusual"],
            "shown_id": shown.fields["call_id"],
        }
        reading = Reading(full.columns, fields, full.derived, full.own_names)
        columns = call_columns().replace("id_space", f"{string(reader.id_space)} as id_space")
        columns = columns.replace("occurrence", "cast(null as integer) as occurrence")
        # The sieve is empty, and one bit long, where no id repeats.
        bits, shown_id = "getvariable('odd_bits')", f"nullif({fields['shown_id']}, '')"
        place = f"cast(hash({shown_id}) % bit_length({bits}) as integer)"
        only = f"({fields['is_unusual']}) or get_bit({bits}, {place}) = 1"
        return (
            f"select {columns}, reason, skipped, is_unusual, nullif(shown_id, '') as shown_id, "
            f"started_tz, file_name from ({without_secrets(self._canonical(batch, reading, only))})"
        )

    def _settle(self) -> tuple[date, date] | None:
        """Take odd rows out of the groups they were counted in, and put in what they come to."""
        key_rows(self.connection, per_file="file_name")
        find_rivals(self.connection)
        came_to = outcome(self.connection)
        self.connection.execute(
            "create or replace temp table standing as "
            f"select {call_columns()} from incoming where ordinal not in (select ordinal from contested) "
            f"union all select {call_columns()} from settled where place = 1"
        )
        counted = f"(select * from staged where {_GOOD})"
        keys = ", ".join(self.grouping.key_expressions())
        measures = ", ".join(self.grouping.measure_expressions())
        parts = (
            f"select {keys}, {measures} from scanned where calls > 0",
            f"select {keys}, {negated()} from ({self.grouping.select(counted)})",
            self.grouping.select("standing"),
        )
        materialise(self.connection, regrouped(f"({' union all '.join(parts)})", self.grouping))
        self._count(came_to.duplicate_rows, came_to.revised_rows)
        return self._extent_after_odd()

    # --- what was read

    def _finish_clean(self) -> tuple[date, date] | None:
        keys, measures = self.grouping.key_expressions(), self.grouping.measure_expressions()
        self.connection.execute(
            "create or replace temp view raw_groups as "
            f"select rowid as group_id, {', '.join(keys)}, {', '.join(measures)} "
            "from scanned where calls > 0"
        )
        self._count(0, 0)
        row = self.connection.execute("select min(first_at), max(last_at) from scanned").fetchone()
        return self._days(row)

    def _count(self, duplicates: int, revised: int) -> None:
        row = self.connection.execute(
            "select coalesce(sum(calls), 0), coalesce(sum(zero_cost_calls), 0), "
            "(select sum(quarantined_rows) from scanned), (select sum(skipped_rows) from scanned) "
            "from raw_groups"
        ).fetchone()
        assert row
        calls, zero_cost, quarantined, skipped = (int(value or 0) for value in row)
        twins = 0
        if self._has("standing"):
            odd = self.connection.execute(
                "select count(*) filter (where reason is not null), count(*) filter (where skipped), "
                "(select count(*) from standing where occurrence > 1) from staged where is_unusual"
            ).fetchone()
            assert odd
            quarantined, skipped, twins = quarantined + odd[0], skipped + odd[1], odd[2]
        read = calls + duplicates + revised + skipped + quarantined
        self.counts = ReadCounts(
            0, read, calls, duplicates, revised, skipped, quarantined, twins, zero_cost
        )

    def _has(self, table: str) -> bool:
        row = self.connection.execute(
            "select 1 from duckdb_tables() where table_name = $name", {"name": table}
        ).fetchone()
        return row is not None

    def _extent_after_odd(self) -> tuple[date, date] | None:
        """Extreme instants when rows were taken out: scanned again only if one of them was extreme."""
        row = self.connection.execute(
            "select min(first_at), max(last_at), "
            f"(select count(*) from staged where {_GOOD} and started_tz in "
            "((select min(first_at) from scanned), (select max(last_at) from scanned))) from scanned"
        ).fetchone()
        assert row
        low, high, doubtful = row
        if doubtful:
            low, high = self._extent_of_rest()
        odd = self.connection.execute(
            "select timezone('UTC', min(started_at)), timezone('UTC', max(started_at)) from standing"
        ).fetchone()
        assert odd
        ends = [moment for moment in (low, high, *odd) if moment is not None]
        return self._days((min(ends), max(ends)) if ends else None)

    def _extent_of_rest(self) -> tuple[datetime | None, datetime | None]:
        parts = []
        for batch in self.batches:
            rows = self._canonical(batch, self._shown(batch))
            parts.append(
                f"select started_tz from ({rows}) where {_GOOD} "
                "and hash(call_id) not in (select h from repeated)"
            )
        row = self.connection.execute(
            f"select min(started_tz), max(started_tz) from ({' union all '.join(parts)})"
        ).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def _days(self, ends: Sequence[datetime | None] | None) -> tuple[date, date] | None:
        if not ends or ends[0] is None or ends[1] is None:
            return None
        zone = self.grouping.timezone
        naive = [at.astimezone(UTC).replace(tzinfo=None) for at in ends if at is not None]
        return local_day(naive[0], zone), local_day(naive[1], zone)
