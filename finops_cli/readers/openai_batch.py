"""OpenAI batch output and error files: one line a request, its answer inside.

Recognised by: `custom_id` beside `response` and `error`, and a `response` with `body` or none at all.
Tokens: by the body's own rule: `prompt_tokens` and `input_tokens` both INCLUDE cached and written ones;
embeddings have no output. Every call is of the tier `batch`, half the price, whatever its body says.
Skipped: requests that failed or expired, which have no usage and are not billed; batch objects.
Never selected: of `response.body` anything but the fields named here; `error.message`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import OWN_NAMES, TIMES, boxed, is_object, labelled_fields, most
from finops_cli.readers.openai_usage import CHAT, RESPONSES, usage_fields
from finops_cli.readers.phrases import entries_of, first, fixed_reading, inside, pairs

_MARKS = frozenset({"custom_id", "response", "error"})


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are a request's name with what came of it."""
    return most(records, _is_outcome)


def _is_outcome(record: Mapping[str, object]) -> bool:
    if not record.keys() >= _MARKS:
        return False
    return "body" in boxed(record, "response") or record["response"] is None


def _body(*steps: str) -> str:
    return inside("response", "body", *steps)


_UNPACKED = {
    "usage": "response -> '$.body.usage'",
    "metadata": "response -> '$.body.metadata'",
}
_TAGGED = {
    "tagged": f"list_concat({pairs({'custom_id': 'custom_id'})}, {entries_of('metadata')})",
}
_IS_NO_CALL = (
    "object = 'batch' or json_type(error) = 'OBJECT' or json_type(response -> '$.body.error') = 'OBJECT' "
    f"or coalesce(try_cast({inside('response', 'status_code')} as double) >= 400, false)"
)

FIELDS = {
    **labelled_fields(),
    "call_id": "id",
    "time_text": first(_body("created"), _body("created_at"), *TIMES),
    "provider": "'openai'",
    "model": _body("model"),
    "service_tier": "'batch'",
    **usage_fields("usage", CHAT, RESPONSES),
    "latency_text": f"cast((whole({_body('completed_at')}) - whole({_body('created_at')})) * 1000 as varchar)",
    "is_other": f"not {is_object('usage')} and coalesce({_IS_NO_CALL}, false)",
}

OPENAI_BATCH = Reader(
    name="openai_batch",
    title="OpenAI batch results",
    id_space="openai",
    recognise=recognise,
    reading=fixed_reading(
        ["id", "custom_id", "object", *TIMES],
        ["response", "error"],
        FIELDS,
        (_UNPACKED, _TAGGED),
        OWN_NAMES,
    ),
    looks_for="OpenAI batch results",
)
