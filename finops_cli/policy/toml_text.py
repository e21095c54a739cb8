"""Values written as TOML, and names quoted: one spelling for messages and documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST = 60


def quoted(text: str) -> str:
    """`text` in double quotes as TOML has it; nothing in it can move a terminal's cursor."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


def key_text(name: str) -> str:
    """A key as TOML wants it: bare where it can be, else quoted."""
    return name if _BARE.fullmatch(name) else quoted(name)


def toml_value(value: object) -> str:
    """A setting's value as TOML text. Raises TypeError for what no setting holds."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, str | PurePath):
        return quoted(str(value))
    if isinstance(value, Mapping):
        return _inline_table(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _inline_table(table: Mapping[str, object]) -> str:
    pairs = [f"{key_text(name)} = {toml_value(value)}" for name, value in table.items()]
    return f"{{ {', '.join(pairs)} }}" if pairs else "{}"


def shown(value: object) -> str:
    """A given value for a message, shortened: an echo, not a copy."""
    if isinstance(value, int) and abs(value) > 10**18:
        return "a very large number"  # Python refuses to write integers of over 4,300 digits
    text = quoted(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
