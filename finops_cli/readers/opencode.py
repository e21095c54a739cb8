"""opencode messages: files of `storage/message`, `opencode export` documents, rows of `opencode.db`.

Recognised by: `sessionID` beside `role` and `time.created`, also as `info` in a list of `messages` or as
the JSON in `data` of a row with `session_id`.
Tokens: `input` EXCLUDES `cache.read` and `cache.write` (getUsage, for every provider). Reasoning lies
inside `output` or outside, by version: `total` tells which; without one it lies outside where it is larger.
Skipped: user messages, and answers whose counts are all zero (running, or failed before any token).
The parts of a message repeat its counts and are not read. `cost` is opencode's own estimate, 0 for
subscriptions: then it is unknown.
Never selected: `parts`, titles, summaries, messages of errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.phrases import added_counts, first, fixed_reading, pairs, path
from finops_cli.readers.places import bought, last_part

_TEXT = (
    "id sessionID session_id time_created message_id role modelID providerID agent mode cost data"
).split()
_JSON = ("info", "time", "path", "tokens", "error")
_SAID: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "sessionID": ("sessionID",),
    "role": ("role",),
    "modelID": ("modelID",),
    "providerID": ("providerID",),
    "agent": ("agent",),
    "mode": ("mode",),
    "cost": ("cost",),
    "created": ("time", "created"),
    "cwd": ("path", "cwd"),
    "error": ("error", "name"),
    "total": ("tokens", "total"),
    "input": ("tokens", "input"),
    "output": ("tokens", "output"),
    "reasoning": ("tokens", "reasoning"),
    "read": ("tokens", "cache", "read"),
    "write": ("tokens", "cache", "write"),
}
_TOKENS = ("total", "input", "output", "reasoning", "read", "write")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are messages in one of the three layouts."""
    hits = sum(map(_is_message, records)) + sum(map(_is_export, records))
    return hits > 0 and hits * 2 >= len(records)


def _is_message(record: Mapping[str, object]) -> bool:
    info = record.get("info")
    if isinstance(info, dict):
        return _is_message(info)
    if "session_id" in record and "time_created" in record and "data" in record:
        return True
    told = isinstance(record.get("time"), dict)
    return told and "sessionID" in record and record.get("role") in ("user", "assistant")


def _is_export(record: Mapping[str, object]) -> bool:
    messages, info = record.get("messages"), record.get("info")
    session = isinstance(info, dict) and "id" in info and "time" in info
    return isinstance(messages, list) and session


def _said(name: str) -> str:
    return f"said[{list(_SAID).index(name) + 1}]"


def _first(column: str, name: str) -> str:
    return f"coalesce({column}, {_said(name)})"


# The message as one object where the layout has one; every path of it in one go.
_WHOLE = {"whole": "case when info is not null then info else try_cast(data as json) end"}
_UNPACKED = {
    "said": f"json_extract_string(whole, [{', '.join(path(*steps) for steps in _SAID.values())}])",
    "counts": "json_extract_string(tokens, "
    f"[{', '.join(path(*_SAID[name][1:]) for name in _TOKENS)}])",
}
_COUNTED = {
    **{
        f"{name}_in": f"coalesce(counts[{place + 1}], {_said(name)})"
        for place, name in enumerate(_TOKENS)
    },
    "role_in": _first("role", "role"),
    "cost_in": _first("cost", "cost"),
    "failed_in": "coalesce(json_type(error) = 'OBJECT', json_type(whole, '$.error') = 'OBJECT')",
}
_NUMBERS = {
    f"n_{name}": f"coalesce(count_value({name}_in, is_plain({name}_in)), 0)" for name in _TOKENS
}
_ALL = "n_input + n_output + n_read + n_write"
_OUTSIDE = f"""case
    when n_total = {_ALL} + n_reasoning and total_in is not null then true
    when n_total = {_ALL} and total_in is not null then false
    else n_reasoning > n_output
end"""
_BOUGHT = bought(*(f"{name}_in" for name in _TOKENS[1:]), "cost_in")
_ANY = "coalesce(id, sessionID, session_id, role_in, data)"
_ANSWER = f"coalesce(role_in = 'assistant', false) and message_id is null and {_BOUGHT}"
FIELDS = {
    "call_id": _first("id", "id"),
    "time_text": f'coalesce("time" ->> {path("created")}, {_said("created")}, time_created)',
    "run_id": first("sessionID", "session_id", _said("sessionID")),
    "agent_id": first("agent", _said("agent"), "mode", _said("mode")),
    "provider": _first("providerID", "providerID"),
    "model": _first("modelID", "modelID"),
    "input_text": "input_in",
    "cache_read_text": "read_in",
    "cache_write_text": "write_in",
    "output_text": f"case when {_OUTSIDE} then {added_counts('output_in', 'reasoning_in')} "
    "else output_in end",
    "reasoning_text": "reasoning_in",
    "cost_text": "cost_in",
    "status": "case when failed_in then 'error' end",
    "error_type": f"coalesce(error ->> {path('name')}, {_said('error')})",
    "pairs": pairs({"project": last_part(f'coalesce("path" ->> {path("cwd")}, {_said("cwd")})')}),
    "is_other": f"({_ANY} is not null or info is not null or tokens is not null) and not ({_ANSWER})",
}

OPENCODE = Reader(
    name="opencode",
    title="opencode messages",
    id_space="opencode",
    recognise=recognise,
    reading=fixed_reading(_TEXT, _JSON, FIELDS, derived=(_WHOLE, _UNPACKED, _COUNTED, _NUMBERS)),
    envelope=("messages",),
)
