"""OpenAI responses: stored or returned objects, compactions, and the events of a stream.

Recognised by: `object` is `response` or `response.compaction`, or `type` is an event `response.…`.
Tokens: `input_tokens` INCLUDES cached and written tokens (4,020 = 8 + 4,012 written, then 8 + 4,012 read),
the opposite of Anthropic's field of that name; `output_tokens` includes reasoning.
Skipped: without usage: queued, in progress, failed, cancelled and deleted ones, events that end nothing.
Never selected: `output`, `instructions`, `input`; of `response` in an event only what is named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import OWN_NAMES, is_object, labelled_fields, most
from finops_cli.readers.openai_usage import RESPONSES, usage_fields
from finops_cli.readers.phrases import entries_of, first, fixed_reading, inside, unwrapped

_TEXT = (
    "id object created_at completed_at model previous_response_id user safety_identifier "
    "service_tier status deleted"
).split()
_JSON = "usage metadata error conversation".split()
_OBJECTS = ("response", "response.compaction")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are responses or events of their streams."""
    return most(records, _is_response)


def _is_response(record: Mapping[str, object]) -> bool:
    return record.get("object") in _OBJECTS or str(record.get("type")).startswith("response.")


_UNFINISHED = "('queued', 'in_progress', 'failed', 'cancelled')"
_WRAPPED = {"wrapped": f"case when {is_object('response')} then response end"}
_UNPACKED = {
    "tagged": entries_of("its_metadata"),
    "has_usage": is_object("its_usage"),
    "is_event": "wrapped is null and object is null and (type like 'response.%' or type = 'error')",
}
_IS_NO_RESPONSE = (
    f"is_event or its_status in {_UNFINISHED} or lower(its_deleted) = 'true' "
    "or (its_object is null and json_type(its_error) = 'OBJECT')"
)

_LABELLED = labelled_fields()
FIELDS = {
    **_LABELLED,
    "call_id": "its_id",
    "time_text": "its_created_at",
    "run_id": f"""coalesce(
        {inside("its_conversation", "id")}, {_LABELLED["run_id"]},
        case when nullif(its_previous_response_id, '') is null then its_id end
    )""",
    "parent_id": "its_previous_response_id",
    "user_id": first(_LABELLED["user_id"], "its_user", "its_safety_identifier"),
    "provider": "'openai'",
    "model": "its_model",
    "service_tier": "its_service_tier",
    **usage_fields("its_usage", RESPONSES),
    "latency_text": "cast((whole(its_completed_at) - whole(its_created_at)) * 1000 as varchar)",
    "status": "case when its_status in ('failed', 'cancelled') then 'error' else 'ok' end",
    "error_type": "case when its_status in ('failed', 'cancelled') "
    f"then coalesce({inside('its_error', 'code')}, its_status) end",
    "is_other": f"not has_usage and coalesce({_IS_NO_RESPONSE}, false)",
}

OPENAI_RESPONSES = Reader(
    name="openai_responses",
    title="OpenAI responses",
    id_space="openai",
    recognise=recognise,
    reading=fixed_reading(
        [*_TEXT, "type"],
        [*_JSON, "response"],
        FIELDS,
        (_WRAPPED, *unwrapped(_TEXT, _JSON), _UNPACKED),
        OWN_NAMES,
    ),
    envelope=("data",),
    looks_for="OpenAI responses",
    is_chained=True,
)
