"""What counts as a slip of the hand, and what as a name of its own."""

from __future__ import annotations

import pytest

from finops_cli.policy.names import TARGETS, slip_of
from finops_cli.readers.spellings import SPELLINGS


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("cost_centre", "cost_center"),
        ("teamid", "team_id"),
        ("Environment", "environment"),
        ("tol", "tool"),
        ("team_id", None),
        ("product_id", None),
        ("tier", None),
        ("region", None),
    ],
)
def test_a_slip_is_close_and_a_name_of_its_own_is_not(given: str, meant: str | None) -> None:
    assert slip_of(given, TARGETS) == meant


def test_every_spelling_that_the_generic_reader_knows_is_a_target() -> None:
    assert {name for names in SPELLINGS.values() for name in names} <= set(TARGETS)
