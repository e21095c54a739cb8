"""Errors a user can cause: one class a kind, with its data; the exit code belongs to the kind.

Form: `finops: WHERE: what is wrong` and, indented below, what to do next. Never a line's content.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FinopsError(Exception):
    """Something the user can mend. `hints` are whole sentences, shown indented below the message."""

    exit_code = 3

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hint for hint in hints if hint)


class UsageError(FinopsError):
    """Wrong options or arguments."""

    exit_code = 2


class ConfigError(FinopsError):
    """A fault in finops.toml, with its line where one is known."""

    exit_code = 2

    def __init__(self, file: str, line: int | None, problem: str, *hints: str) -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {problem}", *hints)
        self.file, self.line, self.problem = file, line, problem


class DataError(FinopsError):
    """A file that is missing, cut, unreadable or of no known format; or nothing left to report on."""

    exit_code = 3


class StoreError(FinopsError):
    """A store that is none, or cannot be written."""

    exit_code = 3


class StoreBusy(FinopsError):
    """The store is held by another process and stayed so."""

    exit_code = 4


class Interrupted(FinopsError):
    """The user pressed Ctrl-C; nothing is half-written."""

    exit_code = 130


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The most similar of `names` to `given`, None where none is close."""
    close = difflib.get_close_matches(given, list(names), n=1, cutoff=0.6)
    return close[0] if close else None
