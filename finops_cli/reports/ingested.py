"""What an ingest came to, file by file, as a report for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from finops_cli.report import Report, Trust, Window
from finops_cli.reports.inquiry import column
from finops_cli.store.ingest import FileCounts

_COUNTS = (
    "read_rows",
    "calls",
    "duplicate_rows",
    "revised_rows",
    "skipped_rows",
    "quarantined_rows",
)


def ingested(counts: Sequence[FileCounts], store: str, timezone: str) -> Report:
    """Counts per file and in total; `known` files were ingested before."""
    rows = tuple(asdict(one) for one in counts)
    total = {name: sum(row[name] for row in rows) for name in _COUNTS}
    return Report(
        name="ingest",
        title="Ingest",
        source=store,
        window=Window(None, None, None, timezone),
        scope={"source": "files"},
        summary={"files": len(rows), **total},
        columns=(
            column("path", "the file", "file", 0),
            column("format", "its format", "format", 1),
            *(column(n, n.replace("_", " "), n, 0, unit="count", adds_up=True) for n in _COUNTS),
            column("known", "ingested before and left alone", "known", 1, unit="flag"),
            column("left_for_later", "its last line was not complete", priority=None, unit="flag"),
        ),
        rows=rows,
        trust=Trust(files=len(rows), **total),
        limit=0,
        empty="No files.",
    )
