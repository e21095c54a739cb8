"""JSON documents as lines: an array, a page `{"data": […]}`, or values one after another.

The document is streamed: a window of text is scanned value by value, each record goes out on a line
of its own, so that one SELECT reads a format in every shape.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

from finops_cli.errors import DataError

_CHUNK = 1024 * 1024
_SCAN = json.JSONDecoder().raw_decode
_BETWEEN = re.compile(r"[\s,]*")
ENVELOPES = ("data", "calls", "records", "logs", "items", "result", "tables")
MAX_RECORD = 64 * 1024 * 1024


class _Window:
    """A stretch of the document's text that grows until the value at its start is whole."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream, self.name = stream, name
        self.decode = codecs.getincrementaldecoder("utf-8-sig")(errors="replace").decode
        self.text, self.at, self.ended = "", 0, False

    def more(self) -> None:
        chunk = self.stream.read(max(_CHUNK, len(self.text) - self.at))
        self.ended = not chunk
        self.text = self.text[self.at :] + self.decode(chunk, final=not chunk)
        self.at = 0

    def skip(self) -> str:
        """Past blanks and commas; the next character, "" at the end."""
        while True:
            match = _BETWEEN.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text) or self.ended:
                return self.text[self.at : self.at + 1]
            self.more()

    def value(self) -> tuple[object, str]:
        """The next whole value, parsed and as written. Raises DataError where it is cut or broken."""
        while True:
            try:
                parsed, end = _SCAN(self.text, self.at)
            except RecursionError:
                raise DataError(f"{self.name}: JSON nested too deeply") from None
            except ValueError:
                parsed, end = None, -1
            if end >= 0 and (end < len(self.text) or self.ended):
                written, self.at = self.text[self.at : end], end
                return parsed, written
            if self.ended:
                raise damaged(self.name)
            if len(self.text) - self.at > MAX_RECORD:
                raise too_large(self.name)
            self.more()


def too_large(name: str) -> DataError:
    """A record no call can need."""
    return DataError(
        f"{name}: a record of the JSON document is larger than 64 MiB",
        f"Split it into lines: jq -c '.[]' {name} > lines.jsonl",
    )


def records_as_lines(
    stream: BinaryIO, name: str, envelope: Collection[str] = ENVELOPES
) -> Iterator[bytes]:
    """Each record of the document as one line of JSON, in order; `envelope`: keys of a page's records."""
    window = _Window(stream, name)
    while first := window.skip():
        if first == "[":
            window.at += 1
            yield from _elements(window)
        elif first == "{" and _enters_envelope(window, envelope):
            yield from _elements(window)
            _leave_envelope(window)
        else:
            yield _line(window.value()[1])


def _elements(window: _Window) -> Iterator[bytes]:
    while (first := window.skip()) != "]":
        if not first:
            raise damaged(window.name)
        yield from _lines(*window.value())
    window.at += 1


_KEY = re.compile(r'\s*[{,]\s*"((?:[^"\\]|\\.)*)"\s*:\s*')


def _enters_envelope(window: _Window, envelope: Collection[str]) -> bool:
    """Whether the object at hand is a page; if so the window stands after the `[` of its records."""
    while len(window.text) - window.at < _CHUNK and not window.ended:
        window.more()
    at = window.at
    while key := _KEY.match(window.text, at):
        at = key.end()
        if key.group(1) in envelope and window.text[at : at + 1] == "[":
            window.at = at + 1
            return True
        try:
            _, at = _SCAN(window.text, at)
        except (ValueError, RecursionError):
            return False
    return False


def _leave_envelope(window: _Window) -> None:
    """Past the keys that follow the records, to the end of the page."""
    while (first := window.skip()) != "}":
        if not first:
            raise damaged(window.name)
        window.value()
        if window.skip() == ":":
            window.at += 1
    window.at += 1


def members(stream: BinaryIO, name: str, envelope: str) -> Iterator[tuple[str, str]]:
    """What each object says, as (key, value as written); the elements of the list `envelope` one by one.

    After each object comes ("", ""). Objects may stand in a list; anything beside them is passed over.
    """
    window = _Window(stream, name)
    while first := window.skip():
        if first in "[]":
            window.at += 1
            continue
        if first != "{":
            window.value()
            continue
        window.at += 1
        while (first := window.skip()) != "}":
            key = str(window.value()[0]) if first else ""
            if window.skip() != ":":
                raise damaged(name)
            window.at += 1
            if key == envelope and window.skip() == "[":
                window.at += 1
                yield from ((key, line.decode("utf-8")) for line in _elements(window))
            else:
                window.skip()
                yield key, window.value()[1]
        window.at += 1
        yield "", ""


def damaged(name: str) -> DataError:
    """The sentence for a document that ends or breaks before its end."""
    return DataError(
        f"{name}: the JSON document is damaged or cut short",
        "Export it again; documents are read whole or not at all.",
    )


def _lines(parsed: object, written: str) -> Iterator[bytes]:
    """A record as its line; a table of columns and rows, as query services answer, as one line a row."""
    columns, rows = _table(parsed)
    if rows is None:
        yield _line(written)
        return
    for row in rows:
        yield _line(
            json.dumps(dict(zip(columns, row, strict=False)) if isinstance(row, list) else row)
        )


def _table(parsed: object) -> tuple[list[str], list[object] | None]:
    """The names of a table's columns and its rows; no rows where the record is no table."""
    columns, rows = (
        parsed.get(key) if isinstance(parsed, dict) else None for key in ("columns", "rows")
    )
    if not isinstance(columns, list) or not isinstance(rows, list):
        return [], None
    if not all(isinstance(column, dict) and "name" in column for column in columns):
        return [], None
    return [str(column["name"]) for column in columns], rows


def _line(written: str) -> bytes:
    return written.replace("\n", " ").replace("\r", " ").encode("utf-8") + b"\n"


def first_records(text: bytes) -> tuple[list[Mapping[str, object]], bool]:
    """Records at the head of a document (cut or whole) and whether it is one object."""
    import io

    records: list[Mapping[str, object]] = []
    try:
        for line in records_as_lines(io.BytesIO(text), "head"):
            record = json.loads(line)
            if isinstance(record, dict):
                records.append(record)
    except DataError:
        pass
    if not records and text[:1] == b"{":
        records = [_cut_object(text.decode("utf-8", errors="replace"))]
    return records, text[:1] == b"{"


def _cut_object(text: str) -> Mapping[str, object]:
    """What the beginning of one large object shows: its first keys; of a list the first elements."""
    found: dict[str, object] = {}
    at = 0
    while key := _KEY.match(text, at):
        at = key.end()
        try:
            found[key.group(1)], at = _SCAN(text, at)
        except (ValueError, RecursionError):
            if text[at : at + 1] == "[":
                found[key.group(1)] = list(_first_elements(text, at + 1))
            break
    return found


def _first_elements(text: str, at: int) -> Iterator[object]:
    """The elements of a list that is cut, as far as they are whole."""
    while match := _BETWEEN.match(text, at):
        try:
            element, at = _SCAN(text, match.end())
        except (ValueError, RecursionError):
            return
        yield element
