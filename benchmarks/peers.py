"""The shares of `finops coverage` as other tools give them, each the usual way and without rules.

    peers.py orjson LOG     a loop over lines
    peers.py polars LOG     a lazy scan
    peers.py pyarrow LOG    pyarrow.json, then pyarrow.compute

Each prints calls, cost and, per tag, the calls that carry it and the cost of those that do not.
Cost is a float: none of them reads decimals. A file that one of them refuses makes it exit with 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TAGS = "team_id cost_center product feature_id workflow_name environment intent".split()


def orjson(log: str) -> dict[str, Any]:
    """A loop that passes over what is no JSON object."""
    from orjson import JSONDecodeError, loads

    calls, cost = 0, 0.0
    present, missing = dict.fromkeys(TAGS, 0), dict.fromkeys(TAGS, 0.0)
    with Path(log).open("rb") as lines:
        for line in lines:
            try:
                call = loads(line)
                spent = float(call.get("cost_usd") or 0)
            except (JSONDecodeError, AttributeError, ValueError):
                continue
            calls, cost = calls + 1, cost + spent
            for tag in TAGS:
                if call.get(tag) is None:
                    missing[tag] += spent
                else:
                    present[tag] += 1
    return {"calls": calls, "cost_usd": cost, "present": present, "missing_usd": missing}


def polars(log: str) -> dict[str, Any]:
    """A lazy scan with a schema: only the columns that are asked for."""
    import polars as pl

    schema = dict.fromkeys(TAGS, pl.String) | {"cost_usd": pl.Float64}
    scan = pl.scan_ndjson(log, schema=schema, ignore_errors=True)
    cost = pl.col("cost_usd")
    return (
        scan.select(
            pl.len().alias("calls"),
            cost.sum(),
            *(pl.col(tag).count().alias(f"{tag}_calls") for tag in TAGS),
            *(cost.filter(pl.col(tag).is_null()).sum().alias(f"{tag}_missing") for tag in TAGS),
        )
        .collect()
        .to_dicts()[0]
    )


def pyarrow(log: str) -> dict[str, Any]:
    """A table of the columns that are asked for."""
    import pyarrow as pa
    from pyarrow import compute
    from pyarrow import json as pyarrow_json

    schema = pa.schema([*((tag, pa.string()) for tag in TAGS), ("cost_usd", pa.float64())])
    options = pyarrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    calls = pyarrow_json.read_json(log, parse_options=options)
    answer = {"calls": calls.num_rows, "cost_usd": compute.sum(calls["cost_usd"]).as_py()}
    for tag in TAGS:
        lacking = calls["cost_usd"].filter(compute.is_null(calls[tag]))
        answer[f"{tag}_calls"] = calls.num_rows - calls[tag].null_count
        answer[f"{tag}_missing"] = compute.sum(lacking).as_py()
    return answer


if __name__ == "__main__":
    try:
        print(
            json.dumps(
                {"polars": polars, "pyarrow": pyarrow, "orjson": orjson}[sys.argv[1]](sys.argv[2])
            )
        )
    except Exception as wrong:  # noqa: BLE001 - whatever a peer says of a dirty file is its answer
        sys.exit(f"{type(wrong).__name__}: {str(wrong).splitlines()[0]}")
