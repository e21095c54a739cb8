"""Values for programs: exact text, ISO dates, and JSON that keeps every digit of a Decimal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from finops_cli.report import Value

_ACTIVE = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Legal inside a JSON string, yet able to act on a terminal or to break UTF-8: escaped."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode


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


def to_json(value: Value, indent: int | None = None, depth: int = 0) -> str:
    """JSON text, keys in their given order; `indent` None puts all on one line.

    A list of plain values stays on one line: the days of a series are read side by side.
    `depth` is the level at which `value` stands inside a larger text.
    """
    if isinstance(value, Mapping):
        members = [
            f"{_key(key)}: {to_json(part, indent, depth + 1)}" for key, part in value.items()
        ]
        return _group("{}", members, indent, depth)
    if isinstance(value, (list, tuple)):
        parts = [to_json(part, indent, depth + 1) for part in value]
        return _group("[]", parts, None if all(map(_is_scalar, value)) else indent, depth)
    return _scalar(value)


def _group(brackets: str, parts: list[str], indent: int | None, depth: int) -> str:
    """An object or array of finished parts; what is empty stays on one line."""
    if indent is None or not parts:
        return f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
    outer = "\n" + " " * (indent * depth)
    inner = outer + " " * indent
    return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}{outer}{brackets[1]}"


def _is_scalar(value: Value) -> bool:
    return not isinstance(value, (Mapping, list, tuple))


def _scalar(value: Value) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return number(value) if value.is_finite() else "null"
    return f'"{moment(value)}"' if isinstance(value, date) else _text(str(value))


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    """The names of columns come back with every row."""
    return _text(name)


def _text(text: str) -> str:
    quoted = _quoted(text)
    if quoted.isascii() and "\x7f" not in quoted:
        return quoted
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
