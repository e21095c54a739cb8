"""Sentences on a terminal: wrapped between words, wide gaps kept, figures never broken."""

from __future__ import annotations

import re

from finops_cli.render.shared.fitting import cells
from finops_cli.render.shared.page import KEEP, Line

_WORD = re.compile(r" *[^ ]+")


def wrapped(line: Line, width: int | None, first: str = "", rest: str = "") -> list[Line]:
    """`line` in `width` cells (None: unbroken), behind `first`, further lines behind `rest`."""
    whole, edge = line.plain + line.toned, len(line.plain)
    spans = _spans(whole, width, len(first), len(rest)) if width else [(0, len(whole))]
    return [
        Line(
            _whole(indent + whole[start : min(end, edge)] if start < edge else indent),
            _whole(whole[max(start, edge) : end]),
            line.tone,
        )
        for (start, end), indent in zip(spans, [first, *[rest] * (len(spans) - 1)], strict=True)
    ]


def _spans(text: str, width: int, first: int, rest: int) -> list[tuple[int, int]]:
    """Where each line of `text` begins and ends; a word longer than a line keeps it to itself."""
    spans: list[tuple[int, int]] = []
    start, end, room = 0, 0, width - first
    for word in _WORD.finditer(_glued(text, width - rest)):
        if end > start and cells(_whole(text[start : word.end()])) > room:
            spans.append((start, end))
            start, room = word.end() - len(word[0].lstrip()), width - rest
        end = word.end()
    return [*spans, (start, end)]


def _glued(text: str, room: int) -> str:
    """`text`, its letters where they were, without a break inside a part that fits one line.

    Parts stand between wide gaps; a line is better broken there than inside a thought.
    """
    return "".join(
        part if index % 2 or cells(_whole(part)) > room else part.replace(" ", KEEP)
        for index, part in enumerate(re.split(r"( {2,})", text))
    )


def _whole(text: str) -> str:
    return text.replace(KEEP, " ")
