"""A Report as people read it: the same words and figures for a terminal, Markdown and HTML.

A Page holds finished text only. What came from a log was made harmless by the format's own
function; widths, colours and markup are left to the format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from finops_cli.render.interface import View
from finops_cli.render.shared import words
from finops_cli.render.shared.rounding import rounded
from finops_cli.render.shared.rows import Body, for_people, section
from finops_cli.render.shared.units import RIGHT, Shown
from finops_cli.report import ColumnSpec, Measure, Report, Row, Section, Sentence, Value

Tone = Literal["plain", "good", "bad"]
_NAME = re.compile(r"\{(\w+)\}")

KEEP = "\x00"
"""A space inside a figure (`12 ms`), where no line may break; no text from a log can hold it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of prose: `plain`, then `toned`, which a colour may double."""

    plain: str
    toned: str = ""
    tone: Tone = "plain"

    @property
    def text(self) -> str:
        """The whole line without colour."""
        return (self.plain + self.toned).replace(KEEP, " ")


@dataclass(frozen=True, slots=True)
class Series:
    """A cell that a format draws: values in order of days, null where there is none."""

    values: tuple[Value, ...]


Cell = str | Series


@dataclass(frozen=True, slots=True)
class Column:
    """A column as shown: `heading` above, numbers to the right, `shrinks` where it is text."""

    name: str
    heading: str
    right: bool
    shrinks: bool
    priority: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of finished cells, one per column. The last `feet` rows are sums (others, total)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    feet: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A section: its title (empty where the first heading says it), its table, a note."""

    title: str
    grid: Grid
    note: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The order in which every format for people answers. `main` None: see `empty` instead."""

    title: tuple[str, ...]
    headline: tuple[Line, ...]
    main: Grid | None
    empty: str
    sections: tuple[Block, ...]
    next_steps: tuple[Line, ...]
    trust: tuple[str, ...]


def page(report: Report, view: View, text: Callable[[str], str], series: bool = False) -> Page:
    """`report` in shown figures; `text` escapes for the format, `series` where it can draw them."""
    shown = Shown(text, view.unicode)
    said = words.unpriced(report.trust)
    return Page(
        title=words.title(report, shown),
        headline=(*_lines(report.headline, shown), *([Line(said)] if said else [])),
        main=_grid(for_people(report, view), shown, series) if report.rows else None,
        empty=text(report.empty),
        sections=tuple(_block(each, shown, series) for each in report.sections),
        next_steps=_lines(report.next_steps, shown),
        trust=words.trust(report.trust, shown),
    )


def _block(part: Section, shown: Shown, series: bool) -> Block:
    """A title stands as the first column's heading where that is text and has none of its own."""
    grid = _grid(section(part), shown, series)
    note = _lines((part.note,) if part.note else (), shown)
    first = _visible(part.columns, series)[:1]
    if first and first[0].unit == "text" and not first[0].heading and part.rows:
        head, *others = grid.columns
        named = Column(head.name, shown.text(part.title), head.right, head.shrinks, head.priority)
        return Block("", Grid((named, *others), grid.rows), note)
    return Block(shown.text(part.title), grid, note)


def _grid(exact: Body, shown: Shown, series: bool) -> Grid:
    body = rounded(exact)
    columns = _visible(body.columns, series)
    others = f"{body.cut:,} other{'' if body.cut == 1 else 's'}"
    feet = [
        _foot(row, label, columns, shown)
        for row, label in ((body.others, others), (body.total, "total"))
        if row is not None
    ]
    rows = [tuple(_cell(row, column, shown) for column in columns) for row in body.rows]
    return Grid(tuple(_column(each, shown) for each in columns), (*rows, *feet), len(feet))


def _visible(columns: tuple[ColumnSpec, ...], series: bool) -> tuple[ColumnSpec, ...]:
    left_out = ("object",) if series else ("object", "series")
    return tuple(c for c in columns if c.priority is not None and c.unit not in left_out)


def _column(spec: ColumnSpec, shown: Shown) -> Column:
    heading = spec.heading or spec.name.removesuffix("_usd").replace("_", " ")
    text = spec.unit == "text"
    return Column(spec.name, shown.text(heading), spec.unit in RIGHT, text, spec.priority or 0)


def _cell(row: Row, column: ColumnSpec, shown: Shown) -> Cell:
    value = row.get(column.name)
    if column.unit == "series":
        known = value if isinstance(value, (list, tuple)) else ()
        return Series(tuple(known))
    return shown.value(value, column.unit, column.signed)


def _foot(row: Row, label: str, columns: tuple[ColumnSpec, ...], shown: Shown) -> tuple[Cell, ...]:
    """A sum's row: its label in the first text column, and nothing where nothing adds up."""
    names = [column.name for column in columns]
    texts = [column.name for column in columns if column.unit == "text"]
    place = (texts or names or [""])[0]
    return tuple(
        label if c.name == place else "" if _blank(row, c) else _cell(row, c, shown)
        for c in columns
    )


def _blank(row: Row, column: ColumnSpec) -> bool:
    return row.get(column.name) is None and column.unit != "series"


def _lines(sentences: tuple[Sentence, ...], shown: Shown) -> tuple[Line, ...]:
    return tuple(
        _line(line, sentence, shown)
        for sentence in sentences
        for line in sentence.template.split("\n")
    )


def _line(template: str, sentence: Sentence, shown: Shown) -> Line:
    """`{mark}` and what follows it carry the verdict; without a mark, the whole line does."""
    before, marked, after = template.partition("{mark}")
    plain, toned = (_filled(part, sentence.values, shown) for part in (before, after))
    if sentence.verdict is None:
        return Line(plain + toned.lstrip() if marked else plain)
    tone: Tone = "good" if sentence.verdict else "bad"
    if not marked:
        return Line("", plain, tone)
    sign = shown.glyphs.check if sentence.verdict else shown.glyphs.cross
    return Line(plain, sign + toned, tone)


def _filled(template: str, values: Mapping[str, Measure], shown: Shown) -> str:
    """The template's own words escaped as text, its `{names}` replaced by shown figures."""
    parts = _NAME.split(template)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            parts[index] = shown.text(part)
        elif measure := values.get(part):
            parts[index] = _figure(measure, shown)
        else:
            parts[index] = shown.text(f"{{{part}}}")
    return "".join(parts)


def _figure(measure: Measure, shown: Shown) -> str:
    said = shown.value(measure.value, measure.unit, measure.signed)
    return said.replace(" ", KEEP) if measure.unit in RIGHT else said
