"""From what a user names to the log files it holds: folders, globs, standard input, each recognised."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from finops_cli.errors import DataError, UsageError, nearest
from finops_cli.readers import READERS, reader_named
from finops_cli.readers.head import Head, inspect, look
from finops_cli.readers.interface import Reader
from finops_cli.readers.unread import unread

STDIN = "-"
STDIN_LABEL = "standard input"
_STDIN_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of calls: where it is, how it is packed, and who reads it.

    `path` None is standard input, whose `first` bytes were taken for recognition.
    """

    path: Path | None
    label: str
    head: Head
    reader: Reader
    first: bytes = b""

    @property
    def size_bytes(self) -> int:
        """Size on disk; 0 for standard input."""
        return self.path.stat().st_size if self.path else 0

    def raw(self) -> BinaryIO:
        """The file's bytes as they are."""
        return self.path.open("rb") if self.path else sys.stdin.buffer


@dataclass(slots=True)
class Found:
    """The log files behind the names, and what was passed over or refused."""

    files: list[LogFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    refused: list[DataError] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def find(names: Sequence[str], format_in: str | None, mapped: Mapping[str, str]) -> Found:
    """Recognise every file behind `names`. A named file that cannot be read is in `refused`."""
    forced = _forced(format_in)
    found, seen = Found(), set[str]()
    for name in names:
        try:
            _add(found, seen, name, forced, mapped)
        except DataError as wrong:
            found.refused.append(wrong)
    return found


def _forced(format_in: str | None) -> Reader | None:
    if format_in is None:
        return None
    reader = reader_named(format_in)
    if reader is None:
        names = [reader.name for reader in READERS]
        close = nearest(format_in, names)
        raise UsageError(
            f"--format-in {format_in}: no such format"
            + (f"; did you mean {close}?" if close else ""),
            f"Formats: {', '.join(names)}",
        )
    return reader


def _add(
    found: Found, seen: set[str], name: str, forced: Reader | None, mapped: Mapping[str, str]
) -> None:
    if name == STDIN:
        if name not in seen:
            seen.add(name)
            _add_stdin(found, forced, mapped)
        return
    for path, in_folder in _paths(name):
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        _add_path(found, path, in_folder, forced, mapped)


def _add_path(
    found: Found, path: Path, in_folder: bool, forced: Reader | None, mapped: Mapping[str, str]
) -> None:
    try:
        head = look(path)
    except OSError as wrong:
        raise DataError(f"{path}: {(wrong.strerror or str(wrong)).lower()}") from wrong
    if head.kind == "empty":
        found.empty.append(str(path))
        return
    reader = _recognised(head, forced, mapped)
    if reader:
        found.files.append(LogFile(path, str(path), _as_page(head, reader), reader))
    elif in_folder:
        found.passed_over.append(str(path))
    else:
        raise unrecognised(str(path), head)


def _add_stdin(found: Found, forced: Reader | None, mapped: Mapping[str, str]) -> None:
    from finops_cli.readers.head import compression_of
    from finops_cli.store.feed import peeked

    first, head_bytes = peeked(sys.stdin.buffer, _STDIN_HEAD)
    head = inspect(head_bytes, compression_of(first))
    if head.kind == "empty":
        found.empty.append(STDIN_LABEL)
        return
    if head.kind == "parquet":
        raise DataError("standard input: Parquet cannot be read from a pipe", "Name the file.")
    reader = _recognised(head, forced, mapped)
    if reader is None:
        raise unrecognised(STDIN_LABEL, head)
    found.files.append(LogFile(None, STDIN_LABEL, _as_page(head, reader), reader, first))


def _recognised(head: Head, forced: Reader | None, mapped: Mapping[str, str]) -> Reader | None:
    if head.kind == "unknown":
        return None
    if forced:
        return forced
    if head.kind == "parquet":
        return reader_named("generic")
    for reader in READERS:
        if reader.recognise(head.records):
            return reader
    roots = {theirs.split(".")[0] for theirs in mapped}
    if any(roots & record.keys() for record in head.records):
        return reader_named("generic")
    # Lines that begin like records but cannot be parsed are lost records: quarantined, not passed over.
    return reader_named("generic") if head.kind == "lines" and not head.records else None


def _as_page(head: Head, reader: Reader) -> Head:
    """The head of a file whose first line is a whole page of this format: it is read as a document."""
    first = head.records[0] if head.kind == "lines" and head.records else {}
    is_page = any(isinstance(first.get(key), list) for key in reader.envelope)
    return replace(head, kind="document") if is_page else head


def unrecognised(label: str, head: Head) -> DataError:
    """The sentence for a file that is no log, with what was looked for."""
    if trace := unread(head.records):
        return DataError(
            f"{label}: {trace}, which finops does not read yet",
            "A parent carries the sums of its children there: row by row, spend would count twice.",
        )
    looked = ", ".join(reader.looks_for or reader.title for reader in reversed(READERS))
    said = f" ({head.said})" if head.said else ""
    return DataError(
        f"{label}: no inference calls found{said}",
        f"Looked for {looked}. Other names can be mapped in [ingest.fields] of finops.toml.",
        f"finops doctor {label} explains." if not head.said else "",
    )


def _paths(name: str) -> Iterator[tuple[Path, bool]]:
    """The files behind one name, and whether a folder or a glob brought them."""
    path = Path(name)
    if path.is_dir():
        yield from ((file, True) for file in _files_below(path))
    elif path.exists() or path.is_symlink():
        if not path.exists():
            raise DataError(f"{name}: a symbolic link that leads nowhere or back to itself")
        yield path, False
    elif any(char in name for char in "*?["):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - the user's own pattern, absolute or not
        if not matches:
            raise DataError(f"{name}: no file matches")
        for match in matches:
            yield from ((file, True) for file, _ in _paths(match))
    else:
        raise DataError(f"{name}: no such file", _similar(path))


def _files_below(folder: Path) -> Iterator[Path]:
    """Regular files below a folder, in order of name; links to folders are not followed."""
    for root, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _unreadable(wrong: OSError) -> None:
    raise DataError(f"{wrong.filename}: {(wrong.strerror or str(wrong)).lower()}")


def _similar(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    close = nearest(path.name, names)
    return f"Did you mean {path.parent / close}?" if close else ""
