"""Shown figures sum to the shown whole, and stay within one step of the exact ones."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops_cli.render.shared.rounding import CENT, half_up, largest_remainder, rounded
from finops_cli.render.shared.rows import Body
from finops_cli.report import ColumnSpec, Row

MONEY = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=12)
COST = ColumnSpec("cost_usd", "", "usd", adds_up=True)
SHARE = ColumnSpec("cost_share", "", "share", adds_up=True)


def column(body: Body, name: str) -> list[object]:
    lines = [*body.rows, *([body.others] if body.others else [])]
    return [line[name] for line in lines]


def rows(name: str, *values: str | None) -> tuple[Row, ...]:
    return tuple({name: None if value is None else Decimal(value)} for value in values)


@given(st.lists(MONEY, max_size=30))
def test_parts_sum_to_the_rounded_sum_and_move_less_than_a_cent(values: list[Decimal]) -> None:
    parts = largest_remainder(values, CENT)
    assert sum(parts, Decimal(0)) == half_up(sum(values, Decimal(0)), CENT)
    for part, value in zip(parts, values, strict=True):
        assert abs(part - value) < CENT
        assert part == part.quantize(CENT)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_of_the_whole_sum_to_one_hundred_percent(costs: list[int]) -> None:
    shares = tuple({"cost_share": Decimal(cost) / sum(costs)} for cost in costs)
    found = column(rounded(Body((SHARE,), shares)), "cost_share")
    assert sum(part for part in found if isinstance(part, Decimal)) == 1


@given(st.lists(MONEY, max_size=30))
def test_equal_inputs_give_equal_digits_in_any_order(values: list[Decimal]) -> None:
    once = sorted(largest_remainder(sorted(values), CENT))
    assert once == sorted(largest_remainder(sorted(values, reverse=True), CENT))


def test_thirds_of_a_dollar_add_up_to_it() -> None:
    body = Body((COST,), rows("cost_usd", "0.333333", "0.333333", "0.333334"))
    assert column(rounded(body), "cost_usd") == [Decimal(d) for d in ("0.33", "0.33", "0.34")]


def test_the_others_take_part() -> None:
    others: Row = {"cost_usd": Decimal("0.004")}
    cut = Body(
        (COST,), rows("cost_usd", "1.004", "1.004"), 5, others, {"cost_usd": Decimal("2.012")}
    )
    assert column(rounded(cut), "cost_usd") == [Decimal("1.01"), Decimal("1.00"), Decimal("0.004")]


def test_rows_that_are_not_the_whole_are_left_to_be_rounded_one_by_one() -> None:
    exact = rows("cost_share", "0.33349", "0.33349")
    unsaid = Body((SHARE,), exact, cut=3)
    elsewhere = Body((SHARE,), exact, total={"cost_share": Decimal(1)})
    assert rounded(unsaid).rows == exact
    assert rounded(elsewhere).rows == exact


def test_nulls_and_amounts_below_a_cent_keep_what_they_are() -> None:
    body = Body((COST,), rows("cost_usd", None, "0.000431", "1.005", "NaN", "1.005"))
    found = column(rounded(body), "cost_usd")
    assert str(found) == str([None, *map(Decimal, ("0.000431", "1.01", "NaN", "1.00"))])


def test_a_column_that_does_not_add_up_stays_exact() -> None:
    per_run = ColumnSpec("cost_usd", "", "usd")
    exact = rows("cost_usd", "0.333", "0.333")
    assert rounded(Body((per_run,), exact)).rows == exact
