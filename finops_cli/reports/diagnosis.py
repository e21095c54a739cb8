"""Diagnosis: how one file is read, which of its fields are used, which look like tags, what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from finops_cli.call import TAGS
from finops_cli.errors import nearest
from finops_cli.policy.model import Policy
from finops_cli.readers.head import Head
from finops_cli.readers.interface import ANYTHING
from finops_cli.store.files import LogFile, find
from finops_cli.store.files_source import FilesSource
from finops_cli.store.gateway import connect
from finops_cli.store.store import prepare

_SHOWN = 5


def diagnosis(name: str, policy: Policy, format_in: str | None, latest: datetime) -> list[str]:
    """Lines that explain a file. Raises DataError where it is missing or of no known format."""
    mapped = policy.ingest.fields
    found = find([name], format_in, mapped)
    if found.refused:
        raise found.refused[0]
    if not found.files:
        return [f"{name}: empty; nothing to read"]
    lines: list[str] = []
    for file in found.files[:_SHOWN]:
        lines += _explained(file, policy, latest)
    if len(found.files) > _SHOWN:
        lines.append(f"… and {len(found.files) - _SHOWN} more files")
    return lines


def _explained(file: LogFile, policy: Policy, latest: datetime) -> list[str]:
    kinds = {"lines": "JSON lines", "document": "JSON document", "csv": "CSV", "parquet": "Parquet"}
    packed = "" if file.head.compression == "none" else f", {file.head.compression}"
    lines = [
        f"{file.label}: {file.reader.title} ({kinds.get(file.head.kind, file.head.kind)}{packed})"
    ]
    lines += _fields(file, policy.ingest.fields)
    return lines + _rows(file, policy, latest)


def _fields(file: LogFile, mapped: Mapping[str, str]) -> list[str]:
    """Which top-level names are read, and which unread ones look like tags."""
    names = _names(file.head)
    if not names:
        return []
    read = set(file.reader.reading(ANYTHING, mapped).columns)
    used = sorted(name for name in names if name in read)
    unread = sorted(name for name in names if name not in read)
    lines = [f"  read      {', '.join(used) or 'nothing'}"]
    if unread:
        lines.append(f"  not read  {', '.join(unread)}")
    for name in unread:
        if tag := nearest(name.lower(), TAGS):
            lines.append(f'            {name} looks like {tag}: [ingest.fields] "{name}" = "{tag}"')
    return lines


def _names(head: Head) -> set[str]:
    return {str(key) for record in head.records for key in record}


def _rows(file: LogFile, policy: Policy, latest: datetime) -> list[str]:
    connection = connect(timezone=policy.ingest.timezone)
    try:
        prepare(connection, f"{latest:%Y-%m-%d %H:%M:%S}+00")
        source = FilesSource(connection, [file], file.label, policy.ingest.fields)
        source.read_calls()
        counts = source.counts()
        refused = connection.execute("select line, reason from quarantine order by line").fetchall()
    finally:
        connection.close()
    lines = [
        f"  rows      {counts.read_rows:,} read: {counts.calls:,} calls, "
        f"{counts.duplicate_rows:,} duplicates, {counts.revised_rows:,} revised, "
        f"{counts.skipped_rows:,} skipped, {counts.quarantined_rows:,} quarantined"
    ]
    for reason, number in sorted(Counter(reason for _, reason in refused).items()):
        where = ", ".join(str(line) for line, why in refused if why == reason)
        shown = where if number <= _SHOWN else ", ".join(where.split(", ")[:_SHOWN]) + ", …"
        lines.append(f"  refused   {number:,} {reason}: line {shown}")
    return lines
