"""Values for programs: exact text, ISO dates, and JSON that keeps every digit of a Decimal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from finops_cli.report import Value

_ACTIVE = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Legal inside a JSON string, yet able to act on a terminal or to break UTF-8: escaped."""


def number(value: Decimal) -> str:
    """The exact decimal without exponent and without zeros at the end: `0.1`, `1200`, `0`."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def moment(value: date) -> str:
    """ISO 8601; instants in UTC with a Z, a naive one being UTC already."""
    if not isinstance(value, datetime):
        return value.isoformat()
    utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return f"{utc.isoformat()}Z"


def to_json(value: Value, indent: int | None = None) -> str:
    """JSON text, keys in their given order; `indent` None puts all on one line.

    A list of plain values stays on one line: the days of a series are read side by side.
    """
    return "".join(_json(value, indent, 0))


def _json(value: Value, indent: int | None, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        members = [f"{_text(str(key))}: " for key in value]
        yield from _group("{}", members, list(value.values()), indent, depth)
    elif isinstance(value, (list, tuple)):
        level = None if all(map(_is_scalar, value)) else indent
        yield from _group("[]", [""] * len(value), list(value), level, depth)
    else:
        yield _scalar(value)


def _group(
    brackets: str, names: list[str], values: list[Value], indent: int | None, depth: int
) -> Iterator[str]:
    """An object or array; what is empty stays on one line."""
    inner, outer = (_newline(indent, level) for level in (depth + 1, depth))
    yield brackets[0]
    for index, (name, value) in enumerate(zip(names, values, strict=True)):
        yield ("," + (inner or " ") if index else inner) + name
        yield from _json(value, indent, depth + 1)
    yield (outer if values else "") + brackets[1]


def _newline(indent: int | None, depth: int) -> str:
    return "" if indent is None else "\n" + " " * (indent * depth)


def _is_scalar(value: Value) -> bool:
    return not isinstance(value, (Mapping, list, tuple))


def _scalar(value: Value) -> str:
    if isinstance(value, Decimal):
        return number(value) if value.is_finite() else "null"
    if isinstance(value, date):
        return f'"{moment(value)}"'
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    return _text(str(value))


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
