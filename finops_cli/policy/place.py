"""Place: where in finops.toml a value stands, and the errors that are said about it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from finops_cli.errors import ConfigError, nearest
from finops_cli.policy import lines
from finops_cli.policy.toml_text import key_text, quoted, toml_value


@dataclass(frozen=True, slots=True)
class Document:
    """The file under reading: its name as shown, the folder its paths start from, its text."""

    name: str
    folder: Path
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A key path in a document, with an example of what belongs there."""

    document: Document
    path: lines.Path = ()
    example: object = None

    def at(self, key: str, example: object = None) -> Place:
        """The place of `key` below this one; of a table's example, each entry is an example."""
        if example is None and isinstance(self.example, Mapping):
            example = self.example.get(key, next(iter(self.example.values()), None))
        return replace(self, path=(*self.path, key), example=example)

    def item(self, number: int) -> Place:
        """The place of a list's element (from 0), which shares the list's example."""
        return replace(self, path=(*self.path, number))

    @property
    def key(self) -> str:
        """`[tags] target_share`, `timezone`; an element speaks for its list."""
        table, name = self._split()
        return f"{_header(table)} {key_text(name)}" if table else key_text(name)

    @property
    def table(self) -> str:
        """`[tags]`, `[[envelopes]]`; empty for the document itself."""
        return _header(self.path)

    @property
    def above(self) -> str:
        """The header of the table that holds this place's key."""
        return _header(self._split()[0])

    @property
    def line(self) -> int | None:
        """The line of this key, else of the nearest table above it; found only when asked for."""
        return lines.line_of(self.document.text, self.path)

    def wrong(self, problem: str, *hints: str | None) -> ConfigError:
        """The error that says `problem` with this place's line; empty hints are dropped."""
        return ConfigError(
            self.document.name, self.line, problem, *(hint for hint in hints if hint)
        )

    def mistyped(self, value: object, expected: str) -> ConfigError:
        """The error for a value of the wrong type: what was given, what is expected, an example."""
        problem = f"{self.key} is {type_name(value)}; it must be {expected}"
        return self.wrong(problem, self.for_example())

    def for_example(self) -> str | None:
        """`For example: target_share = 0.90`, None where the place has no example."""
        if self.example is None:
            return None
        return f"For example: {key_text(self._split()[1])} = {toml_value(_short(self.example))}"

    def _split(self) -> tuple[lines.Path, str]:
        """The table and the name of the last named key."""
        path = self.path
        while path and isinstance(path[-1], int):
            path = path[:-1]
        return (path[:-1], str(path[-1])) if path else ((), "")


def _short(example: object) -> object:
    """The first two entries of a long example show its form as well as all of them."""
    if isinstance(example, Mapping):
        return dict(list(example.items())[:2])
    return example[:2] if isinstance(example, tuple) else example


def did_you_mean(given: str, names: Iterable[str]) -> str | None:
    """`Did you mean "required"?`, None where nothing is close."""
    close = nearest(given, names)
    return f"Did you mean {quoted(close)}?" if close else None


def _header(path: lines.Path) -> str:
    names = ".".join(key_text(step) for step in path if isinstance(step, str))
    if not names:
        return ""
    return f"[[{names}]]" if isinstance(path[-1], int) else f"[{names}]"


_TYPE_NAMES: tuple[tuple[type, str], ...] = (  # bool before int, datetime before date: subclasses
    (bool, "a boolean"),
    (int, "a whole number"),
    (Decimal, "a decimal number"),
    (str, "a string"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (time, "a time"),
    (list, "a list"),
    (dict, "a table"),
)


def type_name(value: object) -> str:
    """How a sentence calls the TOML type of `value`."""
    return next(name for kind, name in _TYPE_NAMES if isinstance(value, kind))
