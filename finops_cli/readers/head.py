"""What a file is, told from its bytes: compression, kind, and a sample of its records."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from finops_cli.errors import DataError
from finops_cli.readers.interface import Shape

Kind = Literal["lines", "document", "csv", "parquet", "empty", "unknown"]
Compression = Literal["none", "gzip", "zstd", "bz2"]

_HEAD_BYTES = 256 * 1024
_PIECES, _PIECE_BYTES = 16, 16 * 1024
_MAGIC: Mapping[bytes, Compression] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bz2",
}
DAMAGED = (OSError, EOFError, zlib.error)
"""What decompressors raise for data that are cut short or broken."""
_OTHER_KINDS: Mapping[bytes, str] = {
    b"\x89PNG": "PNG image data",
    b"\xff\xd8\xff": "JPEG image data",
    b"GIF8": "GIF image data",
    b"%PDF": "PDF document",
    b"PK\x03\x04": "Zip archive or Office document",
    b"\x7fELF": "a program",
    b"\xff\xfe": "UTF-16 text; finops reads UTF-8: iconv -f UTF-16 -t UTF-8",
    b"\xfe\xff": "UTF-16 text; finops reads UTF-8: iconv -f UTF-16 -t UTF-8",
    b"SQLite format 3": "SQLite database",
    b"\xfd7zXZ": "xz data; unpack it first: xz -d",
    b"7z\xbc\xaf": "7-Zip archive",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file (and, of a plain one, pieces from its whole length).

    `records` are the objects of the sample; `shape` the keys they show; `said` names a file of
    another kind ("PNG image data").
    """

    kind: Kind
    compression: Compression
    records: Sequence[Mapping[str, object]]
    shape: Shape
    said: str = ""
    one_object: bool = False  # a document that is one object, such as a page


def compression_of(first: bytes) -> Compression:
    """The compression that the first bytes of a file show."""
    return next((name for magic, name in _MAGIC.items() if first.startswith(magic)), "none")


def opened(path: Path) -> BinaryIO:
    """The file's decompressed bytes. Raises DataError where it cannot be read."""
    try:
        raw = path.open("rb")
        first = raw.read(8)
        raw.seek(0)
    except OSError as wrong:
        raise DataError(f"{path}: {wrong.strerror or wrong}") from wrong
    return decompressed(raw, compression_of(first))


def decompressed(raw: BinaryIO, compression: Compression) -> BinaryIO:
    """`raw` read through its decompressor."""
    if compression == "gzip":
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if compression == "bz2":
        return bz2.BZ2File(raw)  # type: ignore[return-value]
    if compression == "zstd":
        import pyarrow as pa

        return io.BufferedReader(pa.CompressedInputStream(raw, "zstd"))  # it has no readline
    return raw


def look(path: Path) -> Head:
    """Sample a file. Raises DataError where it cannot be read or its compression is broken."""
    with path.open("rb") as raw:
        first = raw.read(8)
    compression = compression_of(first)
    if first.startswith(b"PAR1"):
        return Head("parquet", "none", [], Shape())
    try:
        with opened(path) as stream:
            head = stream.read(_HEAD_BYTES)
    except DAMAGED as wrong:
        raise cut_short(path) from wrong
    pieces = _pieces(path) if compression == "none" else []
    return inspect(head, compression, pieces)


def cut_short(path: Path | str) -> DataError:
    """The sentence for compressed data that ends before its end."""
    return DataError(f"{path}: the compressed data is damaged or cut short", "Fetch it again.")


def _pieces(path: Path) -> list[bytes]:
    """Whole lines from places spread over a long plain file, so that late keys are seen."""
    size = path.stat().st_size
    if size <= _HEAD_BYTES:
        return []
    pieces = []
    with path.open("rb") as raw:
        for number in range(1, _PIECES + 1):
            raw.seek(max(0, size * number // _PIECES - _PIECE_BYTES))
            pieces.append(raw.read(_PIECE_BYTES).partition(b"\n")[2])
    return pieces


def inspect(head: bytes, compression: Compression, pieces: list[bytes] | None = None) -> Head:
    """Tell kind and shape from the first bytes (decompressed) and pieces of whole lines."""
    said = next((words for magic, words in _OTHER_KINDS.items() if head.startswith(magic)), "")
    if head.startswith(b"PAR1"):
        return Head("parquet", compression, [], Shape())
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text and not said:
        return Head("empty", compression, [], Shape())
    if said or (b"\x00" in head[:1024] and (text[:1] not in b"{[" or text[1:2] == b"\x00")):
        return Head("unknown", compression, [], Shape(), said or "binary data")
    if text[:1] in (b"{", b"["):
        return _json_head(text, len(head) < _HEAD_BYTES, compression, pieces or [])
    return _other_text(text, compression)


def _json_head(text: bytes, whole: bool, compression: Compression, pieces: list[bytes]) -> Head:
    if whole and _holds_nothing(text):
        return Head("empty", compression, [], Shape())
    lines = text.split(b"\n")
    if not whole:
        lines = lines[:-1]
    parsed = [_parsed(line) for line in lines if line.strip()]
    objects: list[Mapping[str, object]] = [record for record in parsed if isinstance(record, dict)]
    if text[:1] == b"[" and not objects:
        return _document(text, compression)
    if not objects or (all(map(_is_page, objects)) and (whole or len(parsed) > 1)):
        page = _document(text, compression)
        if page.records or page.one_object:
            return page
    for piece in pieces:
        more = (_parsed(line) for line in piece.split(b"\n")[:-1] if line.strip())
        objects += [record for record in more if isinstance(record, dict)]
    return Head("lines", compression, objects, shape_of(objects))


def _holds_nothing(text: bytes) -> bool:
    """Whether a whole document is an array or a page without a single record."""
    from finops_cli.readers.documents import ENVELOPES

    found = _parsed(text)
    return found == [] or (
        isinstance(found, dict) and any(found.get(key) == [] for key in ENVELOPES)
    )


def _is_page(record: Mapping[str, object]) -> bool:
    """Whether an object holds records rather than being one."""
    from finops_cli.readers.documents import ENVELOPES

    return any(
        isinstance(value, list) and all(isinstance(item, dict) for item in value)
        for key, value in record.items()
        if key in ENVELOPES
    )


def _document(text: bytes, compression: Compression) -> Head:
    from finops_cli.readers.documents import first_records

    records, one_object = first_records(text)
    return Head("document", compression, records, shape_of(records), one_object=one_object)


def _other_text(text: bytes, compression: Compression) -> Head:
    """CSV where a first line has several columns; else lines that may hold records further on."""
    lines = text.split(b"\n")
    records = [r for r in map(_parsed, lines[:-1]) if isinstance(r, dict)]
    if records:
        return Head("lines", compression, records, shape_of(records))
    try:
        header = lines[0].decode("utf-8")
    except UnicodeDecodeError:
        return Head("unknown", compression, [], Shape(), "binary data")
    if "," not in header and "\t" not in header and ";" not in header:
        return Head("unknown", compression, [], Shape(), "text that is no JSON and no CSV")
    return Head("csv", compression, list(_csv_records(text)), Shape())


def _csv_records(text: bytes) -> Iterator[Mapping[str, object]]:
    import csv

    sample = io.StringIO(text.decode("utf-8", errors="replace"), newline="")
    for number, row in enumerate(csv.DictReader(sample, delimiter=delimiter(text))):
        if number == 50:
            return
        yield {key: value for key, value in row.items() if isinstance(key, str)}


def delimiter(text: bytes) -> str:
    """The delimiter that the header line uses most."""
    header = text.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    return max(",\t;", key=header.count)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def shape_of(records: Sequence[Mapping[str, object]]) -> Shape:
    """The top-level keys of the records, and which of them are never null."""
    keys: set[str] = set()
    always: set[str] | None = None
    for record in records:
        keys.update(record)
        filled = {key for key, value in record.items() if value not in (None, "")}
        always = filled if always is None else always & filled
    return Shape(frozenset(keys), frozenset(always or ()))
