"""Kinds of single values and lists: each reads what TOML gave, or says at its place what is wrong.

A kind's `expects` completes "it must be …" in messages and is the type in docs/configuration.md.
Every `read` raises ConfigError.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from finops_cli.policy.place import Place, did_you_mean, type_name
from finops_cli.policy.toml_text import quoted, shown
from finops_cli.policy.zones import nearest_zone, zone_exists

MOST_USD = 10**12
MOST_WHOLE = 1_000_000
DECIMALS = 12  # of money, as in the store


class Kind(Protocol):
    """What a key may hold."""

    @property
    def expects(self) -> str: ...

    def read(self, value: object, place: Place) -> Any: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string with something in it, trimmed: judged names are trimmed too."""

    expects: str = "a string"

    def read(self, value: object, place: Place) -> str:
        if not isinstance(value, str):
            raise place.mistyped(value, self.expects)
        if not value.strip():
            raise place.wrong(f"{place.key} is empty", place.for_example())
        return value.strip()


@dataclass(frozen=True, slots=True)
class FilePath:
    """A path; a relative one starts at the folder of finops.toml, whoever calls from where."""

    expects: str = "a path, relative to the folder of finops.toml"

    def read(self, value: object, place: Place) -> Path:
        path = Text(self.expects).read(value, place)
        if not path.isprintable():
            raise place.wrong(f"{place.key} has a control character in it", place.for_example())
        return place.document.folder / path


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http(s) address. Messages never repeat it: webhook addresses are secrets."""

    expects: str = "a web address that begins with https:// or http://"

    def read(self, value: object, place: Place) -> str:
        address = Text(self.expects).read(value, place)
        if not address.startswith(("https://", "http://")) or not address.isprintable():
            raise place.wrong(f"{place.key} must be {self.expects}", place.for_example())
        return address


@dataclass(frozen=True, slots=True)
class Zone:
    """The IANA name of a time zone."""

    expects: str = "the IANA name of a time zone"

    def read(self, value: object, place: Place) -> str:
        name = Text(self.expects).read(value, place)
        if zone_exists(name):
            return name
        close = nearest_zone(name)
        hint = f"Did you mean {quoted(close)}?" if close else place.for_example()
        raise place.wrong(f"{place.key} = {shown(name)} is not a time zone", hint)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; case is ignored."""

    words: tuple[str, ...]

    @property
    def expects(self) -> str:
        return f"one of {', '.join(map(quoted, self.words))}"

    def read(self, value: object, place: Place) -> str:
        word = Text(self.expects).read(value, place)
        if word.lower() in self.words:
            return word.lower()
        problem = f"{place.key} = {shown(word)} is not an allowed value"
        allowed = f"Allowed: {', '.join(self.words)}."
        raise place.wrong(problem, did_you_mean(word, self.words), allowed)


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number between two bounds, kept as Decimal as it is written."""

    expects: str
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(MOST_USD)
    above: bool = False  # the least itself is too little

    def read(self, value: object, place: Place) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise place.mistyped(value, self.expects)
        number = Decimal(value)
        bound = self._broken_bound(number)
        if bound:
            problem = f"{place.key} = {shown(value)}; it must be {bound}"
            raise place.wrong(problem, self.hint(number) or place.for_example())
        return number

    def _broken_bound(self, number: Decimal) -> str | None:
        if not number.is_finite() or number < self.least or (self.above and number == self.least):
            return self.expects
        if number > self.most:
            return self.too_much
        if -int(number.as_tuple().exponent) > DECIMALS:
            return f"{self.expects}, with at most {DECIMALS} decimals"
        return None

    @property
    def too_much(self) -> str:
        """What is expected, said of a number above the bound."""
        return f"{self.expects}, at most {self.most:,}"

    def hint(self, number: Decimal) -> str | None:
        """What a number out of bounds may have meant."""
        return None


@dataclass(frozen=True, slots=True)
class Share(Number):
    """A share from 0 to 1. The usual mistake is a percentage, so the hint converts it."""

    expects: str = "a share from 0 to 1"
    most: Decimal = Decimal(1)

    @property
    def too_much(self) -> str:
        """The expectation names the bound itself."""
        return self.expects

    def hint(self, number: Decimal) -> str | None:
        """`90 percent is written 0.9.`; nothing for what is no percentage either."""
        is_percentage = number.is_finite() and 1 < number <= 100
        return f"{number} percent is written {number / 100}." if is_percentage else None


AMOUNT = Number("US dollars, 0 or more")
CAP = Number("US dollars, more than 0", above=True)
FACTOR = Number("a factor, 0 or more", most=Decimal(100))


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from 1."""

    expects: str = "a whole number from 1"

    def read(self, value: object, place: Place) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise place.mistyped(value, self.expects)
        if not 1 <= value <= MOST_WHOLE:
            up_to = "" if value < 1 else f" to {MOST_WHOLE:,}"
            problem = f"{place.key} = {shown(value)}; it must be {self.expects}{up_to}"
            raise place.wrong(problem, place.for_example())
        return value


@dataclass(frozen=True, slots=True)
class Day:
    """A date in TOML's own form, without quotes."""

    expects: str = "a date without quotes"

    def read(self, value: object, place: Place) -> date:
        if type(value) is not date:  # a datetime is a date as well
            raise place.mistyped(value, self.expects)
        return value


@dataclass(frozen=True, slots=True)
class Words:
    """A list of strings, none twice. `folded`: case says nothing, so they are kept lower-case."""

    expects: str = "a list of strings"
    folded: bool = False
    least: int = 0
    may_be_empty: bool = False  # the empty text is a word too (a placeholder)

    def read(self, value: object, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise place.mistyped(value, self.expects)
        if len(value) < self.least:
            raise place.wrong(f"{place.key} lists nothing", place.for_example())
        words = [self._word(word, place.item(number)) for number, word in enumerate(value)]
        refuse_twice(words, place)
        return tuple(words)

    def _word(self, value: object, place: Place) -> str:
        if not isinstance(value, str):
            problem = f"{place.key} has {type_name(value)} among its strings"
            raise place.wrong(problem, place.for_example())
        if not value.strip() and not self.may_be_empty:
            raise place.wrong(f"{place.key} lists an empty string", place.for_example())
        return value.strip().lower() if self.folded else value.strip()


@dataclass(frozen=True, slots=True)
class Requirements:
    """Names of tags; `product|feature_id` is one requirement that either tag meets."""

    expects: str = "a list of tag names"

    def read(self, value: object, place: Place) -> tuple[str, ...]:
        written = Words(self.expects).read(value, place)
        split = [[tag.strip() for tag in either.split("|")] for either in written]
        for number, tags in enumerate(split):
            if not all(tags):
                problem = f"{place.key} has an empty tag name in {shown(written[number])}"
                raise place.item(number).wrong(problem, 'For example: "product|feature_id"')
        refuse_twice([tag for tags in split for tag in tags], place)
        return tuple("|".join(tags) for tags in split)


def refuse_twice(words: Iterable[str], place: Place) -> None:
    """Raises ConfigError for words that a comparison without case cannot tell apart."""
    seen: set[str] = set()
    for word in words:
        if word.lower() in seen:
            raise place.wrong(f"{place.key} lists {shown(word)} twice")
        seen.add(word.lower())
