"""How a grid fits a terminal: text gives way, then columns of least weight; numbers never.

Widths are terminal cells: a CJK letter takes two. Rich measures them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finops_cli.render.shared.page import Cell, Column, Grid, Series
from finops_cli.render.shared.units import sparkline

GAP = 2
EASY, LEAST = 12, 8
"""Cells of a name that still tell it from others: the goal, and what must do in want of room."""
LEAST_BARS = 7
MARKS = 8
"""Characters looked at for each cell: a log may pile a million marks without width on a letter."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A grid with as many columns as fit, their widths, and the names of those left out."""

    grid: Grid
    widths: tuple[int, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """A column's width when whole (`natural`), easily read (`easy`) and at its least."""

    index: int
    column: Column
    natural: int
    easy: int
    least: int
    bars: bool = False


def fitted(grid: Grid, room: int | None) -> Fitted:
    """`grid` in at most `room` cells; None: as wide as it needs.

    Columns of priority 0 stay even where they do not fit: a wrapped line beats a missing figure.
    """
    measures = [_measured(grid, index) for index in range(len(grid.columns))]
    if room is None:
        return Fitted(grid, tuple(each.natural for each in measures))
    kept, dropped = list(measures), []
    while _taken([each.easy for each in kept]) > room and (least := _least_important(kept)):
        kept.remove(least)
        dropped.append(least.column.name)
    widths = _shrunk(kept, room)
    return Fitted(_only(grid, [each.index for each in kept]), widths, tuple(dropped))


def lines(fit: Fitted, ellipsis: str) -> list[str]:
    """The heading and the rows, padded to their widths and shortened where they must."""
    columns = [
        [
            _pad(text, width, column.right)
            for text in _drawn([column.heading, *found], width, ellipsis)
        ]
        for column, width, found in zip(
            fit.grid.columns, fit.widths, _columns(fit.grid), strict=True
        )
    ]
    return [(" " * GAP).join(row).rstrip() for row in zip(*columns, strict=True)]


def cells(text: str) -> int:
    """Terminal cells that `text` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clipped(text: str, width: int, ellipsis: str, middle: bool = False) -> str:
    """`text` in at most `width` cells; `middle` keeps both ends, where names differ at the end."""
    if cells(text) <= width:
        return text
    room = max(width - cells(ellipsis), 0)
    tail = _tail(text[-room * MARKS :], room // 2) if middle else ""
    return f"{_head(text[: room * MARKS], room - cells(tail))}{ellipsis}{tail}"


def _head(text: str, width: int) -> str:
    end = 0
    while end < len(text) and cells(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def _tail(text: str, width: int) -> str:
    start = len(text)
    while start > 0 and cells(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]


def _drawn(column: Sequence[Cell], width: int, ellipsis: str) -> list[str]:
    """The cells of one column as text no wider than `width`; different ones stay different."""
    texts = [sparkline(c.values, width) if isinstance(c, Series) else c for c in column]
    short = [clipped(text, width, ellipsis) for text in texts]
    if len(set(short)) < len(set(texts)):
        return [clipped(text, width, ellipsis, middle=True) for text in texts]
    return short


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - cells(text))
    return space + text if right else text + space


def _columns(grid: Grid) -> list[list[Cell]]:
    return [[row[index] for row in grid.rows] for index in range(len(grid.columns))]


def _only(grid: Grid, keep: list[int]) -> Grid:
    columns = tuple(grid.columns[index] for index in keep)
    return Grid(columns, tuple(tuple(row[i] for i in keep) for row in grid.rows), grid.feet)


def _measured(grid: Grid, index: int) -> _Measure:
    """Figures, headings and the labels of sums stay whole; names and bars may shrink."""
    column = grid.columns[index]
    found = [row[index] for row in grid.rows]
    widths = [_width(cell) for cell in found]
    heading = cells(column.heading)
    natural = max([heading, *widths])
    if any(isinstance(cell, Series) for cell in found):
        least = max(heading, _folds(natural)[-1])
        return _Measure(index, column, natural, least, least, bars=True)
    if not column.shrinks:
        return _Measure(index, column, natural, natural, natural)
    fixed = max([heading, *widths[len(widths) - grid.feet :]])
    easy, least = (max(fixed, min(natural, floor)) for floor in (EASY, LEAST))
    return _Measure(index, column, natural, easy, least)


def _width(cell: Cell) -> int:
    return len(cell.values) if isinstance(cell, Series) else cells(cell)


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(len(widths) - 1, 0)


def _least_important(measures: Sequence[_Measure]) -> _Measure | None:
    """The column to drop next, the last among equals; None where all must stay."""
    last = max(measures, key=lambda each: (each.column.priority, each.index), default=None)
    return last if last and last.column.priority > 0 else None


def _shrunk(measures: Sequence[_Measure], room: int) -> tuple[int, ...]:
    """The natural widths, taken down until all fit or stand at their floor: bars, then names."""
    crowded = _taken([each.easy for each in measures]) > room
    floors = [each.least if crowded else each.easy for each in measures]
    widths = [each.natural for each in measures]
    for index, each in enumerate(measures):
        excess = _taken(widths) - room
        if each.bars and excess > 0:
            folds = _folds(each.natural)
            widths[index] = next((w for w in folds if w <= each.natural - excess), floors[index])
    while (excess := _taken(widths) - room) > 0 and _take_from_the_widest(widths, floors, excess):
        pass
    return tuple(widths)


def _take_from_the_widest(widths: list[int], floors: list[int], excess: int) -> bool:
    """Brings the widest column that may shrink down to the next one; False where none may."""
    loose = [index for index, width in enumerate(widths) if width > floors[index]]
    if not loose:
        return False
    widest = max(loose, key=lambda index: widths[index])
    second = max((widths[index] for index in loose if index != widest), default=0)
    step = max(widths[widest] - max(second, floors[widest]), 1)
    widths[widest] -= min(step, excess)
    return True


def _folds(days: int) -> list[int]:
    """The widths that a series can have, widest first: each bar an equal number of days."""
    return [days, *(w for size in range(2, days) if (w := -(-days // size)) >= LEAST_BARS)]
