"""Rounding for people, once per table: shown rows sum to the shown whole.

Money is shown to cents and shares to a tenth of a percent; rounded one by one, a column can miss
its total by a few of these. So columns that add up are rounded by largest remainder (Hamilton's
method): all go down, and the units still missing go to those that lost most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from finops_cli.render.shared.rows import Body
from finops_cli.report import ColumnSpec, Row, Value

CENT = Decimal("0.01")
STEPS = {"usd": CENT, "share": Decimal("0.001")}
"""The smallest difference that is shown, by unit; other units are not rounded to a sum."""

_SAME = Decimal("0.000001")
"""Quotients end somewhere: shares whose sum is this close to 1 are the whole."""

WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
"""DECIMAL(38,12) has more digits than Python's default precision."""


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """`value` to the nearest multiple of `step`, a power of ten; halves go away from zero."""
    return value.quantize(step, rounding=ROUND_HALF_UP, context=WIDE)


def rounded(body: Body) -> Body:
    """`body` with the columns that add up rounded to sum to their total; all else stays exact."""
    lines = [*body.rows, *([body.others] if body.others is not None else [])]
    changed: list[dict[str, Value]] = [{} for _ in lines]
    for column in body.columns:
        for index, value in _shares_of_the_whole(column, lines, body).items():
            changed[index][column.name] = value
    mended = [{**line, **new} for line, new in zip(lines, changed, strict=True)]
    others = mended.pop() if body.others is not None else None
    return replace(body, rows=tuple(mended), others=others)


def _shares_of_the_whole(
    column: ColumnSpec, lines: Sequence[Row], body: Body
) -> dict[int, Decimal]:
    """The new values of one column by the index of their line; none where it does not add up."""
    step = STEPS.get(column.unit)
    if step is None or not column.adds_up or not _whole(column.name, lines, body):
        return {}
    cells = {}
    for index, line in enumerate(lines):
        value = _number(line.get(column.name))
        if value is not None and not _keeps_its_digits(value, column):
            cells[index] = value
    return dict(zip(cells, largest_remainder(list(cells.values()), step), strict=True))


def _keeps_its_digits(value: Decimal, column: ColumnSpec) -> bool:
    """An amount below a cent is shown by its own digits and is no part of the rounding."""
    return column.unit == "usd" and 0 < abs(value) < CENT


def _number(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _whole(name: str, lines: Sequence[Row], body: Body) -> bool:
    """Whether the lines are all there is: nothing cut unsaid, and the total agrees."""
    if body.cut and body.others is None:
        return False
    total = _number(body.total.get(name)) if body.total else None
    found = [value for line in lines if (value := _number(line.get(name))) is not None]
    return total is None or abs(_sum(found) - total) <= _SAME


def largest_remainder(values: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """`values` in multiples of `step`, each less than one step off, summing to their rounded sum.

    Equal remainders are served in order, so the same input gives the same digits.
    """
    floors = [value.quantize(step, rounding=ROUND_FLOOR, context=WIDE) for value in values]
    lost = [WIDE.subtract(value, floor) for value, floor in zip(values, floors, strict=True)]
    missing = int((half_up(_sum(values), step) - _sum(floors)) / step)
    served = set(sorted(range(len(values)), key=lambda index: (-lost[index], index))[:missing])
    return [floor + step if index in served else floor for index, floor in enumerate(floors)]


def _sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = WIDE.add(total, value)
    return total
