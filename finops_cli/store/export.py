"""Calls written as they are: every column of the canonical call, with cost, its status and the day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from finops_cli.call import CALL
from finops_cli.sqltext import string
from finops_cli.store.chains import calls_in_runs
from finops_cli.store.days import day_sql

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

FORMATS = ("jsonl", "csv", "parquet")
_OPTIONS = {
    "jsonl": "format json, array false",
    "csv": "format csv, header true",
    "parquet": "format parquet, compression zstd",
}
_UNSAFE = "regexp_matches({0}, '^[=+@\\x00-\\x1f-]')"


def write_calls(
    connection: Connection,
    path: Path,
    form: str,
    timezone: str,
    latest: datetime,
    limit: int | None = None,
) -> None:
    """Write raw_calls to `path`, sorted by started_at and call_id."""
    columns = [_column(column.name, column.sql_type, form) for column in CALL]
    columns += [
        "logged_cost_usd as cost_usd",
        "case when logged_cost_usd is null then 'unpriced' else 'logged' end as cost_status",
        f"{day_sql('started_at', timezone, latest)} as day",
    ]
    cut = f" limit {limit}" if limit else ""
    connection.execute(
        f"copy (select {', '.join(columns)} from {calls_in_runs(connection)} as raw_calls "
        f"order by raw_calls.started_at, raw_calls.call_id, raw_calls.provider, id_space{cut}) "
        f"to {string(str(path))} ({_OPTIONS[form]})"
    )


def _column(name: str, kind: str, form: str) -> str:
    if form == "parquet":
        return name
    if name == "started_at":
        return "strftime(started_at, '%Y-%m-%dT%H:%M:%S.%fZ') as started_at"
    if name == "tags":
        return f"{'to_json(tags)' if form == 'jsonl' else 'cast(to_json(tags) as varchar)'} as tags"
    if form == "csv" and kind == "VARCHAR":
        return f"case when {_UNSAFE.format(name)} then '''' || {name} else {name} end as {name}"
    return name
