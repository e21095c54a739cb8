"""The same ten calls in every shape that we write: equal canonical rows, whatever carries them."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.store.trial import calls_of, ingested

TWINS = REPOSITORY / "sample_logs" / "twins"
FILES = sorted(path.name for path in TWINS.iterdir())
UNSAID = {
    "step": {"litellm_spendlogs"},  # numbers no steps
    "ttft_ms": {"generic"},
    "tags": {"litellm_spendlogs"},
    "input_hash": {"generic", "litellm_spendlogs"},
}
"""What a format cannot say: left out of the comparison with it."""


def kind(name: str) -> str:
    return name.split(".")[0].removesuffix("_usage")


def twins(name: str, folder: Path) -> dict[str, dict[str, Any]]:
    return {call["call_id"]: call for call in calls_of(str(TWINS / name), folder=folder)}


@pytest.mark.parametrize(
    ("left", "right"), [pair for pair in combinations(FILES, 2) if pair[0] == FILES[0]]
)
def test_all_twins_are_equal(left: str, right: str, tmp_path: Path) -> None:
    ours, theirs = twins(left, tmp_path), twins(right, tmp_path)
    assert ours.keys() == theirs.keys()
    assert len(ours) == 10
    unsaid = {column for column, kinds in UNSAID.items() if {kind(left), kind(right)} & kinds}
    for call_id, call in ours.items():
        other = theirs[call_id]
        assert {n: v for n, v in call.items() if n not in unsaid} == {
            n: v for n, v in other.items() if n not in unsaid
        }


@pytest.mark.parametrize("format_name", sorted({kind(name) for name in FILES}))
def test_shapes_of_one_format_are_duplicates_in_the_store(format_name: str, tmp_path: Path) -> None:
    names = [str(TWINS / name) for name in FILES if kind(name) == format_name]
    counts = ingested(*names, folder=tmp_path)
    assert (counts["calls"], counts["revised_rows"]) == (10, 0)
    assert counts["duplicate_rows"] == 10 * (len(names) - 1)
    total = sum(call["logged_cost_usd"] for call in calls_of(folder=tmp_path))
    assert total == Decimal("0.344215825")
