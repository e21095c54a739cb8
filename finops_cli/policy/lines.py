"""On which line a key of a TOML document stands: `tomllib` tells values, not places.

Reads text that `tomllib` has accepted, so it need not judge, only follow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DEEP = 12  # no key of a config lies deeper; without a bound a long dotted key costs its square
_SCALAR = re.compile(r"[^,\]}\n#]+")


def line_of(text: str, path: Path) -> int | None:
    """Line (from 1) of the key at `path`, else of its nearest table above; None for the document.

    Array elements are numbered from 0: `("envelopes", 1, "owner")`.
    """
    lines = {_dotted(known): line for known, line in key_lines(text).items()}
    while path:
        if _dotted(path) in lines:
            return lines[_dotted(path)]
        path = path[:-1]
    return None


def _dotted(path: Path) -> str:
    """`"meta.squad"` and `meta.squad` are one name where names may hold dots."""
    return ".".join(map(str, path))


def key_lines(text: str) -> dict[Path, int]:
    """Every key path of `text` with its line; what was found so far where the text misleads it."""
    scanner = _Scanner(text)
    with suppress(_Lost, RecursionError):  # a message without its line is better than none
        scanner.document()
    return scanner.lines


class _Lost(Exception):
    """The text is not what this scanner takes TOML to be."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._sizes: dict[Path, int] = {}
        self._newlines = [match.start() for match in re.finditer("\n", text)]

    def document(self) -> None:
        """Statement by statement; a header sets the table in which the following keys stand."""
        table: Path = ()
        self._take(_BLANK)
        while self.at < len(self.text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._take(_BLANK)

    def _header(self) -> Path:
        line, repeated = self._line(), self._skip("[[")
        if not repeated:
            self._need("[")
        path = self._resolved(self._dotted_key(), repeated)
        self._need("]]" if repeated else "]")
        self._note((), path, line)
        return path[:_DEEP]

    def _resolved(self, keys: Path, repeated: bool) -> Path:
        """Header keys with the number of the current element after each array of tables."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if repeated and position == len(keys) - 1:
                self._sizes[path] = self._sizes.get(path, 0) + 1
            if path in self._sizes:
                path = (*path, self._sizes[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = (*table, *self._dotted_key())[:_DEEP]
        self._note(table, path, line)
        self._need("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._take(_SPACE)
        if self._skip("["):
            self._array(path)
        elif self._skip("{"):
            self._inline_table(path)
        elif not self._take(_STRING) and not self._take(_SCALAR):
            raise _Lost

    def _array(self, path: Path) -> None:
        number = 0
        while not self._closes("]"):
            element = (*path, number)
            self._note(path, element, self._line())
            self._value(element)
            number += 1
            self._comma()

    def _inline_table(self, path: Path) -> None:
        while not self._closes("}"):
            self._pair(path)
            self._comma()

    def _comma(self) -> None:
        self._take(_BLANK)
        self._skip(",")

    def _closes(self, bracket: str) -> bool:
        self._take(_BLANK)
        if self.at >= len(self.text):
            raise _Lost
        return self._skip(bracket)

    def _dotted_key(self) -> Path:
        keys = [self._key()]
        while self._skip("."):
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        self._take(_SPACE)
        raw = self._take(_BARE_KEY) or self._take(_STRING)
        self._take(_SPACE)
        if not raw:
            raise _Lost
        return _unquoted(raw)

    def _note(self, table: Path, path: Path, line: int) -> None:
        """The first line at which a path is named; tables on its way count as named there too."""
        for length in range(len(table) + 1, min(len(path), _DEEP) + 1):
            self.lines.setdefault(path[:length], line)

    def _line(self) -> int:
        return bisect_right(self._newlines, self.at - 1) + 1

    def _next(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def _skip(self, token: str) -> bool:
        found = self._next(token)
        self.at += len(token) if found else 0
        return found

    def _need(self, token: str) -> None:
        if not self._skip(token):
            raise _Lost

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match.group() if match else ""


def _unquoted(raw: str) -> str:
    """A key's text. Escapes are rare in keys, and `tomllib` already knows them all."""
    if raw[0] == "'":
        return raw[1:-1]
    if raw[0] != '"':
        return raw
    if "\\" not in raw:
        return raw[1:-1]
    import tomllib

    return str(tomllib.loads(f"key = {raw}")["key"])
