"""Helicone requests: rows of the API and of the export tool, and of the warehouse table.

Recognised by: `response_status` beside `request_properties` and a request or response id (API, CSV);
`organization_id`, `status`, `properties` and `prompt_cache_read_tokens` (warehouse).
Tokens: all buckets are DISJOINT: `prompt_tokens` excludes cache reads and writes, `completion_tokens`
excludes `reasoning_tokens`, which are added (packages/cost/usage/types.ts: "Excluding cached or audio
tokens"). The lifetime of writes is not logged. The warehouse's `cost` counts billionths of a dollar.
Skipped: rows without tokens, cost, error or hit in Helicone's own cache (tools logged by hand).
Never selected: `request_body`, `response_body`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import most
from finops_cli.readers.phrases import (
    added_counts,
    any_bought,
    first,
    fixed_reading,
    refusal,
    refused,
    scaled_usd,
    tag_fields,
)
from finops_cli.sqltext import string

_TEXT = (
    "request_id response_id request_created_at response_status status organization_id request_user_id "
    "user_id proxy_key_id provider model model_override response_model request_model prompt_tokens "
    "prompt_cache_read_tokens prompt_cache_write_tokens completion_tokens reasoning_tokens cost "
    "delay_ms latency time_to_first_token cache_reference_id"
).split()
_JSON = ("request_properties", "properties")
_API = frozenset({"response_status", "request_properties"})
_WAREHOUSE = frozenset({"organization_id", "status", "properties", "prompt_cache_read_tokens"})
_NO_UUID = "00000000-0000-0000-0000-000000000000"
_OWN = ("helicone_session_id", "agent_id", *TAGS)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are requests as the API or the warehouse shows them."""
    return most(records, _is_request)


def _is_request(record: Mapping[str, object]) -> bool:
    names = record.keys()
    return bool(names & {"request_id", "response_id"}) and (names >= _API or names >= _WAREHOUSE)


def _plain(name: str) -> str:
    return f"lower(replace({name}, '-', '_'))"


def _property(name: str) -> str:
    return f"entry(labels, {string(name)})"


def _real_id(value: str) -> str:
    return f"nullif(nullif({value}, ''), {string(_NO_UUID)})"


# The export tool's CSV doubles the quotes of its JSON cells twice.
_PARSED = {
    "is_warehouse": "response_status is null and organization_id is not null",
    "box": "coalesce(request_properties, properties)",
}
_BOXED = {
    "boxed": "case when json_type(box) = 'VARCHAR' then coalesce(try_cast(box ->> '$' as json), "
    "try_cast(replace(box ->> '$', '\"\"', '\"') as json)) else box end",
}
_UNPACKED = {
    "own_labels": "case when boxed is not null then entries(boxed) else [] end",
    "code": "coalesce(response_status, status)",
    "is_hit": f"{_real_id('cache_reference_id')} is not null",
    "user_text": first("request_user_id", "user_id"),
}
_NAMED = {
    "labels": f"list_transform(own_labels, lambda e: {{'key': {_plain('e.key')}, 'value': e.value}})",
}
_COUNTS = (
    "prompt_tokens",
    "prompt_cache_read_tokens",
    "prompt_cache_write_tokens",
    "completion_tokens",
    "reasoning_tokens",
)
FIELDS = {
    "call_id": first("request_id", "response_id"),
    "time_text": "request_created_at",
    "run_id": first(_property("helicone_session_id"), _property("run_id")),
    "agent_id": _property("agent_id"),
    "user_id": "case when user_text not in ('null', 'undefined') then user_text end",
    "key_id": _real_id("proxy_key_id"),
    **tag_fields(),
    "pairs": "list_filter(own_labels, lambda e: not list_contains("
    f"[{', '.join(map(string, _OWN))}], {_plain('e.key')}))",
    "provider": "lower(provider)",
    "model": first("model", "model_override", "response_model", "request_model"),
    "input_text": "prompt_tokens",
    "cache_read_text": "prompt_cache_read_tokens",
    "cache_write_text": "prompt_cache_write_tokens",
    "output_text": added_counts("completion_tokens", "reasoning_tokens"),
    "reasoning_text": "reasoning_tokens",
    "cost_text": f"case when is_warehouse then {scaled_usd('cost', '0.000000001')} else cost end",
    "is_free": "is_hit",
    "is_call": f"{any_bought(*_COUNTS, 'cost')} or {refused('code')} or is_hit",
    "latency_text": first("delay_ms", "latency"),
    "ttft_text": "nullif(time_to_first_token, '0')",
    "status": "code",
    "error_type": refusal("code"),
}

HELICONE = Reader(
    name="helicone",
    title="Helicone requests",
    id_space="helicone",
    recognise=recognise,
    reading=fixed_reading(_TEXT, _JSON, FIELDS, (_PARSED, _BOXED, _UNPACKED, _NAMED), ()),
    envelope=("data",),
    looks_for="Helicone",
)
