"""Amazon Bedrock model invocation log: lines of S3, or events of CloudWatch that hold the same as text.

Recognised by: `schemaType` is `ModelInvocationLog`, in the record or in the text `message` of an event.
Tokens: `inputTokenCount` EXCLUDES both cache counts (a Converse answer: 3,201 = 433 + 16 + 2,752 read).
The counts at the top are final; chunks of a stream repeat parts of them and are not added. What was
written for 1 hour stands in the body alone, and is believed where 5 minutes and 1 hour are all writes.
Skipped: error lines, which have no counts.
Never selected: bodies but their metrics, usage and model; `inputBodyJson` inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import OWN_NAMES, labelled_fields, most
from finops_cli.readers.phrases import (
    entries_of,
    fixed_reading,
    inside,
    object_in,
    pairs,
    path,
    unwrapped,
)

_TEXT = "timestamp accountId region requestId modelId inferenceRegion errorCode".split()
_JSON = "identity input output requestMetadata".split()
_EVENTS = ("events", "logEvents")
_SCHEMA = "ModelInvocationLog"
_METRICS = "amazon-bedrock-invocationMetrics"
_PROFILE = "application-inference-profile"


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are invocations, events of CloudWatch with one inside, or pages of these."""
    return most(records, _holds_invocation)


def _holds_invocation(record: Mapping[str, object]) -> bool:
    if record.get("schemaType") == _SCHEMA:
        return True
    message = record.get("message")
    if isinstance(message, str):
        return f'"{_SCHEMA}"' in message
    pages = [page for name in _EVENTS if isinstance(page := record.get(name), list)]
    return any(
        isinstance(event, dict) and _holds_invocation(event) for page in pages for event in page
    )


def _chunk(*steps: str) -> str:
    """What the chunks of a streamed body say of a thing: the last of them that does."""
    inner = "".join(f'."{step}"' for step in steps)
    return f"json_extract_string(body, '$[*]{inner}')[-1]"


def _written(minutes: str, ttl: str) -> str:
    """What was written to the cache for so long: by a message, at a stream's start, or by Converse."""
    split = ("usage", "cache_creation", f"ephemeral_{minutes}_input_tokens")
    return f"""coalesce(
        {inside("body", *split)}, {_chunk("message", *split)},
        cast(list_sum(list_transform(
            list_filter(details, lambda d: d ->> '$.ttl' = '{ttl}'),
            lambda d: try_cast(d ->> '$.inputTokens' as bigint)
        )) as varchar)
    )"""


_WRAPPED = {"wrapped": object_in("message")}
_UNPACKED = {
    "body": f"its_output -> {path('outputBodyJson')}",
    "after_slash": "case when starts_with(its_modelId, 'arn:') "
    "then regexp_extract(its_modelId, '^[^/]*/(.*)$', 1) end",
    "profile": f"nullif(regexp_extract(its_modelId, '^arn:.*:{_PROFILE}/(.*)$', 1), '')",
}
_BODY = {
    "answered_by": f"coalesce({inside('body', 'model')}, {_chunk('message', 'model')})",
    "details": "case when json_type(body -> '$.usage.cacheDetails') = 'ARRAY' "
    "then from_json(body -> '$.usage.cacheDetails', '[\"JSON\"]') end",
    "native": pairs(
        {
            "accountId": "its_accountId",
            "region": "its_region",
            "inferenceRegion": "its_inferenceRegion",
            "application_inference_profile": "profile",
        }
    ),
}
_COUNTED = {
    "tagged": f"list_concat(native, {entries_of('its_requestMetadata')})",
    "written": inside("its_input", "cacheWriteInputTokenCount"),
    "written_5m": f"coalesce({_written('5m', '5m')}, '0')",
    "written_1h": _written("1h", "1h"),
}
_COUNTS = (
    inside("its_input", "inputTokenCount"),
    inside("its_input", "cacheReadInputTokenCount"),
    "written",
    inside("its_output", "outputTokenCount"),
)

FIELDS = {
    **labelled_fields(),
    "call_id": "its_requestId",
    "time_text": "its_timestamp",
    "key_id": inside("its_identity", "arn"),
    "provider": "'bedrock'",
    "model": f"case when profile is not null then coalesce(answered_by, '{_PROFILE}/' || profile) "
    "else coalesce(nullif(after_slash, ''), its_modelId) end",
    "input_text": _COUNTS[0],
    "cache_read_text": _COUNTS[1],
    "cache_write_text": "written",
    "cache_write_1h_text": "case when try_cast(written_5m as bigint) + try_cast(written_1h as bigint) "
    "= try_cast(written as bigint) then written_1h end",
    "output_text": _COUNTS[3],
    "writes_total": "true",
    "latency_text": f"coalesce({inside('body', 'metrics', 'latencyMs')}, "
    f"{_chunk(_METRICS, 'invocationLatency')})",
    "ttft_text": _chunk(_METRICS, "firstByteLatency"),
    "status": "case when its_errorCode is not null then 'error' else 'ok' end",
    "error_type": "its_errorCode",
    "prompt_text": f"cast(its_input -> {path('inputBodyJson')} as varchar)",
    "is_other": f"its_errorCode is not null and coalesce({', '.join(_COUNTS)}) is null",
}

BEDROCK_INVOCATION = Reader(
    name="bedrock_invocation",
    title="Amazon Bedrock model invocation log",
    id_space="bedrock",
    recognise=recognise,
    reading=fixed_reading(
        _TEXT,
        [*_JSON, "message"],
        FIELDS,
        (_WRAPPED, *unwrapped(_TEXT, _JSON), _UNPACKED, _BODY, _COUNTED),
        OWN_NAMES,
    ),
    envelope=_EVENTS,
    looks_for="Bedrock invocation logs",
)
