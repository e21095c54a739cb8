"""The one place where SQL text is put together: files from sql/, and names checked and quoted.

Fragments only ever come from code; whatever a user wrote travels as a parameter or in a relation.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGED = Path(__file__).parent / "_sql"
_CHECKOUT = Path(__file__).parent.parent / "sql"


@cache
def sql_folder() -> Path:
    """Where the SQL files are: inside the wheel, or beside the package in a checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


@cache
def load(name: str) -> str:
    """The text of `sql/<name>`, such as "metrics/coverage.sql"."""
    return (sql_folder() / name).read_text(encoding="utf-8")


def fill(name: str, **fragments: str) -> str:
    """The text of `sql/<name>` with each `{{fragment}}` put in; every one must be used and given."""
    text = load(name)
    for key, fragment in fragments.items():
        mark = "{{" + key + "}}"
        if mark not in text:
            raise KeyError(f"sql/{name} has no {mark}")
        text = text.replace(mark, fragment)
    if "{{" in text:
        raise KeyError(f"sql/{name}: a fragment was not given")
    return text


def ident(name: str) -> str:
    """`name` quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def string(text: str) -> str:
    """`text` quoted as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
