"""Kinds of tables: sections with fixed keys, arrays of them, and tables whose keys are names.

`setting()` declares a key of a section once; messages, docs/configuration.md and the template
of `finops init` are all made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from finops_cli.errors import ConfigError
from finops_cli.policy.kinds import Kind, Text
from finops_cli.policy.match import Match
from finops_cli.policy.place import Place, did_you_mean, type_name
from finops_cli.policy.toml_text import quoted, shown


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a key: its kind, its meaning in a sentence, and an example value.

    `example` of a table of sections is the name of one. `instead_of` names the key that this one
    stands in for, so that no example shows both. `unset` says what holds without the key.
    """

    kind: Kind
    meaning: str
    example: Any = None
    instead_of: str = ""
    unset: str = ""


def setting(
    kind: Kind,
    meaning: str,
    example: Any = None,
    *,
    default: Any = MISSING,
    instead_of: str = "",
    unset: str = "",
) -> Any:
    """A dataclass field that is a key of finops.toml; required without `default`.

    A `default` that can be called makes a fresh value each time. It serves as example too.
    """
    if example is None and default is not MISSING:
        example = default() if callable(default) else default
    metadata = {"setting": Setting(kind, meaning, example, instead_of, unset)}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def settings_of(section: type) -> dict[str, Setting]:
    """The keys of a section in the order they are declared."""
    return {part.name: about(part) for part in fields(section)}


def about(part: Field[Any]) -> Setting:
    """What was declared of a dataclass field by `setting()`."""
    known: Setting = part.metadata["setting"]
    return known


def is_required(part: Field[Any]) -> bool:
    """Whether the key must be given where its section stands."""
    return part.default is MISSING and part.default_factory is MISSING


@dataclass(frozen=True, slots=True)
class Section:
    """A table with fixed keys, read into the dataclass `of`."""

    of: type
    expects: str = "a table"

    def read(self, value: object, place: Place) -> Any:
        if not isinstance(value, dict):
            problem = f"{place.key} is {type_name(value)}; it must be a table"
            raise place.wrong(problem, f"For example: {place.table}")
        table: dict[str, Any] = value
        settings = settings_of(self.of)
        for key in table:
            if key not in settings:
                raise _unknown_key(key, settings, place)
        self._refuse_gaps(table, place)
        given = [key for key in settings if key in table]
        return self.of(**{key: _read(table[key], key, settings[key], place) for key in given})

    def _refuse_gaps(self, table: Mapping[str, object], place: Place) -> None:
        for part in fields(self.of):
            if is_required(part) and part.name not in table:
                example = place.at(part.name, about(part).example).for_example()
                raise place.wrong(f"{place.table} has no {quoted(part.name)}", example)


def _read(value: object, key: str, known: Setting, place: Place) -> Any:
    return known.kind.read(value, place.at(key, known.example))


@dataclass(frozen=True, slots=True)
class Many:
    """An array of tables, `[[envelopes]]`."""

    of: type
    expects: str = "an array of tables"

    def read(self, value: object, place: Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            problem = f"{place.key} is {type_name(value)}; it must be {self.expects}"
            raise place.wrong(problem, f"Every one begins with [{place.table}].")
        section = Section(self.of)
        return tuple(section.read(one, place.item(number)) for number, one in enumerate(value))


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose keys are names of the user's own: `noun` says of what.

    `dotted` keys may be written without quotes (`meta.squad = …`), which TOML takes for nested
    tables. `folded` keys are kept lower-case. `base` holds what stands where a key is not given.
    """

    of: Kind
    noun: str
    dotted: bool = False
    folded: bool = False
    base: Mapping[str, Any] | None = None

    @property
    def expects(self) -> str:
        return f"a table: {self.noun} = {self.of.expects}"

    def read(self, value: object, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._mistyped(value, place)
        pairs = _leaves(value, place, self.dotted)
        read: dict[str, Any] = {}
        for name, (one, where) in pairs.items():
            key = self._key(name, where)
            if key in read:
                raise where.wrong(f"{where.key} is given twice")
            read[key] = self.of.read(one, where)
        return {**(self.base or {}), **read}

    def _mistyped(self, value: object, place: Place) -> ConfigError:
        if not isinstance(self.of, Section):
            return place.mistyped(value, self.expects)
        problem = f"{place.key} is {type_name(value)}; it must be a table"
        return place.wrong(problem, f"For example: {place.at(str(place.example)).table}")

    def _key(self, name: str, place: Place) -> str:
        if not name.strip():
            raise place.wrong(f"{place.above} has an empty name")
        return name.strip().lower() if self.folded else name.strip()


@dataclass(frozen=True, slots=True)
class Fields:
    """`{ field = "pattern" }`: which calls a rule speaks about."""

    expects: str = 'a table: field = "pattern"'

    def read(self, value: object, place: Place) -> Match:
        patterns = Table(Text("a pattern in quotes"), "field", dotted=True).read(value, place)
        if not patterns:
            raise place.wrong(f"{place.key} names no field", place.for_example())
        return Match(patterns)


def _leaves(table: Mapping[str, Any], place: Place, dotted: bool) -> dict[str, tuple[Any, Place]]:
    """Name → value and place; nested tables joined with dots where names may hold dots."""
    leaves: dict[str, tuple[Any, Place]] = {}
    for name, value in table.items():
        where = place.at(name)
        if dotted and isinstance(value, dict) and value:
            inner = _leaves(value, where, dotted)
            leaves |= {f"{name}.{rest}": leaf for rest, leaf in inner.items()}
        else:
            leaves[name] = (value, where)
    return leaves


def _unknown_key(key: str, settings: Mapping[str, Setting], place: Place) -> ConfigError:
    inside = f" in {place.table}" if place.table else ""
    hint = _home_of(key, settings) or did_you_mean(key, settings)
    problem = f"unknown key {shown(key)}{inside}"
    return place.at(key).wrong(problem, hint or f"Keys: {', '.join(settings)}.")


def _home_of(key: str, settings: Mapping[str, Setting]) -> str | None:
    """The hint for a key written before its table's header."""
    for name, known in settings.items():
        if isinstance(known.kind, Section) and key in settings_of(known.kind.of):
            return f"{quoted(key)} belongs in [{name}]."
    return None
