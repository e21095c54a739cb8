"""Portkey logs: the export's lines, and the metric files of a self-hosted gateway.

Recognised by: `ai_org`, `ai_model`, `req_units` and `res_units`; the rest of an export is chosen by
its user.
Tokens: `req_units` is the prompt count of the answer that the gateway saw, so `response.usage` says
what it includes. `prompt_tokens` with a total of prompt + completion: reads and writes INSIDE (OpenAI,
Azure, Bedrock); with a total of those and the cached ones: OUTSIDE (Anthropic, Vertex); `input_tokens`
with `input_tokens_details`: reads INSIDE (Responses); without: OUTSIDE (Messages). No usage: all fresh.
`res_units` includes reasoning. `cost` is in CENTS.
Skipped: rows without units, cost, error or hit in Portkey's own cache (file routes).
Never selected: `response` but its `usage`; `request` but its messages, inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import most
from finops_cli.readers.phrases import (
    any_bought,
    first,
    fixed_reading,
    inside,
    object_in,
    pairs,
    refusal,
    refused,
    scaled_usd,
    tag,
    tag_fields,
)
from finops_cli.sqltext import ident

_TEXT = (
    "id trace_id created_at ai_org ai_model req_units res_units cost response_time "
    "response_status_code is_success cache_status user_id _user _environment _organisation api_key_id "
    "config virtual_key workspace_slug"
).split()
_JSON = ("metadata", "metadata.key", "metadata.value", "response", "response.body", "request")
_MARKS = frozenset({"ai_org", "ai_model", "req_units", "res_units"})
_OWN = ("run_id", "agent_id", "_user", "_environment", *TAGS)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are rows of a Portkey log."""
    return most(records, lambda record: record.keys() >= _MARKS)


def _usage(*steps: str) -> str:
    return inside("used", *steps)


def _count(value: str) -> str:
    return f"coalesce(try_cast({value} as double), 0)"


def _plain(name: str) -> str:
    """A column that may hold an object instead of a name; an object is no tag."""
    return f"case when not regexp_matches({name}, '^\\s*[{{\\[]') then {name} end"


_PARSED = {
    "answer": f"coalesce({object_in('response')}, {object_in(ident('response.body'))})",
    "box": object_in("metadata"),
}
_UNPACKED = {
    "used": "coalesce(answer -> '$.usage', answer -> '$.body.usage')",
    # Metadata as parallel arrays, in one object or in two columns.
    "tag_names": f"coalesce(box -> '$.key', unstringed({ident('metadata.key')}))",
    "tag_values": f"coalesce(box -> '$.value', unstringed({ident('metadata.value')}))",
}
_NAMED = {
    "labels": """case
        when json_type(tag_names) = 'ARRAY' and json_type(tag_values) = 'ARRAY' then list_transform(
            generate_series(0, cast(json_array_length(tag_names) as bigint) - 1),
            lambda i: {'key': tag_names ->> i, 'value': scalar_text(tag_values -> i)}
        )
        when box is not null then entries(box)
        else []
    end""",
    "reads": f"coalesce({_usage('cache_read_input_tokens')}, "
    f"{_usage('prompt_tokens_details', 'cached_tokens')}, "
    f"{_usage('input_tokens_details', 'cached_tokens')})",
    "writes": _usage("cache_creation_input_tokens"),
    "own_pairs": pairs(
        {name: _plain(name) for name in ("config", "virtual_key", "workspace_slug")}
        | {"_organisation": "_organisation"}
    ),
    "is_hit": "coalesce(lower(cache_status) in ('hit', 'semantic hit'), false)",
    "is_failure": f"({refused('response_status_code')} or (response_status_code is null "
    "and coalesce(lower(is_success) in ('0', '0.0', 'false'), false)))",
    # `Mon Nov 02 2026 09:00:04 GMT+0000 (Coordinated Universal Time)`
    "script_time": "try_strptime(regexp_replace(created_at, '^[A-Za-z]{3} ([A-Za-z]{3} [0-9]{1,2} [0-9]{4} "
    "[0-9:]{8}) GMT([+-][0-9]{4}).*$', '\\1 \\2'), '%b %d %Y %H:%M:%S %z')",
}
# Of an answer without a total the organisation tells: it is as documented for each.
_TOLD = {
    "excludes_cached": "case "
    f"when {_usage('total_tokens')} is null then regexp_matches(lower(ai_org), '^(anthropic|vertex)') "
    f"else {_count(_usage('total_tokens'))} <> {_count(_usage('prompt_tokens'))} "
    f"+ {_count(_usage('completion_tokens'))} and {_count(_usage('total_tokens'))} = "
    f"{_count(_usage('prompt_tokens'))} + {_count(_usage('completion_tokens'))} "
    f"+ {_count('reads')} + {_count('writes')} end",
}
_IS_CHAT = f"{_usage('prompt_tokens')} is not null"
FIELDS = {
    "call_id": "id",
    "time_text": "coalesce(cast(script_time as varchar), created_at)",
    "run_id": first(tag("run_id"), "trace_id"),
    "agent_id": tag("agent_id"),
    "user_id": first(tag("_user"), "_user", "user_id"),
    "key_id": "api_key_id",
    **tag_fields(),
    "environment": first(tag("environment", "_environment"), "_environment"),
    "pairs": "list_concat(own_pairs, labels)",
    "provider": "lower(ai_org)",
    "model": "ai_model",
    "input_text": "req_units",
    "cache_read_text": "reads",
    "cache_write_text": "writes",
    "cache_write_1h_text": _usage("cache_creation", "ephemeral_1h_input_tokens"),
    "output_text": "res_units",
    "reasoning_text": f"coalesce({_usage('completion_tokens_details', 'reasoning_tokens')}, "
    f"{_usage('output_tokens_details', 'reasoning_tokens')})",
    "reads_inside": f"case when {_IS_CHAT} then not excludes_cached "
    "else coalesce(json_type(used, '$.input_tokens_details') = 'OBJECT', false) end",
    "writes_inside": f"({_IS_CHAT} and not excludes_cached)",
    "writes_total": "true",
    "cost_text": scaled_usd("cost", "0.01"),
    "is_free": "is_hit",
    "is_call": f"{any_bought('req_units', 'res_units', 'cost')} or is_failure or is_hit",
    "latency_text": "response_time",
    "status": "case when is_failure then 'error' else 'ok' end",
    "error_type": refusal("response_status_code"),
    "prompt_text": "cast(request -> '$.messages' as varchar)",
}

PORTKEY = Reader(
    name="portkey",
    title="Portkey logs",
    id_space="portkey",
    recognise=recognise,
    reading=fixed_reading(_TEXT, _JSON, FIELDS, (_PARSED, _UNPACKED, _NAMED, _TOLD), _OWN),
    envelope=("data",),
    looks_for="Portkey",
)
