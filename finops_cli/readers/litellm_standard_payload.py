"""LiteLLM StandardLoggingPayload: what callbacks get and object stores keep, bare or in a dump of `kwargs`.

Recognised by: `response_cost`, `model_map_information` and `startTime`, at top level or inside
`standard_logging_object`; SpendLogs rows have `spend` instead.
Tokens: as in SpendLogs: `prompt_tokens` INCLUDES cache reads, and writes where
`prompt_tokens_details.cache_creation_tokens` is there or `metadata.usage_object` is not (to 1.65, the
details are in `response.usage` then). Released packages 1.55.0, 1.77.0 and 1.110.2 were compared.
Skipped: rows without tokens, cost, failure or gateway cache hit (file and batch management).
Never selected: `response` but its `usage`, `error_str`, `error_information.traceback`; `messages`
inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import most
from finops_cli.readers.litellm_usage import USAGE, service_tier, token_fields
from finops_cli.readers.phrases import (
    Picked,
    any_bought,
    entries_of,
    first,
    fixed_reading,
    inside,
    is_true,
    milliseconds,
    object_in,
    pairs,
    tag,
    tag_fields,
    unwrapped,
)

_BOX = "standard_logging_object"
_TEXT = (
    "id trace_id session_id call_type response_cost prompt_tokens completion_tokens startTime endTime "
    "completionStartTime model custom_llm_provider cache_hit end_user status"
).split()
_BOXES = ("metadata request_tags cost_breakdown error_information model_map_information").split()
_TEXTS = ("messages", "response")
_MARKS = frozenset({"response_cost", "model_map_information", "startTime"})
_OWN = ("run_id", "trace_id", "agent_id", *TAGS)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records, or what they wrap, carry the three fields of a payload."""
    return most(records, lambda record: _payload(record).keys() >= _MARKS)


def _payload(record: Mapping[str, object]) -> Mapping[str, object]:
    boxed = record.get(_BOX)
    return boxed if isinstance(boxed, dict) else record


_META = Picked(
    "meta",
    "md",
    "user_api_key_alias",
    "user_api_key_hash",
    "user_api_key_team_alias",
    "user_api_key_team_id",
    "user_api_key_org_id",
    "user_api_key_user_id",
    "user_api_key_end_user_id",
    "user_api_key_auth_metadata",
    "requester_metadata",
    "spend_logs_metadata",
    "usage_object",
)
_meta = _META.text
_WRAPPED = {"wrapped": object_in(_BOX)}
# A dump of `kwargs` has other things under the same names beside the payload: inside goes first.
_ITS = unwrapped(_TEXT, _BOXES)
_PARSED = {
    "md": object_in("its_metadata"),
    "started_in": "instant(its_startTime)",
    "ended_in": "instant(its_endTime)",
    "first_in": "instant(its_completionStartTime)",
}
_TAGGED = {
    "usage_object": _META.json("usage_object"),
    "end_user_id": first(_meta("user_api_key_end_user_id"), "its_end_user"),
    "labels": entries_of(
        _META.json("user_api_key_auth_metadata"),
        _META.json("requester_metadata"),
        _META.json("spend_logs_metadata"),
        "its_request_tags",
    ),
}
_UNPACKED = {
    "has_usage_object": "coalesce(json_type(usage_object) = 'OBJECT', false)",
    # Answers are long: they are looked into only where they alone have the details.
    "uo": "case when json_type(usage_object) = 'OBJECT' then usage_object "
    "when wrapped is null then response -> '$.usage' else wrapped -> '$.response.usage' end",
    "own_pairs": pairs(
        {
            "organization_id": _meta("user_api_key_org_id"),
            "session_id": "case when its_session_id is distinct from its_trace_id "
            "and its_trace_id <> '' then its_session_id end",
            "user_api_key_user_id": "case when end_user_id is not null "
            f"then {_meta('user_api_key_user_id')} end",
        }
    ),
}
_FAILED = "coalesce(lower(its_status) = 'failure', false)"
_HIT = is_true("its_cache_hit")
_COSTS = ("its_prompt_tokens", "its_completion_tokens", "its_response_cost")
FIELDS = {
    "call_id": "its_id",
    "time_text": "its_startTime",
    "run_id": first(tag("run_id"), "its_trace_id", "its_session_id"),
    "agent_id": tag("agent_id"),
    "user_id": first("end_user_id", _meta("user_api_key_user_id")),
    "key_id": first(_meta("user_api_key_alias"), _meta("user_api_key_hash")),
    **tag_fields(),
    "team_id": first(
        tag("team_id"), _meta("user_api_key_team_alias"), _meta("user_api_key_team_id")
    ),
    "pairs": "list_concat(own_pairs, labels)",
    "provider": first(
        "its_custom_llm_provider",
        inside("its_model_map_information", "model_map_value", "litellm_provider"),
    ),
    "model": "its_model",
    "service_tier": service_tier("its_call_type", inside("its_cost_breakdown", "service_tier")),
    **token_fields("its_prompt_tokens", "its_completion_tokens"),
    "cost_text": "its_response_cost",
    "is_free": _HIT,
    "is_call": f"{any_bought(*_COSTS)} or {_FAILED} or {_HIT}",
    "latency_text": milliseconds("started_in", "ended_in"),
    "ttft_text": "case when first_in <> ended_in then "
    f"{milliseconds('started_in', 'first_in')} end",
    "status": f"case when {_FAILED} then 'error' else its_status end",
    "error_type": first(
        inside("its_error_information", "error_class"),
        inside("its_error_information", "error_code"),
    ),
    "prompt_text": "cast(case when wrapped is null then messages else wrapped -> '$.messages' end as varchar)",
}

_STEPS = (_WRAPPED, *_ITS, _PARSED, _META.step(), _TAGGED, _UNPACKED, USAGE.step())
LITELLM_STANDARD_PAYLOAD = Reader(
    name="litellm_standard_payload",
    title="LiteLLM StandardLoggingPayload",
    id_space="litellm",  # a call has the same id here and in SpendLogs
    recognise=recognise,
    reading=fixed_reading(_TEXT, (*_BOXES, *_TEXTS, _BOX), FIELDS, _STEPS, _OWN),
    looks_for="LiteLLM StandardLoggingPayload",
)
