"""Markdown for a pull request, a wiki or a chat: the page of the terminal, without sparklines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.shared import inert
from finops_cli.render.shared.page import Block, Cell, Grid, Line, Page, page
from finops_cli.render.shared.units import PLAIN, Glyphs
from finops_cli.report import Report

_LOOKS_LIKE_A_BLOCK = re.compile(r"^(#+|[+-]|\d+[.)])(?=\s|$)")
"""The start of a heading, a quotation or a list, where a sentence happens to begin so."""


def render(report: Report, view: View) -> Rendered:
    """GitHub's Markdown in UTF-8; nothing that came from a log is markup."""
    answer = page(report, view, partial(inert.markdown, unicode=view.unicode))
    between = (Glyphs() if view.unicode else PLAIN).between
    text = "\n\n".join(_parts(answer, between)) + "\n"
    return Rendered(text.encode("utf-8", "backslashreplace"))


def _parts(answer: Page, between: str) -> Iterator[str]:
    """Blocks, to be parted by blank lines."""
    yield f"## {answer.title[0]}"
    yield _paragraph(between.join(answer.title[1:]))
    yield from _sentences(answer.headline, between)
    yield _table(answer.main) if answer.main else _paragraph(answer.empty)
    for block in answer.sections:
        yield from _section(block, between)
    if answer.next_steps:
        yield "**Next**"
        yield "\n".join(f"- {said.lstrip()}" for said in _sentences(answer.next_steps, between))
    yield " ".join(answer.trust)


def _section(block: Block, between: str) -> Iterator[str]:
    if block.grid.rows or block.note:
        yield from [f"### {block.title}"] if block.title else []
        yield from [_table(block.grid)] if block.grid.rows else []
        yield from _sentences(block.note, between)


def _sentences(lines: Iterable[Line], between: str) -> Iterator[str]:
    """Each sentence a paragraph; the wide gaps of a terminal become dots."""
    for line in lines:
        said = re.sub(r" {2,}", lambda _: between, line.text.strip())
        yield _paragraph(said)


def _paragraph(text: str) -> str:
    """`text` that is no block of another kind, whatever it begins with."""
    return _LOOKS_LIKE_A_BLOCK.sub(_escaped, text.strip())


def _escaped(found: re.Match[str]) -> str:
    """`+ 3 calls` as `\\+ 3 calls`, `1. x` as `1\\. x`: the punctuation alone may be escaped."""
    return f"{found[0][:-1]}\\{found[0][-1]}"


def _table(grid: Grid) -> str:
    rules = ["---:" if column.right else "---" for column in grid.columns]
    head = [column.heading for column in grid.columns]
    return "\n".join(_row(cells) for cells in (head, rules, *grid.rows))


def _row(cells: Iterable[Cell]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


RENDERER = Renderer("markdown", (".md", ".markdown"), render)
