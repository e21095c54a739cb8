"""Anthropic messages, alone or inside a logger's record, and the results of message batches.

Recognised by: `type: message` with `usage.input_tokens`, at the top or under `message`, `response` or
`body`; or `custom_id` with a `result` that succeeded, errored, was canceled or expired.
Tokens: `input_tokens` EXCLUDES cached and written tokens; `cache_creation` splits what was written into
5 minutes and 1 hour. Where `iterations` hold a compaction, the top level leaves it out: their sum is
billed (a real message: 220 + 8 at the top, 55,416 + 133 billed). Batch results are of the tier `batch`.
Skipped: errors, and batch results that did not succeed, which are not billed.
Never selected: `content`, `request`; an `advisor_message` among the iterations is another model's call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import (
    BESIDE,
    BOXES,
    OWN_NAMES,
    beside_fields,
    boxed,
    most,
    tagged_beside,
)
from finops_cli.readers.phrases import added_counts, fixed_reading, inside, pairs, unwrapped

_WRAPPERS = ("message", "response", "body")
_RESULTS = ("succeeded", "errored", "canceled", "expired")
_OTHERS = frozenset({"sessionId", "sessionID"})  # coding agents keep messages in their sessions


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are messages, hold one, or are results of a batch."""
    return most(records, _is_message)


def _is_message(record: Mapping[str, object]) -> bool:
    if "custom_id" in record and boxed(record, "result").get("type") in _RESULTS:
        return True
    if _OTHERS & record.keys():
        return False
    found = (record, *(boxed(record, name) for name in _WRAPPERS))
    return any(_is_answer(message) for message in found)


def _is_answer(message: Mapping[str, object]) -> bool:
    return message.get("type") == "message" and "input_tokens" in boxed(message, "usage")


def _answer(box: str) -> str:
    """The object in a box if it is a message or an error."""
    return f"case when {inside(box, 'type')} in ('message', 'error') then {box} end"


def _count(*steps: str) -> str:
    """A count at the top level of the usage or, where a compaction is billed, over all iterations."""
    counts = f"list_transform(billed, lambda i: {inside('i', *steps)})"
    faulty = f"list_filter({counts}, lambda n: count_fault(n, is_plain(n)) is not null)[1]"
    total = f"list_sum(list_transform({counts}, lambda n: count_value(n, is_plain(n))))"
    return f"""case
        when billed is null then {inside("its_usage", *steps)}
        else coalesce({faulty}, cast({total} as varchar))
    end"""


_WRAPPED = {
    "wrapped": f"coalesce(result -> '$.message', {', '.join(map(_answer, _WRAPPERS))})",
    "outcome": inside("result", "type"),
}
_ITERATIONS = {
    "iterations": "case when json_type(its_usage -> '$.iterations') = 'ARRAY' "
    "then from_json(its_usage -> '$.iterations', '[\"JSON\"]') end",
    "native": pairs(
        {
            "inference_geo": inside("its_usage", "inference_geo"),
            "speed": inside("its_usage", "speed"),
            "custom_id": "custom_id",
        }
    ),
}
_BILLED = {
    "billed": "case when len(list_filter(iterations, lambda i: i ->> '$.type' = 'compaction')) > 0 "
    "then list_filter(iterations, lambda i: (i ->> '$.type') is distinct from 'advisor_message') end",
    "tagged": tagged_beside("native"),
}
_COUNTED = {
    "written": _count("cache_creation_input_tokens"),
    "written_5m": _count("cache_creation", "ephemeral_5m_input_tokens"),
    "written_1h": _count("cache_creation", "ephemeral_1h_input_tokens"),
}

FIELDS = {
    **beside_fields(),
    "call_id": "its_id",
    "provider": "case when starts_with(its_id, 'msg_bdrk_') then 'bedrock' else 'anthropic' end",
    "model": "its_model",
    "service_tier": "case when outcome is not null then 'batch' "
    f"else {inside('its_usage', 'service_tier')} end",
    "input_text": _count("input_tokens"),
    "cache_read_text": _count("cache_read_input_tokens"),
    "cache_write_text": f"coalesce(written, {added_counts('written_5m', 'written_1h')})",
    "cache_write_1h_text": "written_1h",
    "output_text": _count("output_tokens"),
    "reasoning_text": inside("its_usage", "output_tokens_details", "thinking_tokens"),
    "writes_total": "true",
    "is_other": "coalesce(outcome <> 'succeeded', false) or coalesce(its_type = 'error', false)",
}

ANTHROPIC_MESSAGES = Reader(
    name="anthropic_messages",
    title="Anthropic messages and batch results",
    id_space="anthropic",
    recognise=recognise,
    reading=fixed_reading(
        [*BESIDE, "id", "type", "model", "custom_id"],
        [*BOXES, *_WRAPPERS, "usage", "result"],
        FIELDS,
        (_WRAPPED, *unwrapped(("id", "type", "model"), ("usage",)), _ITERATIONS, _BILLED, _COUNTED),
        OWN_NAMES,
    ),
    looks_for="Anthropic messages",
)
