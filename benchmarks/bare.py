"""What `finops` is measured against: the same answer as one hand-written DuckDB query.

    bare.py shares LOG            the shares of `finops coverage`, printed as JSON
    bare.py table LOG STORE       CREATE TABLE AS of the call's columns into a fresh file
    bare.py nested LOG STORE      the same of a log with usage and metadata objects

None of the rules: no judging of placeholders, aliases or environments, no repeats, no reasons for
bad lines, no check of any figure. It runs as its own process, as `finops` does.
"""

from __future__ import annotations

import json
import sys

import duckdb

TAGS = "team_id cost_center product feature_id workflow_name environment intent".split()
FLAT = (
    "id timestamp run_id step agent_id user_id key_id".split()
    + TAGS
    + "provider model input_tokens cache_read_tokens output_tokens cost_usd latency_ms status".split()
)
USAGE = "input_tokens cache_read_input_tokens output_tokens".split()


def shares(log: str) -> None:
    """Calls, cost and, per tag, the calls that carry it and the cost of those that do not."""
    per_tag = ", ".join(
        f"count({tag}) as {tag}_calls, "
        f"cast(sum(cost) filter (where {tag} is null) as varchar) as {tag}_missing_usd"
        for tag in TAGS
    )
    everything = " and ".join(f"{tag} is not null" for tag in TAGS)
    answer = duckdb.execute(
        "select count(*) as calls, cast(sum(cost) as varchar) as cost_usd, "
        f"count(*) filter (where {everything}) as tagged_calls, {per_tag} "
        f"from (select {', '.join(TAGS)}, try_cast(cost_usd as decimal(18, 12)) as cost "
        f"from {_lines(log, _texts([*TAGS, 'cost_usd']))})"
    )
    names = [column[0] for column in answer.description or ()]
    print(json.dumps(dict(zip(names, answer.fetchall()[0], strict=True))))


def table(log: str, store: str) -> None:
    """One table of the call's columns, cast from text."""
    _create(store, log, _texts(FLAT), {name: name for name in FLAT})


def nested(log: str, store: str) -> None:
    """The same where counts and tags lie in objects."""
    boxed = {name: f"usage.{name}" for name in USAGE} | {tag: f"metadata.{tag}" for tag in TAGS}
    flat = [name for name in FLAT if name not in TAGS and name != "cache_read_tokens"]
    flat = [name for name in flat if name not in USAGE]
    columns = _texts(flat) | {"usage": _struct(USAGE), "metadata": _struct(TAGS)}
    _create(store, log, columns, {name: name for name in flat} | boxed)


def _create(store: str, log: str, columns: dict[str, str], values: dict[str, str]) -> None:
    selected = ", ".join(f"{_typed(name, value)} as {name}" for name, value in values.items())
    with duckdb.connect(store) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table calls as select {selected} from {_lines(log, columns)}")


def _typed(name: str, value: str) -> str:
    if name == "timestamp":
        return f"cast(try_cast({value} as timestamptz) as timestamp)"
    if name == "cost_usd":
        return f"try_cast({value} as decimal(18, 12))"
    counts = name == "step" or name.endswith(("_tokens", "_ms"))
    return f"try_cast({value} as bigint)" if counts else value


def _texts(names: list[str]) -> dict[str, str]:
    return dict.fromkeys(names, "VARCHAR")


def _struct(names: list[str]) -> str:
    return f"STRUCT({', '.join(f'{name} VARCHAR' for name in names)})"


def _lines(log: str, columns: dict[str, str]) -> str:
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return (
        f"read_json('{log}', format = 'newline_delimited', records = true, "
        f"ignore_errors = true, columns = {{{listed}}})"
    )


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
