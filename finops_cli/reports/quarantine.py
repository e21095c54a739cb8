"""Quarantine: the lines that were refused, by file and line, with the reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from finops_cli.report import Measure, Report, Row, Sentence, Trust, Window
from finops_cli.reports.inquiry import column
from finops_cli.store.files_source import FilesSource
from finops_cli.store.source import Source

REASONS = {
    "not_json": "cannot be parsed as JSON",
    "not_an_object": "is no record of the format",
    "bad_encoding": "is not UTF-8",
    "no_timestamp": "has no time",
    "bad_timestamp": "has a time that cannot be read",
    "timestamp_out_of_range": "lies before 2015 or over a day ahead",
    "negative_tokens": "has a negative token count",
    "tokens_not_a_number": "has a token count that is no whole number",
    "tokens_out_of_range": "has a token count above 10,000,000,000",
    "bad_cost": "has a cost that is no amount between 0 and 999,999 USD",
    "no_usage": "has neither a token count nor a cost",
    "too_long": "is longer than 64 MiB",
}


def quarantine(source: Source, timezone: str) -> Report:
    """Every refused line, in order of file and line."""
    if isinstance(source, FilesSource):
        source.read_calls()
    found = source.connection.execute(
        "select file, line, reason, detail from quarantine order by file, line, reason"
    ).fetchall()
    rows: tuple[Row, ...] = tuple(
        {"file": file, "line": line, "reason": reason, "detail": detail or REASONS.get(reason, "")}
        for file, line, reason, detail in found
    )
    counts = source.counts()
    reasons = Counter(str(row["reason"]) for row in rows)
    return Report(
        name="quarantine",
        title="Quarantined lines",
        source=source.label,
        window=Window(None, None, None, timezone),
        scope={"source": source.kind},
        summary={
            "quarantined_rows": len(rows),
            "files": len({row["file"] for row in rows}),
            "reasons": dict(sorted(reasons.items())),
        },
        columns=(
            column("file", "the file", "file", 0),
            column(
                "line",
                "line, or record of a CSV, Parquet or JSON document",
                "line",
                0,
                unit="ordinal",
            ),
            column("reason", "why", "reason", 0),
            column("detail", "the same in words; never the line's content", "detail", 1),
        ),
        rows=rows,
        trust=Trust(
            **asdict(counts),
        ),
        headline=(_headline(len(rows), reasons),),
        limit=20,
        empty="No line was refused.",
    )


def _headline(count: int, reasons: Counter[str]) -> Sentence:
    said = ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()))
    return Sentence(
        "{count} refused" + (": {said}" if said else ""),
        {"count": Measure(count, "count"), "said": Measure(said, "text")},
    )
