"""The tables of finops.toml in order, each with its keys, for template and reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from finops_cli.policy.model import Policy
from finops_cli.policy.tables import Many, Section, Setting, Table, about, is_required
from finops_cli.policy.toml_text import key_text, toml_value

_NOTHING: tuple[Any, ...] = (None, "", (), {})


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `default` is None where nothing or no built-in value stands for it."""

    name: str
    about: Setting
    required: bool
    default: object

    def line(self, *, default_first: bool = False) -> str:
        """The key with its example; with its default where `default_first` and it has one."""
        shows_default = default_first and self.default is not None
        return f"{self.name} = {toml_value(self.default if shows_default else self.about.example)}"

    @property
    def without(self) -> str:
        """What holds where the key is absent: `required`, the default as TOML, or in words."""
        if self.required:
            return "required"
        if self.default is not None:
            return toml_value(self.default)
        return self.about.unset


@dataclass(frozen=True, slots=True)
class Block:
    """A table: its header as an example has it, what it is for, and its keys.

    `title`: the header with NAME for what is the user's to choose.
    `free`: the kind of a table whose keys are the user's own; `entries` are examples of them.
    `stands`: an empty one changes nothing, so a template may show its header without a `#`.
    """

    header: str
    title: str
    meaning: str
    keys: tuple[Key, ...] = ()
    free: Table | None = None
    unset: str = ""
    entries: tuple[str, ...] = ()
    stands: bool = True


def blocks() -> Iterator[Block]:
    """All tables, the document itself first (its header is empty), parents before children."""
    yield from _section("", Policy, "Keys outside any table; they stand before the first one.")


def _section(path: str, of: type, meaning: str) -> Iterator[Block]:
    header = f"[{path}]" if path else ""
    yield Block(header, header, meaning, _keys(of))
    for part in fields(of):
        yield from _below(f"{path}.{part.name}" if path else part.name, part)


def _below(path: str, part: Field[Any]) -> Iterator[Block]:
    """The blocks of one key that is a table, or of none."""
    known = about(part)
    kind = known.kind
    if isinstance(kind, Section):
        yield from _section(path, kind.of, known.meaning)
    elif isinstance(kind, Many):
        header = f"[[{path}]]"
        yield Block(header, header, known.meaning, _keys(kind.of), stands=False)
    elif isinstance(kind, Table) and isinstance(kind.of, Section):
        header = f"[{path}.{key_text(known.example)}]"
        yield Block(header, f"[{path}.NAME]", known.meaning, _keys(kind.of.of), stands=False)
    elif isinstance(kind, Table):
        yield _free(f"[{path}]", kind, part)


def _keys(of: type) -> tuple[Key, ...]:
    parts = [part for part in fields(of) if not _is_table(about(part))]
    return tuple(Key(part.name, about(part), is_required(part), _default(part)) for part in parts)


def _free(header: str, kind: Table, part: Field[Any]) -> Block:
    known = about(part)
    example: Mapping[str, object] = _default(part) or known.example
    entries = tuple(f"{key_text(name)} = {toml_value(value)}" for name, value in example.items())
    return Block(header, header, known.meaning, free=kind, unset=known.unset, entries=entries)


def _is_table(known: Setting) -> bool:
    return isinstance(known.kind, Section | Many | Table)


def _default(part: Field[Any]) -> Any:
    if part.default_factory is not MISSING:
        value = part.default_factory()
    else:
        value = None if part.default is MISSING else part.default
    return None if value in _NOTHING else value
