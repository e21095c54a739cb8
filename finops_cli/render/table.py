"""The answer on a terminal or in a pipe: title, headline, evidence, what next, trust.

No lines are drawn; columns stand by alignment alone. Colour only doubles what words say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.shared import inert
from finops_cli.render.shared.fitting import Fitted, fitted, lines
from finops_cli.render.shared.page import KEEP, Block, Grid, Line, Page, page
from finops_cli.render.shared.prose import wrapped
from finops_cli.render.shared.units import PLAIN, Glyphs
from finops_cli.report import Report

INDENT = "  "
NEXT = "  Next  "
PIPE, WIDEST = 80, 100
"""Widths of the trust lines: in a pipe, and at most; longer lines of small print are not read."""

STYLES = {"good": "green", "bad": "red", "title": "bold", "trust": "dim"}

Paint = Callable[[str, str], str]


def render(report: Report, view: View) -> Rendered:
    """UTF-8 text, ASCII where the terminal has no more; the columns left out for want of width."""
    answer = page(report, view, partial(inert.line, unicode=view.unicode), series=view.unicode)
    room = view.width - len(INDENT) if view.width else None
    grids = _grids(answer)
    fits = [fitted(grid, room) for grid in grids]
    text = "\n".join(_answer(answer, dict(zip(map(id, grids), fits, strict=True)), view)) + "\n"
    dropped = dict.fromkeys(name for fit in fits for name in fit.dropped)
    return Rendered(text.encode("utf-8", "backslashreplace"), tuple(dropped))


def _grids(answer: Page) -> list[Grid]:
    sections = [block.grid for block in answer.sections]
    return [answer.main, *sections] if answer.main else sections


def _answer(answer: Page, fits: dict[int, Fitted], view: View) -> Iterator[str]:
    """Every line, in the order in which an answer is read."""
    paint = _painter(view.colour)
    glyphs = Glyphs() if view.unicode else PLAIN
    for line in wrapped(_title(answer.title, glyphs), view.width, rest=INDENT):
        yield paint(line.text, "title")
    yield from _prose(answer.headline, view, paint)
    yield ""
    if answer.main is None:
        yield from (line.text for line in wrapped(Line(answer.empty), view.width, INDENT, INDENT))
    else:
        yield from _table(fits[id(answer.main)], glyphs)
    for block in answer.sections:
        yield from _section(block, fits[id(block.grid)], view, paint)
    yield from _next(answer.next_steps, view, paint)
    yield ""
    small_print = Line(" ".join(answer.trust))
    for line in wrapped(small_print, min(view.width or PIPE, WIDEST), INDENT, INDENT):
        yield paint(line.text, "trust")


def _title(parts: tuple[str, ...], glyphs: Glyphs) -> Line:
    """The parts with a dot between; a narrow terminal breaks behind a dot, not inside a part."""
    dot = f"{KEEP}{glyphs.between.strip()} "
    return Line(dot.join(part.replace(" ", KEEP) for part in parts))


def _prose(sentences: tuple[Line, ...], view: View, paint: Paint) -> Iterator[str]:
    """A blank line and the sentences, where there are any."""
    yield from [""] if sentences else []
    for sentence in sentences:
        yield from _painted(wrapped(sentence, view.width, INDENT, INDENT * 2), paint)


def _section(block: Block, fit: Fitted, view: View, paint: Paint) -> Iterator[str]:
    if not block.grid.rows and not block.note:
        return
    yield ""
    if block.title:
        yield INDENT + block.title
    if block.grid.rows:
        yield from _table(fit, Glyphs() if view.unicode else PLAIN)
    for sentence in block.note:
        yield from _painted(wrapped(sentence, view.width, INDENT, INDENT * 2), paint)


def _next(steps: tuple[Line, ...], view: View, paint: Paint) -> Iterator[str]:
    """What to do next, all lines aligned behind the word."""
    yield from [""] if steps else []
    for index, step in enumerate(steps):
        first = NEXT if index == 0 else " " * len(NEXT)
        yield from _painted(wrapped(step, view.width, first, " " * len(NEXT)), paint)


def _table(fit: Fitted, glyphs: Glyphs) -> Iterator[str]:
    yield from ((INDENT + line).rstrip() for line in lines(fit, glyphs.ellipsis))


def _painted(prose: list[Line], paint: Paint) -> Iterator[str]:
    yield from (f"{line.plain}{paint(line.toned, line.tone)}".rstrip() for line in prose)


def _painter(colour: bool) -> Paint:
    """What colours a text by the name of its style; without colour, not one escape code."""
    if not colour:
        return lambda text, name: text
    from rich.color import ColorSystem
    from rich.style import Style

    def paint(text: str, name: str) -> str:
        style = STYLES.get(name)
        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style else text

    return paint


RENDERER = Renderer("table", (".txt",), render)
