"""JSON documents as lines: an array, a page `{"data": […]}`, or values one after another.

The document is streamed: a window of text is scanned value by value, each record goes out on a line
of its own, so that one SELECT reads a format in every shape.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from finops_cli.errors import DataError

_CHUNK = 1024 * 1024
_SCAN = json.JSONDecoder().raw_decode
_BETWEEN = re.compile(r"[\s,]*")
ENVELOPES = ("data", "calls", "records", "logs", "items")
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
                raise DataError(
                    f"{self.name}: the JSON document is damaged or cut short",
                    "Export it again; documents are read whole or not at all.",
                )
            if len(self.text) - self.at > MAX_RECORD:
                raise too_large(self.name)
            self.more()


def too_large(name: str) -> DataError:
    """A record no call can need."""
    return DataError(
        f"{name}: a record of the JSON document is larger than 64 MiB",
        f"Split it into lines: jq -c '.[]' {name} > lines.jsonl",
    )


def records_as_lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Each record of the document as one line of JSON, in order."""
    window = _Window(stream, name)
    while first := window.skip():
        if first == "[":
            window.at += 1
            yield from _elements(window)
        elif first == "{" and _enters_envelope(window):
            yield from _elements(window)
            _leave_envelope(window)
        else:
            yield _line(window.value()[1])


def _elements(window: _Window) -> Iterator[bytes]:
    while (first := window.skip()) != "]":
        if not first:
            raise DataError(
                f"{window.name}: the JSON document is damaged or cut short",
                "Export it again; documents are read whole or not at all.",
            )
        yield _line(window.value()[1])
    window.at += 1


_KEY = re.compile(r'\s*[{,]\s*"((?:[^"\\]|\\.)*)"\s*:\s*')


def _enters_envelope(window: _Window) -> bool:
    """Whether the object at hand is a page; if so the window stands after the `[` of its records."""
    while len(window.text) - window.at < _CHUNK and not window.ended:
        window.more()
    at = window.at
    while key := _KEY.match(window.text, at):
        at = key.end()
        if key.group(1) in ENVELOPES and window.text[at : at + 1] == "[":
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
            raise DataError(
                f"{window.name}: the JSON document is damaged or cut short",
                "Export it again; documents are read whole or not at all.",
            )
        window.value()
        if window.skip() == ":":
            window.at += 1
    window.at += 1


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
    return records, text[:1] == b"{"
