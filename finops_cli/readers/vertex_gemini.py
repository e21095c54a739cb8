"""Gemini answers of Vertex AI and the Gemini API: alone, in a record, batch predictions, BigQuery log.

Recognised by: `usageMetadata`, at the top or under `response` or `full_response`; `processed_time`
beside `status` and `request`.
Tokens: `promptTokenCount` INCLUDES `cachedContentTokenCount`; `toolUsePromptTokenCount` lies OUTSIDE the
prompt and `thoughtsTokenCount` OUTSIDE the candidates: the total is the sum of the four (a real answer:
299 = 85 + 132 + 28 + 54). Batch predictions are of the tier `batch`.
Skipped: `cachedContents` resources (storage), countTokens, errors, failed predictions, blocks that
counted nothing.
Never selected: `candidates`, payloads, of `request` anything but labels; `contents` inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import (
    BESIDE,
    BOXES,
    OWN_NAMES,
    TIMES,
    beside_fields,
    boxed,
    is_object,
    most,
    tagged_beside,
)
from finops_cli.readers.phrases import (
    added_counts,
    entries_of,
    first,
    fixed_reading,
    inside,
    object_in,
    pairs,
    unwrapped,
)

_ANSWER_TEXT = ("responseId", "createTime", "modelVersion", "name")
_ANSWER_JSON = ("usageMetadata", "promptFeedback", "error")
_TEXT = "id request_id model model_version logging_time processed_time status totalTokens".split()
_JSON = "request response full_request full_response".split()
_BATCH = frozenset({"processed_time", "status", "request"})


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records state Gemini's usage, or came out of a batch prediction."""
    return most(records, _is_answer)


def _is_answer(record: Mapping[str, object]) -> bool:
    found = (record, boxed(record, "response"), boxed(record, "full_response"))
    return any("usageMetadata" in answer for answer in found) or record.keys() >= _BATCH


def _count(name: str) -> str:
    return inside("its_usageMetadata", f"{name}TokenCount")


_PARTS = ("prompt", "cachedContent", "toolUsePrompt", "candidates", "thoughts")
_MODEL = first(
    "its_modelVersion", "case when model_version <> 'default' then model_version end", "model"
)
_WRAPPED = {
    "wrapped": f"coalesce({object_in('full_response')}, {object_in('response')})",
    "asked": f"coalesce({object_in('full_request')}, {object_in('request')})",
}
_UNPACKED = {
    "native": pairs({"trafficType": inside("its_usageMetadata", "trafficType")}),
    "asked_labels": "asked -> '$.labels'",
    "blocked": inside("its_promptFeedback", "blockReason"),
    "is_counted": f"coalesce({', '.join(map(_count, _PARTS))}) is not null",
    "is_storage": "coalesce(contains(its_name, 'cachedContents/'), false)",
}
_TAGGED = {"tagged": tagged_beside("native", entries_of("asked_labels"))}
_COUNTED_NOTHING = (
    f"({is_object('its_usageMetadata')} and {_count('total')} is null) or totalTokens is not null "
    f"or {is_object('error')} or {is_object('its_error')} "
    "or (processed_time is not null and nullif(status, '') is not null)"
)

FIELDS = {
    **beside_fields(),
    "call_id": first("its_responseId", "request_id", "id"),
    "time_text": first("its_createTime", *TIMES, "logging_time", "processed_time"),
    "provider": "'google'",
    "model": f"regexp_replace({_MODEL}, '^.*/', '')",
    "service_tier": "case when processed_time is not null then 'batch' "
    f"else {inside('its_usageMetadata', 'serviceTier')} end",
    "input_text": added_counts(_count("prompt"), _count("toolUsePrompt")),
    "cache_read_text": _count("cachedContent"),
    "output_text": added_counts(_count("candidates"), _count("thoughts")),
    "reasoning_text": _count("thoughts"),
    "reads_inside": "true",
    "status": "case when blocked is not null then 'error' else 'ok' end",
    "error_type": "blocked",
    "prompt_text": "cast(asked -> '$.contents' as varchar)",
    "is_other": f"is_storage or (not is_counted and ({_COUNTED_NOTHING}))",
}

VERTEX_GEMINI = Reader(
    name="vertex_gemini",
    title="Gemini answers of Vertex AI and the Gemini API",
    id_space="google",
    recognise=recognise,
    reading=fixed_reading(
        [*BESIDE, *_ANSWER_TEXT, *_TEXT],
        [*BOXES, *_ANSWER_JSON, *_JSON],
        FIELDS,
        (_WRAPPED, *unwrapped(_ANSWER_TEXT, _ANSWER_JSON), _UNPACKED, _TAGGED),
        OWN_NAMES,
    ),
    looks_for="Gemini answers",
)
