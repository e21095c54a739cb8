"""What the strategies promise, told by the oracle; and invariants that hold for any log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies as logs
from tests.oracle.api import Reading, burn, coverage, read_generic, view

if TYPE_CHECKING:
    from tests.strategies import Line

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def read(files: list[list[Line]]) -> Reading:
    with TemporaryDirectory() as folder:
        return read_generic(logs.write(files, Path(folder)), now=NOW)


@given(st.data())
def test_every_spelling_of_a_fact_is_the_same_call(data: st.DataObject) -> None:
    fact = data.draw(logs.facts("x"))
    lines = data.draw(st.lists(logs.lines_of(fact), min_size=2, max_size=4))
    counts = read([lines]).counts
    assert (counts["calls"], counts["duplicate_rows"]) == (1, len(lines) - 1)


@pytest.mark.parametrize("reason", [*logs.BAD_VALUES, *logs.BAD_BYTES])
@given(data=st.data())
def test_a_bad_line_has_its_reason(reason: str, data: st.DataObject) -> None:
    line = data.draw(logs.bad_lines(reason))
    assert read([[line]]).reasons() == {reason: 1}


@given(logs.odd_lines())
def test_an_odd_line_is_a_call(line: Line) -> None:
    assert read([[line]]).counts["calls"] == 1


@given(logs.files())
def test_the_rows_add_up_and_no_winner_hangs_on_a_hash(files: list[list[Line]]) -> None:
    reading = read(files)
    parts = ("calls", "duplicate_rows", "revised_rows", "skipped_rows", "quarantined_rows")
    assert reading.counts["read_rows"] == sum(reading.counts[name] for name in parts)
    assert reading.ties == 0


@given(logs.files())
def test_reading_everything_twice_in_another_order_adds_no_call(files: list[list[Line]]) -> None:
    assert read(files + files[::-1]).calls == read(files).calls


@given(logs.files())
def test_reports_add_up(files: list[list[Line]]) -> None:
    look = view(read(files))
    report = burn(look)
    assert sum(row["cost_usd"] or 0 for row in report["rows"]) == (
        report["summary"]["cost_usd"] or 0
    )
    assert sum(row["calls"] for row in report["rows"]) == report["summary"]["calls"]
    offended = coverage(look, show_offenders=True)
    untagged = offended["summary"]["calls"] - offended["summary"]["tagged_calls"]
    assert sum(row["calls"] for row in offended["rows"]) == untagged
