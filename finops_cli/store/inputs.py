"""The relation that DuckDB reads a file through: the reading's columns as text or JSON, and file_name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from finops_cli.readers.head import delimiter
from finops_cli.readers.interface import Reading
from finops_cli.readers.project import columns_argument
from finops_cli.sqltext import ident, string
from finops_cli.store.files import LogFile
from finops_cli.store.gateway import MAX_ROW_BYTES, exact_path

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

_LONG_ROWS = MAX_ROW_BYTES + 8 * 1024 * 1024


def lines_relation(
    paths: Sequence[str], reading: Reading, compression: str = "none", *, long_rows: bool = False
) -> str:
    """JSON lines: every non-blank line is a row, one that is no object a row of NULLs."""
    listed = ", ".join(exact_path(path) for path in paths)
    options = f", maximum_object_size = {_LONG_ROWS}" if long_rows else ""
    return (
        f"read_json([{listed}], format = 'newline_delimited', records = true, ignore_errors = true, "
        f"compression = '{compression}', filename = 'file_name', "
        f"columns = {columns_argument(reading)}{options})"
    )


def csv_relation(path: str, header: Sequence[str], reading: Reading, file: LogFile) -> str:
    """CSV: all values as text; records of a wrong width go to DuckDB's table of rejects."""
    columns = "{" + ", ".join(f"{string(name)}: 'VARCHAR'" for name in header) + "}"
    compression = "none" if path.startswith("/dev/fd/") else file.head.compression
    source = (
        f"read_csv({exact_path(path)}, auto_detect = false, header = true, "
        f"delim = {string(_delimiter(file))}, quote = '\"', escape = '\"', columns = {columns}, "
        f"compression = '{compression}', store_rejects = true, rejects_limit = 0, "
        f"null_padding = false, max_line_size = {MAX_ROW_BYTES}, buffer_size = {2 * MAX_ROW_BYTES}, "
        "filename = 'file_name')"
    )
    return f"(select {_picked(reading, set(header))}, file_name from {source})"


def csv_header(file: LogFile) -> list[str]:
    """The column names of a CSV file's first line; unusable ones are numbered."""
    import csv
    import io

    text = _first_text(file)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(file))
    names: list[str] = []
    for number, name in enumerate(next(rows, [])):
        taken = {other.lower() for other in names}
        plain = name.strip()
        names.append(plain if plain and plain.lower() not in taken else f"column_{number}")
    return names


def _first_text(file: LogFile) -> str:
    from finops_cli.readers.head import opened
    from finops_cli.store.feed import peeked

    if file.path is None:
        import io

        data = peeked(io.BytesIO(file.first), len(file.first))[1]
    else:
        with opened(file.path) as stream:
            data = stream.read(64 * 1024)
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _delimiter(file: LogFile) -> str:
    return delimiter(_first_text(file).encode("utf-8"))


def _picked(reading: Reading, there: set[str]) -> str:
    parts = []
    for name, kind in reading.columns.items():
        if name not in there:
            value = f"cast(null as {kind})"
        else:
            value = ident(name) if kind == "VARCHAR" else _json_or_text(ident(name))
        parts.append(f"{value} as {ident(name)}")
    return ", ".join(parts)


def _json_or_text(value: str) -> str:
    """A cell that may hold JSON; plain text stays a JSON string, so that "a:b" remains a label."""
    return f"coalesce(try_cast({value} as json), to_json({value}))"


def parquet_relation(connection: Connection, path: str, reading: Reading) -> str:
    """Parquet: columns of any type, as the text that they would have in a line of JSON."""
    source = f"read_parquet({exact_path(path)}, filename = 'file_name', hive_partitioning = false)"
    described = connection.execute(f"describe select * from {source}").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    parts = [
        f"{_parquet_value(name, types.get(name), kind)} as {ident(name)}"
        for name, kind in reading.columns.items()
    ]
    return f"(select {', '.join(parts)}, file_name from {source})"


def _parquet_value(name: str, there: str | None, kind: str) -> str:
    if there is None:
        return f"cast(null as {kind})"
    value = ident(name)
    if kind == "VARCHAR":
        return f"cast({value} as varchar)"
    return _json_or_text(value) if there == "VARCHAR" else f"to_json({value})"
