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


@dataclass(frozen=True, slots=True)
class Fitted:
    """A grid with as many columns as fit, their widths, and the names of those left out."""

    grid: Grid
    widths: tuple[int, ...]
    dropped: tuple[str, ...] = ()


def fitted(grid: Grid, room: int | None) -> Fitted:
    """`grid` in at most `room` cells; None: as wide as it needs.

    Columns of priority 0 stay even where they do not fit: a wrapped line beats a missing figure.
    """
    if room is None:
        return Fitted(grid, tuple(_natural(grid, index) for index in range(len(grid.columns))))
    kept, dropped = grid, []
    while _taken(_floors(kept, EASY)) > room and (least := _least_important(kept.columns)):
        dropped.append(kept.columns[least].name)
        kept = _without(kept, least)
    floors = _floors(kept, EASY)
    if _taken(floors) > room:
        floors = _floors(kept, LEAST)
    return Fitted(kept, _shrunk(kept, floors, room), tuple(dropped))


def lines(fit: Fitted, ellipsis: str) -> list[str]:
    """The heading and the rows, padded to their widths and shortened where they must."""
    head = [column.heading for column in fit.grid.columns]
    shown = [
        [_pad(text, width, column.right) for text in _drawn(cells, width, ellipsis)]
        for column, width, *cells in zip(
            fit.grid.columns, fit.widths, head, *fit.grid.rows, strict=True
        )
    ]
    return [(" " * GAP).join(row).rstrip() for row in zip(*shown, strict=True)]


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
    tail = _tail(text, room // 2) if middle else ""
    return f"{_head(text, room - cells(tail))}{ellipsis}{tail}"


def _head(text: str, width: int) -> str:
    end, taken = 0, 0
    while end < len(text) and (taken := cells(text[: end + 1])) <= width:
        end += 1
    return text[:end] if taken else ""


def _tail(text: str, width: int) -> str:
    start = len(text)
    while start > 0 and cells(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]


def _drawn(column: Sequence[Cell], width: int, ellipsis: str) -> list[str]:
    """The cells of one column as text no wider than `width`."""
    texts = [sparkline(c.values, width) if isinstance(c, Series) else c for c in column]
    short = [clipped(text, width, ellipsis) for text in texts]
    if len(set(short)) < len(set(texts)):
        return [clipped(text, width, ellipsis, middle=True) for text in texts]
    return short


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - cells(text))
    return space + text if right else text + space


def _natural(grid: Grid, index: int) -> int:
    column = (row[index] for row in grid.rows)
    return max(cells(grid.columns[index].heading), *(_width(cell) for cell in column), 0)


def _width(cell: Cell) -> int:
    return len(cell.values) if isinstance(cell, Series) else cells(cell)


def _floors(grid: Grid, name: int) -> list[int]:
    """The least width of each column: figures, headings and the labels of sums stay whole."""
    return [_floor(grid, index, name) for index in range(len(grid.columns))]


def _floor(grid: Grid, index: int, name: int) -> int:
    natural = _natural(grid, index)
    column, found = grid.columns[index], [row[index] for row in grid.rows]
    series = any(isinstance(cell, Series) for cell in found)
    if not column.shrinks and not series:
        return natural
    least = LEAST_BARS if series else name
    sums = found[len(found) - grid.feet :] if not series else []
    return max(cells(column.heading), min(natural, least), *(_width(cell) for cell in sums), 0)


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(len(widths) - 1, 0)


def _least_important(columns: Sequence[Column]) -> int | None:
    """The index of the column to drop next, the last among equals; None where all must stay."""
    index = max(range(len(columns)), key=lambda i: (columns[i].priority, i), default=None)
    return index if index is not None and columns[index].priority > 0 else None


def _without(grid: Grid, index: int) -> Grid:
    keep = [i for i in range(len(grid.columns)) if i != index]
    columns = tuple(grid.columns[i] for i in keep)
    return Grid(columns, tuple(tuple(row[i] for i in keep) for row in grid.rows), grid.feet)


def _shrunk(grid: Grid, floors: Sequence[int], room: int) -> tuple[int, ...]:
    """The natural widths, the widest taken down first until all fit or stand at their floor."""
    widths = [_natural(grid, index) for index in range(len(grid.columns))]
    while (excess := _taken(widths) - room) > 0:
        loose = [i for i, width in enumerate(widths) if width > floors[i]]
        if not loose:
            break
        widest = max(loose, key=lambda i: widths[i])
        second = max((widths[i] for i in loose if i != widest), default=0)
        step = max(widths[widest] - max(second, floors[widest]), 1)
        widths[widest] -= min(step, excess)
    return tuple(widths)
