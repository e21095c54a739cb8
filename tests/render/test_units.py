"""How one value of each unit is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_cli.render.shared.units import Shown, sparkline
from finops_cli.report import Unit, Value

BERLIN = timezone(timedelta(hours=1))
SHOWN: list[tuple[Unit, Value, str]] = [
    ("usd", Decimal("1234.56"), "$1,234.56"),
    ("usd", Decimal("0.005"), "$0.005"),
    ("usd", Decimal("0.0004314"), "$0.000431"),
    ("usd", Decimal("0.0099999"), "$0.01"),
    ("usd", Decimal("0.01"), "$0.01"),
    ("usd", Decimal("1.005"), "$1.01"),
    ("usd", Decimal("-1.00"), "-$1.00"),
    ("usd", Decimal("-0.0000007"), "-$0.0000007"),
    ("usd", Decimal("0E-12"), "$0.00"),
    ("usd", Decimal("-0"), "$0.00"),
    ("usd", Decimal("1E+6"), "$1,000,000.00"),
    ("usd", Decimal("12345678901234567890123456.785"), "$12,345,678,901,234,567,890,123,456.79"),
    ("usd", 3, "$3.00"),
    ("usd", Decimal("NaN"), "–"),
    ("share", Decimal("0.8725"), "87.3%"),
    ("share", Decimal("0.8724999"), "87.2%"),
    ("share", Decimal(1), "100.0%"),
    ("share", Decimal("-0.0001"), "0.0%"),
    ("share", Decimal("12.5"), "1,250.0%"),
    ("multiple", Decimal("3.65"), "3.7×"),
    ("multiple", Decimal("0.0437"), "0.044×"),
    ("multiple", Decimal("0.06"), "0.06×"),
    ("count", 1234, "1,234"),
    ("tokens", 9007199254740993, "9,007,199,254,740,993"),
    ("ms", 1234, "1,234 ms"),
    ("ms", Decimal("0.5"), "1 ms"),
    ("number", 7, "7"),
    ("number", Decimal("11.75"), "11.8"),
    ("number", Decimal("12.0"), "12.0"),
    ("day", date(2026, 11, 23), "2026-11-23"),
    ("instant", datetime(2026, 11, 23, 14, 3, 22, 9), "2026-11-23 14:03:22Z"),
    ("instant", datetime(2026, 11, 23, 14, 3, 22, tzinfo=BERLIN), "2026-11-23 13:03:22Z"),
    ("flag", True, "yes"),
    ("flag", False, "no"),
    ("text", "a b", "a b"),
    ("text", ["a", "b"], "a, b"),
    ("text", None, "–"),
]


@pytest.mark.parametrize(("unit", "value", "text"), SHOWN, ids=str)
def test_a_value_is_shown_in_its_unit(unit: Unit, value: Value, text: str) -> None:
    assert Shown(str).value(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("1", "+$1.00"), ("-1", "-$1.00"), ("0", "$0.00"), ("0.000431", "+$0.000431")],
)
def test_a_change_says_its_direction(value: str, text: str) -> None:
    assert Shown(str).value(Decimal(value), "usd", signed=True) == text


def test_without_unicode_only_ascii_is_shown() -> None:
    plain = Shown(str, unicode=False)
    assert plain.value(None, "usd") == "-"
    assert plain.value(Decimal("3.7"), "multiple") == "3.7x"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1, None, 2, 0, 7], "▂ ▃▁█"),
        ([0, 0], "▁▁"),
        ([5, 5], "██"),
        ([-1, 0, 1], "▁▅█"),
        ([None], " "),
        ([], ""),
    ],
)
def test_a_series_is_drawn_from_zero(values: list[int | None], text: str) -> None:
    assert sparkline([None if v is None else Decimal(v) for v in values]) == text


def test_a_long_series_is_folded_by_means() -> None:
    assert sparkline([Decimal(d) for d in (0, 2, 7, 7, 3, 4)], 3) == "▂█▅"
    assert sparkline([Decimal(d) for d in (2, 7, 7, 3, 4)], 4) == "▃█▅"


@given(st.lists(st.none() | st.decimals(-1000, 1000, places=4), max_size=60), st.integers(1, 40))
def test_a_series_is_one_cell_a_value_and_never_wider_than_asked(
    values: list[Decimal | None], width: int
) -> None:
    assert len(sparkline(values)) == len(values)
    assert len(sparkline(values, width)) <= width


def test_an_instant_keeps_its_moment_in_any_zone() -> None:
    here = datetime(2026, 11, 23, 0, 30, tzinfo=BERLIN)
    assert Shown(str).value(here, "instant") == Shown(str).value(here.astimezone(UTC), "instant")
