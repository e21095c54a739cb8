"""Bytes that DuckDB cannot read by itself reach it through a pipe: documents, bz2, standard input,
lines too long to read. No temporary file is written.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from finops_cli.readers.documents import ENVELOPES, records_as_lines
from finops_cli.readers.head import DAMAGED, cut_short, decompressed
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import MAX_ROW_BYTES

_CHUNK = 1024 * 1024
_MARK = b"\xef\xbb\xbf"  # stands before the first line of some files
_SHORT = 64  # bytes that may be an object without any field
REPLACED = b"null\n"
"""Stands for a line that is too long to read: a row without anything in it."""


@dataclass(slots=True)
class Watched:
    """What was seen of lines that cannot be read a second time; ordinals count non-blank lines from 0."""

    reasons: dict[int, str] = field(default_factory=dict)
    objects: set[int] = field(default_factory=set)  # looked at and found to be records
    blanks: list[int] = field(default_factory=list)  # line numbers, from 1
    lines: int = 0
    digest: str = ""
    ends_in_newline: bool = True

    def judge(self, ordinal: int, line: bytes) -> None:
        """Look closely at a line: why it is no record, or that it is one."""
        if reason := reason_of(line.removeprefix(_MARK) if ordinal == 0 else line):
            self.reasons[ordinal] = reason
        else:
            self.objects.add(ordinal)


class _Joined(io.RawIOBase):
    """Bytes already taken from a stream, then the rest of it; fingerprinted on the way."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self.first, self.rest, self.hash = first, rest, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        chunk = self.first[: len(view)] or self.rest.read(len(view))
        self.first = self.first[len(chunk) :] if self.first else b""
        view[: len(chunk)] = chunk
        self.hash.update(chunk)
        return len(chunk)


def peeked(stream: BinaryIO, size: int) -> tuple[bytes, bytes]:
    """The first raw bytes of a stream, and the same unpacked as far as they go."""
    from finops_cli.readers.head import compression_of

    first = b""
    while len(first) < size and (chunk := stream.read(size - len(first))):
        first += chunk
    compression = compression_of(first)
    if compression == "none":
        return first, first
    unpacked = b""
    try:
        with decompressed(io.BytesIO(first), compression) as reader:
            while chunk := reader.read(8192):
                unpacked += chunk
    except DAMAGED:
        pass  # a piece of a compressed stream ends in the middle; what came before it is enough
    return first, unpacked


def fed(file: LogFile, watched: Watched) -> AbstractContextManager[str]:
    """The path of a pipe through which `file` arrives as lines; `watched` tells of them afterwards.

    Raises DataError on leaving where the bytes turned out damaged.
    """
    return piped(lines_of(file, watched), file.label)


@contextmanager
def piped(lines: Iterable[bytes], label: str) -> Iterator[str]:
    """The path of a pipe through which `lines` arrive. Raises DataError as `fed` does."""
    reading, writing = os.pipe()
    failures: list[BaseException] = []
    pump = threading.Thread(target=_pump, args=(lines, label, writing, failures), daemon=True)
    pump.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        pump.join()
    if failures:
        raise failures[0]


def _pump(lines: Iterable[bytes], label: str, writing: int, failures: list[BaseException]) -> None:
    try:
        with os.fdopen(writing, "wb", buffering=_CHUNK) as out:
            for line in lines:
                out.write(line)
    except BrokenPipeError:
        pass  # the reader gave up first, and says why itself
    except DAMAGED:
        failures.append(cut_short(label))
    except Exception as wrong:  # noqa: BLE001 - handed to the thread that waits for it
        failures.append(wrong)


def lines_of(file: LogFile, watched: Watched) -> Iterable[bytes]:
    """The file as lines of JSON or CSV, each ending in a newline if it did."""
    joined = _Joined(file.first, file.raw())
    stream = decompressed(io.BufferedReader(joined, _CHUNK), file.head.compression)
    try:
        if file.reader.follow and file.head.kind == "lines":
            yield from file.reader.follow(_readable_lines(stream, watched))
        elif file.reader.unfold:
            yield from file.reader.unfold(stream, file.label)
        elif file.head.kind == "document":
            envelope = (*ENVELOPES, *file.reader.envelope)
            yield from records_as_lines(stream, file.label, envelope)
        elif file.head.kind == "csv":
            yield from iter(lambda: stream.read(_CHUNK), b"")
        else:
            yield from _watched_lines(stream, watched)
    finally:
        while file.path is None and joined.read(_CHUNK):
            pass  # to the end, so that the fingerprint covers all of it
        watched.digest = joined.hash.hexdigest()
        if file.path is not None:
            stream.close()


def _watched_lines(stream: BinaryIO, watched: Watched) -> Iterator[bytes]:
    """Lines of bounded length; notes what is blank, no object, or not UTF-8."""
    ordinal = 0
    while line := stream.readline(MAX_ROW_BYTES + 1):
        watched.lines += 1
        watched.ends_in_newline = line.endswith(b"\n")
        if len(line) > MAX_ROW_BYTES:
            while not line.endswith(b"\n") and (line := stream.readline(MAX_ROW_BYTES)):
                pass
            watched.reasons[ordinal] = "too_long"
            line = REPLACED
        elif line.isspace():
            watched.blanks.append(watched.lines)
            continue
        elif len(line) < _SHORT or b"\\ud" in line or b"\\uD" in line or quick_reason(line):
            watched.judge(ordinal, line)
        ordinal += 1
        yield line


def _readable_lines(stream: BinaryIO, watched: Watched) -> Iterator[bytes]:
    """The lines, with nothing in the place of those that are no records."""
    for ordinal, line in enumerate(_watched_lines(stream, watched)):
        marked = not ordinal and line.startswith(b"\xef\xbb\xbf")
        yield REPLACED if ordinal in watched.reasons else line[3:] if marked else line


def quick_reason(line: bytes) -> str | None:
    """What is wrong with a line before any parsing: its encoding, or that it begins no object."""
    if not line.isascii():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return "bad_encoding"
    first = line.lstrip(b" \t\r\n\f\xef\xbb\xbf")[:1]
    return (
        None if first == b"{" else ("not_an_object" if first in b'["0123456789-tfn' else "not_json")
    )


def reason_of(line: bytes) -> str | None:
    """Why a line is no record; None where it is one and its fields are to blame."""
    import json

    quick = quick_reason(line)
    if quick == "bad_encoding":
        return quick
    try:
        found = json.loads(line.decode())  # bytes would have a mark inside pass
    except (ValueError, RecursionError):
        return "not_json"
    if not isinstance(found, dict):
        return "not_an_object"
    return "bad_encoding" if _has_lone_surrogate(found) else None


def _has_lone_surrogate(found: object) -> bool:
    import json

    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
