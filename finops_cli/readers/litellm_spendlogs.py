"""LiteLLM SpendLogs: rows of the proxy's table `LiteLLM_SpendLogs`, as array, page, lines or CSV.

Recognised by: `request_id` beside `spend`, `startTime` and `call_type`; no other format has all four.
Tokens: `prompt_tokens` INCLUDES cache reads; whether it includes cache writes changed twice with the
version, and the row tells which: `prompt_tokens_details.cache_creation_tokens` there (1.78.5 on): inside;
`usage_object` there without it (1.66 to 1.78.4): outside; no `usage_object` (to 1.65): inside. A part
larger than what it should lie in lies outside. Writes include those of the 1-hour cache.
Skipped: rows without tokens, spend, failure or gateway cache hit (file and tool calls), never billed.
Never selected: `response`, `error_information.error_message`; `messages` inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader, Reading, Shape
from finops_cli.readers.litellm_usage import USAGE, service_tier, token_fields
from finops_cli.readers.mapping import mapped_fields
from finops_cli.sqltext import string

_TEXT = (
    "request_id call_type api_key spend prompt_tokens completion_tokens startTime endTime "
    "request_duration_ms completionStartTime model custom_llm_provider user cache_hit team_id "
    "organization_id end_user session_id status agent_id"
).split()
_JSON = ("metadata", "request_tags", "messages")
_MARKS = frozenset({"request_id", "spend", "startTime", "call_type"})
_OWN = ("run_id", "trace_id", "agent_id", *TAGS)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records carry the four columns that only this table has together."""
    hits = sum(record.keys() >= _MARKS for record in records)
    return hits > 0 and hits * 2 >= len(records)


def _meta(*path: str) -> str:
    return f"(md ->> {string('$.' + '.'.join(path))})"


def _tag(name: str) -> str:
    return f"entry(labels, {string(name)})"


_PARSED = {
    "md": "case when json_type(unstringed(metadata)) = 'OBJECT' then unstringed(metadata) end",
}
_UNPACKED = {
    "has_usage_object": "coalesce(json_type(md, '$.usage_object') = 'OBJECT', false)",
    "uo": "case when json_type(md, '$.usage_object') = 'OBJECT' then md -> '$.usage_object' "
    "else md -> '$.additional_usage_values' end",
    "own_pairs": "[{'key': 'organization_id', 'value': nullif(organization_id, '')}, "
    f"{{'key': 'user_api_key_project_id', 'value': {_meta('user_api_key_project_id')}}}, "
    f"{{'key': 'user_api_key_project_alias', 'value': {_meta('user_api_key_project_alias')}}}, "
    "{'key': 'user_api_key_user_id', 'value': case when nullif(end_user, '') is not null "
    "then nullif(\"user\", '') end}]",
    "labels": "list_concat(case when md is not null then entries(md -> '$.spend_logs_metadata') else [] end, "
    "case when request_tags is not null then entries(request_tags) else [] end)",
    "started_in": "instant(startTime)",
    "ended_in": "instant(endTime)",
    "first_in": "instant(completionStartTime)",
}

_BILLED = (
    "coalesce(try_cast(prompt_tokens as double), 0) <> 0 "
    "or coalesce(try_cast(completion_tokens as double), 0) <> 0 "
    "or coalesce(try_cast(spend as double), 0) <> 0 "
    "or coalesce(lower(status) = 'failure', false) or coalesce(lower(cache_hit) = 'true', false)"
)
FIELDS = {
    "call_id": "request_id",
    "time_text": "startTime",
    "run_id": f"coalesce({_tag('run_id')}, nullif(session_id, ''), {_tag('trace_id')})",
    "agent_id": f"coalesce({_tag('agent_id')}, agent_id)",
    "user_id": "coalesce(nullif(end_user, ''), \"user\")",
    "key_id": f"coalesce({_meta('user_api_key_alias')}, api_key)",
    **{tag: _tag(tag) for tag in TAGS},
    "team_id": f"coalesce({_tag('team_id')}, {_meta('user_api_key_team_alias')}, nullif(team_id, ''))",
    "pairs": "list_concat(own_pairs, labels)",
    "provider": "custom_llm_provider",
    "model": "model",
    "service_tier": service_tier("call_type", _meta("cost_breakdown", "service_tier")),
    **token_fields("prompt_tokens", "completion_tokens"),
    "cost_text": "spend",
    "is_free": "coalesce(lower(cache_hit) = 'true', false)",
    "is_call": _BILLED,
    "latency_text": "coalesce(request_duration_ms, "
    "cast(floor(date_diff('microsecond', started_in, ended_in) * 0.001) as varchar))",
    "ttft_text": "case when first_in <> ended_in then "
    "cast(floor(date_diff('microsecond', started_in, first_in) * 0.001) as varchar) end",
    "status": "case when lower(status) = 'failure' then 'error' else status end",
    "error_type": f"coalesce({_meta('error_information', 'error_class')}, "
    f"{_meta('error_information', 'error_code')})",
    "prompt_text": "cast(messages as varchar)",
}


def reading(shape: Shape, mapped: Mapping[str, str]) -> Reading:
    """The columns and fields of a SpendLogs row; its table is fixed, so the shape changes nothing."""
    columns = dict.fromkeys(_TEXT, "VARCHAR") | dict.fromkeys(_JSON, "JSON")
    fields, more = mapped_fields(FIELDS, mapped, columns)
    return Reading(
        columns=columns | more,
        fields=fields,
        derived=(_PARSED, _UNPACKED, USAGE.step()),
        own_names=_OWN,
    )


LITELLM_SPENDLOGS = Reader(
    name="litellm_spendlogs",
    title="LiteLLM SpendLogs",
    id_space="litellm",
    recognise=recognise,
    reading=reading,
    envelope=("data",),
    looks_for="LiteLLM SpendLogs",
)
