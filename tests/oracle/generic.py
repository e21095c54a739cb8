"""One line of a generic log: a call, or the reason why it is none (ingest.md)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.oracle.config import SCHEMA_TAGS, Config
from tests.oracle.numbers import REASONS, Refused, count, moment, money, number, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = dict[str, Any]
LONGEST_LINE = 64 << 20
LONGEST_TAG = 256
# Of several spellings the first that is not null wins.
TIMES = ["ts", "time", "timestamp", "created_at", "start_time", "startTime", "started_at"]
TIMES += ["@timestamp"]
COSTS = ["cost", "cost_usd", "spend", "total_cost", "response_cost", "logged_cost_usd"]
INPUTS = ["input_tokens", "prompt_tokens", "tokens_in"]
OUTPUTS = ["output_tokens", "completion_tokens", "tokens_out"]
READS = ["cached_tokens", "cache_read_tokens", "cache_read_input_tokens"]
WRITES = ["cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"]
TEXTS = {
    "call_id": ["id", "call_id", "request_id", "uuid"],
    "run_id": ["run_id", "trace_id", "session_id", "conversation_id"],
    "parent_id": ["parent_id"],
    "agent_id": ["agent", "agent_id", "agent_name"],
    "user_id": ["user", "user_id", "end_user"],
    "key_id": ["key_id", "api_key_alias"],
    "provider": ["provider", "vendor"],
    "model": ["model", "model_name", "model_id"],
    "route_reason": ["route_reason"],
    "tool_name": ["tool_name", "tool"],
    "service_tier": ["service_tier"],
    "error_type": ["error_type"],
}
WHOLES = {
    "step": ["step", "step_index"],
    "latency_ms": ["latency_ms", "duration_ms", "latency"],
    "ttft_ms": ["ttft_ms"],
}
BOXES = ["tags", "metadata", "labels", "attributes"]
FINE = {"ok", "success", "succeeded", "completed", "stop"}
TEXT_WORDS = {"prompt", "message", "content", "input", "output", "response", "completion", "text"}
TEXT_WORDS |= {"body", "query", "question", "answer"}


@dataclass(frozen=True)
class Call:
    """The canonical call. Two calls are equal when their content is: every column but where it
    lay (not kept here) and whether its cost was a zero that is not believed."""

    call_id: str | None
    started_at: datetime
    run_id: str | None
    step: int | None
    parent_id: str | None
    agent_id: str | None
    user_id: str | None
    key_id: str | None
    team_id: str | None
    cost_center: str | None
    product: str | None
    feature_id: str | None
    workflow_name: str | None
    environment: str | None
    intent: str | None
    tags: tuple[tuple[str, str], ...]
    provider: str | None
    model: str | None
    route_reason: str | None
    tool_name: str | None
    service_tier: str | None
    input_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    reasoning_tokens: int | None
    logged_cost_usd: Decimal | None
    latency_ms: int | None
    ttft_ms: int | None
    status: str
    error_type: str | None
    zero_cost: bool = field(default=False, compare=False)

    @property
    def all_tokens(self) -> int:
        writes = self.cache_write_tokens + self.cache_write_1h_tokens
        return self.input_tokens + self.cache_read_tokens + writes + self.output_tokens


def read_line(line: bytes, config: Config, now: datetime) -> Call:
    """The call of one line without its newline; raises Refused."""
    return read_row(_object(line), config, now)


def _object(line: bytes) -> Row:
    if len(line) > LONGEST_LINE:
        raise Refused("too_long")
    try:
        text = line.decode("utf-8")
        row = _loads(text)
        if "\\u" in text:  # an escaped half of a surrogate pair is no text
            json.dumps(row, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeError:
        raise Refused("bad_encoding") from None
    except (ValueError, RecursionError):
        raise Refused("not_json") from None
    if not isinstance(row, dict):
        raise Refused("not_an_object")
    return row


def _loads(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=_first_wins,
        parse_float=Decimal,
        parse_int=Decimal,
        parse_constant=Decimal,
    )


def _first_wins(pairs: list[tuple[str, Any]]) -> Row:
    row: Row = {}
    for name, value in pairs:
        row.setdefault(name, value)
    return row


def read_row(row: Row, config: Config, now: datetime) -> Call:
    """The call of one object; raises Refused with the first reason in the order of REASONS."""
    row = _mapped(row, config) | row if config.fields else row
    reasons: list[str] = []
    started_at = _tried(reasons, lambda: _started_at(row, config, now))
    buckets = _tried(reasons, lambda: _buckets(row))
    cost = _tried(reasons, lambda: _cost(row))
    if reasons:
        raise Refused(min(reasons, key=REASONS.index))
    if buckets["given"] == 0 and cost is None:
        raise Refused("no_usage")
    del buckets["given"]
    return _call(row, started_at, buckets, cost)


def _call(row: Row, started_at: datetime, buckets: Row, cost: Decimal | None) -> Call:
    schema, others = _tags(row)
    tokens = sum(n for name, n in buckets.items() if name != "reasoning_tokens")
    zero_cost = cost == 0 and tokens > 0
    columns: Row = {name: _text(_first([row], n, _is_scalar)) for name, n in TEXTS.items()}
    columns |= {name: whole(_first([row], names)) for name, names in WHOLES.items()}
    columns |= {name: schema.get(name) for name in SCHEMA_TAGS}
    return Call(
        started_at=started_at,
        tags=tuple(sorted(others.items())),
        logged_cost_usd=None if zero_cost else cost,
        status=_status(row),
        zero_cost=zero_cost,
        **columns,
        **buckets,
    )


def _tried(reasons: list[str], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Refused as refused:
        reasons.append(refused.reason)
        return None


def _started_at(row: Row, config: Config, now: datetime) -> datetime:
    value = _first([row], TIMES)
    if value is None:
        raise Refused("no_timestamp")
    return moment(value, ZoneInfo(config.naive_timezone), now)


def _cost(row: Row) -> Decimal | None:
    value = _first([row], COSTS)
    return None if value is None else money(value)


# ---- finding values --------------------------------------------------------------------------


def _is_there(value: Any) -> bool:
    return value is not None and value != ""


def _is_scalar(value: Any) -> bool:
    return _is_there(value) and not isinstance(value, dict | list)


def _is_text(value: Any) -> bool:
    """A tag as logged; an empty one is a placeholder, not nothing."""
    return value is not None and not isinstance(value, dict | list)


def _first(levels: list[Row], names: list[str], wanted: Callable[[Any], bool] = _is_there) -> Any:
    return next((row[n] for row in levels for n in names if wanted(row.get(n))), None)


def _object_at(row: Row, name: str) -> Row:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _mapped(row: Row, config: Config) -> Row:
    """`[ingest.fields]`: the values under their names, as columns of ours."""
    found = {ours: _at_path(row, theirs) for theirs, ours in config.fields.items()}
    return {name: value for name, value in found.items() if _is_there(value)}


def _at_path(row: Any, path: str) -> Any:
    if isinstance(row, dict) and path in row:
        return row[path]
    head, dot, rest = path.partition(".")
    return _at_path(row.get(head), rest) if dot and isinstance(row, dict) else None


def _status(row: Row) -> str:
    value = _first([row], ["status", "status_code"], _is_scalar)
    code = number(value)
    if code is not None:
        return "ok" if code < 400 else "error"
    text = _text(value) or "ok"
    return "ok" if text.lower() in FINE else text


# ---- tokens ----------------------------------------------------------------------------------


def _buckets(row: Row) -> Row:
    """Disjoint counts, and under `given` how many of them the row states."""
    levels = [row, _object_at(row, "usage")]
    level, name = _input_place(levels)
    details = _object_at(level, _details_name(name))
    raw = {
        "total": level.get(name) if name else None,
        "output_tokens": _first(levels, OUTPUTS),
        "cache_read_tokens": _first([*levels, details], READS),
        "cache_write_tokens": _first([*levels, details], WRITES),
        "cache_write_1h_tokens": _first(levels, ["cache_write_1h_tokens"]),
        "inner_reads": _first([details], READS),
        "inner_writes": _first([details], WRITES),
        "reasoning_tokens": _reasoning(levels),
    }
    counts = _counts(raw)
    fresh = _fresh(counts, includes_flat_reads=name == "prompt_tokens")
    stated = [n for n in raw if n.endswith("_tokens") and n != "reasoning_tokens"] + ["total"]
    result: Row = {n: counts[n] or 0 for n in stated if n != "total"} | {"input_tokens": fresh}
    result["reasoning_tokens"] = counts["reasoning_tokens"]
    return result | {"given": sum(counts[n] is not None for n in stated)}


def _counts(raw: Row) -> dict[str, int | None]:
    reasons: list[str] = []
    counts = {
        name: None if value is None else _tried(reasons, lambda v=value: count(v))  # type: ignore[misc]
        for name, value in raw.items()
    }
    if reasons:
        raise Refused(min(reasons, key=REASONS.index))
    return counts


def _input_place(levels: list[Row]) -> tuple[Row, str]:
    """Where the input count stands; without one, the level whose details may still hold some."""
    for level in levels:
        for name in INPUTS:
            if _is_there(level.get(name)):
                return level, name
    return (levels[1] or levels[0]), ""


def _details_name(name: str) -> str:
    return "prompt_tokens_details" if name in ("", "prompt_tokens") else "input_tokens_details"


def _fresh(counts: dict[str, int | None], *, includes_flat_reads: bool) -> int:
    """Input without cache counts. A part that is larger than the whole lies outside of it."""
    total = counts["total"] or 0
    reads = counts["cache_read_tokens" if includes_flat_reads else "inner_reads"] or 0
    inside = reads + (counts["inner_writes"] or 0)
    return total if inside > total else total - inside


def _reasoning(levels: list[Row]) -> Any:
    details = [
        _object_at(level, name)
        for level in levels
        for name in ("output_tokens_details", "completion_tokens_details")
    ]
    return _first([*levels, *details], ["reasoning_tokens"])


# ---- tags ------------------------------------------------------------------------------------


def _tags(row: Row) -> tuple[dict[str, str], dict[str, str]]:
    """Tags of the schema, top level before the boxes, and the other scalars of the boxes."""
    boxed: dict[str, str] = {}
    for box in BOXES:
        for name, value in dict(_entries(row.get(box))).items():
            boxed.setdefault(name, value)
    top = {n: _text(row[n]) or "" for n in SCHEMA_TAGS if _is_text(row.get(n))}
    schema = {n: v for n, v in boxed.items() if n in SCHEMA_TAGS} | top
    others = {n: v for n, v in boxed.items() if n not in SCHEMA_TAGS and _may_be_kept(n, v)}
    return schema, others


def _may_be_kept(name: str, value: str) -> bool:
    words = {word.lower() for word in re.findall(r"[A-Za-z][a-z]*|[A-Z]+", name)}
    return len(value) <= LONGEST_TAG and not words & TEXT_WORDS


def _entries(box: Any) -> Iterator[tuple[str, str]]:
    """(name, value) of an object, of a list of `k:v` words or of a list of {key, value}."""
    if isinstance(box, dict):
        pairs = list(box.items())
    elif isinstance(box, list):
        pairs = [_entry(item) for item in box]
    else:
        pairs = []
    yield from ((name, _text(value) or "") for name, value in pairs if _is_text(value))


def _entry(item: Any) -> tuple[str, Any]:
    if isinstance(item, dict) and isinstance(item.get("key"), str):
        return item["key"], item.get("value")
    if isinstance(item, str):
        name, *value = re.split("[:=]", item, maxsplit=1)
        return name.strip(), value[0].strip() if value else "true"
    return "", None
