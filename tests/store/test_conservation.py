"""Every row that is read has one fate, the one that the documents give it, on any input."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finops_cli.errors import DataError
from finops_cli.store import files_source
from tests.oracle.api import Call, Reading, read_generic
from tests.store.shelf import NOW, Shelf, found, scanned
from tests.store.trial import COUNTS, assert_adds_up
from tests.strategies import files, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Logs = list[list[bytes]]
TRUST = (*COUNTS, "twin_rows", "zero_cost_calls")
IDS = {"id", "call_id", "request_id", "uuid"}
LOGS = tempfile.TemporaryDirectory(prefix="finops-test-")  # gone when the tests end
COLUMNS = [field.name for field in fields(Call) if field.name not in ("zero_cost", "call_id")]
# Each example reads files: to make a failing one smaller takes minutes, so that is left to who needs it.
FEW = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def written(logs: Logs, *, packed: bool = False) -> list[Path]:
    return write(logs, Path(tempfile.mkdtemp(dir=LOGS.name)), packed=packed)


def trust(counts: Any) -> dict[str, int]:
    return {name: getattr(counts, name) for name in TRUST}


def contents(calls: Sequence[dict[str, Any]]) -> list[str]:
    """Every column of every call as text that can be compared, whatever the order."""
    return sorted(
        json.dumps([_plain(call[name]) for name in COLUMNS], default=str) for call in calls
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict | tuple):
        return sorted((value if isinstance(value, tuple) else tuple(value.items())), key=repr)
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("1e-12")))
    return str(value.replace(tzinfo=None)) if hasattr(value, "tzinfo") else value


def of_oracle(reading: Reading) -> list[str]:
    return contents([asdict(call) for call in reading.calls])


def judged(paths: Sequence[Path]) -> Reading:
    return read_generic([file.path for file in found(paths) if file.path], now=NOW)


@FEW
@given(files(), st.booleans(), st.booleans())
def test_the_store_holds_what_the_oracle_reads(
    shelf: Shelf, logs: Logs, packed: bool, together: bool
) -> None:
    paths = written(logs, packed=packed)
    for counts in shelf.empty().take(paths, together=together):
        assert_adds_up(asdict(counts))
    expected = judged(paths)
    assert trust(shelf.counts()) == {name: expected.counts[name] for name in TRUST}
    assert contents(shelf.calls()) == of_oracle(expected)
    assert sum(call["logged_cost_usd"] or 0 for call in shelf.calls()) == sum(
        call.logged_cost_usd or 0 for call in expected.calls
    )


@FEW
@given(files(), st.booleans())
def test_a_report_on_files_counts_what_the_oracle_counts(logs: Logs, packed: bool) -> None:
    paths = written(logs, packed=packed)
    expected = judged(paths)
    if not expected.calls:
        return
    counts, groups = scanned(paths)
    assert trust(counts) == {name: expected.counts[name] for name in TRUST}
    assert len(groups) <= len(expected.calls)


@FEW
@given(files(most_files=3, most_lines=40))
def test_the_fast_scan_and_the_careful_reading_agree(logs: Logs) -> None:
    paths = written(logs)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files_source, "batches_of", lambda files: None)
        try:
            careful = scanned(paths)
        except DataError:
            return
    assert scanned(paths) == careful


def identified(logs: Logs) -> Iterator[list[bytes]]:
    """The same logs with an id on every line that holds an object, so that they are scanned fast."""
    number = 0
    for lines in logs:
        kept = []
        for line in lines:
            number += 1
            try:
                row = json.loads(line, parse_float=Decimal)
            except ValueError:
                kept.append(line)
                continue
            lacks = isinstance(row, dict) and not IDS & row.keys()
            added = line.replace(b"{", b'{"id": "added-%d", ' % (number % 7), 1)
            kept.append(added if lacks else line)
        yield kept


@FEW
@given(files(most_files=3, most_lines=40))
def test_they_agree_on_logs_with_ids_throughout(logs: Logs) -> None:
    paths = written([lines for lines in identified(logs) if lines])
    if not paths:
        return
    expected = judged(paths)
    if not expected.calls:
        return
    counts, groups = scanned(paths)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files_source, "batches_of", lambda files: None)
        careful = scanned(paths)
    assert (counts, groups) == careful
    assert counts.read_rows == expected.counts["read_rows"]


@settings(FEW, max_examples=12)
@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=12))
def test_any_bytes_whatsoever_are_rows_with_a_fate(shelf: Shelf, lines: list[bytes]) -> None:
    log = [b'{"ts": "2026-11-20", "cost": 1}', *lines]
    for counts in shelf.empty().take(written([log])):
        assert_adds_up(asdict(counts))
        assert counts.read_rows == sum(bool(line.strip(b" \t\r\f\v")) for line in log)
