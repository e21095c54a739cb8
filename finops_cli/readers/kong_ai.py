"""Kong AI Gateway logs (http-log, file-log, …): each entry under `ai` with usage or meta is a row.

Recognised by: `started_at`, `request`, `response`, `latencies`, and an `ai` object that holds an entry
with `usage` and `meta`.
Tokens: `prompt_tokens` INCLUDES `prompt_tokens_details.cached_tokens` (3.11 on), completion includes
reasoning; to 3.7 the names are `prompt_token`, `completion_token`; images and audio have `input_tokens`,
`output_tokens`. `cost` comes from prices in the plugin's settings: 0 with tokens means that none is set,
but for a hit in the plugin's own cache.
Skipped: lines without such an entry; entries without usage of requests that failed; nothing bought.
Never selected: `payload`; of the request's headers only those that name tags are read at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from finops_cli.call import TAGS
from finops_cli.readers.documents import MAX_RECORD, records_as_lines
from finops_cli.readers.interface import Reader
from finops_cli.readers.phrases import (
    any_bought,
    first,
    fixed_reading,
    inside,
    none_logged,
    pairs,
    refusal,
    refused,
)

_MARKS = frozenset({"started_at", "request", "response", "latencies"})
_HEADERS = frozenset(
    name.replace("_", "-") for name in (*TAGS, "agent_id", "run_id", "session_id", "user_id")
)
_NO_CALLS = frozenset({"sanitizer", "compressor", "audit"})  # what these did, they did themselves
_KEPT = ("usage", "meta", "cache")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are lines of Kong's log and one of them has an entry of an AI plugin."""
    hits = [record for record in records if record.keys() >= _MARKS]
    return len(hits) * 2 >= len(records) and any(
        "usage" in entry and "meta" in entry for record in hits for _, entry in _entries(record)
    )


def _entries(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries under `ai` that are rows, by name."""
    plugins = record.get("ai")
    for name, entry in plugins.items() if isinstance(plugins, dict) else ():
        described = isinstance(entry, dict) and "meta" in entry and name not in _NO_CALLS
        if described or (isinstance(entry, dict) and "usage" in entry):
            yield name, entry


def unfold(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Each entry as a record of its own beside what the request says; text and headers stay behind."""
    for line in _lines(stream, name):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            yield line if line.endswith(b"\n") else line + b"\n"
            continue
        request = _request(record)
        rows = [
            {**request, "entry": name, **{key: entry.get(key) for key in _KEPT}}
            for name, entry in _entries(record)
        ]
        for row in rows or [{"is_other": True}]:
            yield json.dumps(row).encode() + b"\n"


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a log that hold anything; those of an array, one a record."""
    line = stream.readline(MAX_RECORD + 1)
    if line.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        yield from records_as_lines(_Again(line, stream), name)  # type: ignore[arg-type]
        return
    while line:
        whole = line.endswith(b"\n") or len(line) <= MAX_RECORD
        if not line.isspace():
            yield line.removeprefix(b"\xef\xbb\xbf") if whole else b"null\n"
        while not whole and line and not line.endswith(b"\n"):
            line = stream.readline(MAX_RECORD)
        line = stream.readline(MAX_RECORD + 1)


class _Again:
    """A stream with its first bytes put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head, self.rest = head, rest

    def read(self, size: int) -> bytes:
        """The next bytes, the ones put back first."""
        head, self.head = self.head, b""
        return head or self.rest.read(size)


def _request(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says of the request, whatever its plugins did."""
    request, consumer = _box(record, "request"), _box(record, "consumer")
    return {
        "request_id": request.get("id"),
        "started_at": record.get("started_at"),
        "code": _box(record, "response").get("status"),
        "request_latency": _box(record, "latencies").get("request"),
        "consumer": next(
            (consumer[key] for key in ("username", "custom_id", "id") if consumer.get(key)), None
        ),
        "authenticated": _box(record, "authenticated_entity").get("id"),
        "route": _box(record, "route").get("name"),
        "service": _box(record, "service").get("name"),
        "workspace_name": record.get("workspace_name"),
        "tags": _tags(_box(request, "headers")),
    }


def _box(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _tags(headers: Mapping[str, Any]) -> dict[str, Any]:
    """The headers that name tags, as the tags they name; of several values the last."""
    found = {}
    for name, value in headers.items():
        plain = name.lower().removeprefix("x-")
        if plain in _HEADERS:
            found[plain.replace("-", "_")] = (
                value[-1] if isinstance(value, list) and value else value
            )
    return found


def _usage(*names: str) -> str:
    return first(*(inside("usage", name) for name in names))


def _tag(name: str) -> str:
    return inside("tags", name)


_MAIN = "('proxy', 'ai-proxy', 'ai-proxy-advanced')"
_COUNTED = {
    "prompt": _usage("prompt_tokens", "prompt_token", "input_tokens"),
    "completion": _usage("completion_tokens", "completion_token", "output_tokens"),
    "usd": inside("usage", "cost"),
    "is_hit": f"coalesce(lower({inside('cache', 'cache_status')}) = 'hit', false)",
    "has_failed": refused("code"),
}
_AMOUNTS = ("prompt", "completion", "usd")
FIELDS = {
    "call_id": f"case when entry in {_MAIN} then request_id else request_id || ':' || entry end",
    "time_text": "started_at",
    "run_id": first(_tag("run_id"), _tag("session_id")),
    "agent_id": _tag("agent_id"),
    "user_id": first(_tag("user_id"), "consumer"),
    "key_id": "authenticated",
    **{name: _tag(name) for name in TAGS},
    "pairs": pairs({name: name for name in ("route", "service", "workspace_name")}),
    "provider": inside("meta", "provider_name"),
    "model": first(inside("meta", "response_model"), inside("meta", "request_model")),
    "input_text": "prompt",
    "cache_read_text": inside("usage", "prompt_tokens_details", "cached_tokens"),
    "output_text": "completion",
    "reasoning_text": inside("usage", "completion_tokens_details", "reasoning_tokens"),
    "reads_inside": "true",
    "cost_text": "usd",
    "is_free": "is_hit",
    "is_call": f"case when {none_logged(*_AMOUNTS)} then case when has_failed then false end "
    f"else {any_bought(*_AMOUNTS)} or has_failed or is_hit end",
    "is_other": "coalesce(is_other = 'true', false)",
    "latency_text": first(inside("meta", "llm_latency"), "request_latency"),
    "ttft_text": inside("usage", "time_to_first_token"),
    "status": "code",
    "error_type": refusal("code"),
}
_TEXT = (
    "request_id entry started_at code request_latency consumer authenticated route service "
    "workspace_name is_other"
).split()

KONG_AI = Reader(
    name="kong_ai",
    title="Kong AI Gateway log",
    id_space="kong_ai",
    recognise=recognise,
    reading=fixed_reading(_TEXT, (*_KEPT, "tags"), FIELDS, (_COUNTED,)),
    looks_for="Kong AI Gateway",
    unfold=unfold,
)
