"""What a renderer is: a function from a Report and a View to bytes.

A View never changes a figure, a Report never knows how it looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finops_cli.report import Report


@dataclass(frozen=True, slots=True)
class View:
    """How an answer should look, never what it says.

    `limit`: rows shown; None leaves it to the format (formats for people: the report's own limit;
    formats for machines: all), 0 is all. `width`: columns of the terminal, None where the output
    may be as wide as it needs, and then nothing is dropped or shortened. `colour` False means not
    one escape code. `unicode` False means that the output is plain ASCII.
    """

    format: str = "table"
    limit: int | None = None
    width: int | None = None
    colour: bool = False
    unicode: bool = True


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of one report, and the names of the columns that a narrow terminal left out."""

    data: bytes
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renderer:
    """One output format.

    `extensions` are lower case with their dot, the usual one first. `binary`: not for a terminal.
    `holds_trust` False where the format has no room for window, source and trust (CSV, JSON Lines).
    """

    name: str
    extensions: tuple[str, ...]
    render: Callable[[Report, View], Rendered]
    binary: bool = False
    holds_trust: bool = True
