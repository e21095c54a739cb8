"""OpenAI chat completions: answers, stored completions and stream chunks, one an object.

Recognised by: `object` is `chat.completion` or `chat.completion.chunk`, at the top of the record.
Tokens: `prompt_tokens` INCLUDES cached and written tokens (two equal requests: 4,020 = 8 + 4,012 written,
then 8 + 4,012 read); `completion_tokens` includes reasoning. Cached above prompt lies outside.
Skipped: chunks without usage (a stream's last alone has it), deletions, errors.
Never selected: `choices`, but whether they hold filter results, which only Azure's do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import OWN_NAMES, is_object, labelled_fields, most
from finops_cli.readers.openai_usage import CHAT, usage_fields
from finops_cli.readers.phrases import entries_of, fixed_reading

_TEXT = "id object created model service_tier input_user user deleted".split()
_JSON = "usage metadata error choices prompt_filter_results".split()
_OBJECTS = ("chat.completion", "chat.completion.chunk")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are completions or chunks."""
    return most(records, lambda record: record.get("object") in _OBJECTS)


_UNPACKED = {
    "tagged": entries_of("metadata"),
    "has_usage": is_object("usage"),
    "is_azure": "json_type(prompt_filter_results) = 'ARRAY' "
    "or len(json_extract(choices, '$[*].content_filter_results')) > 0",
}
_IS_NO_COMPLETION = (
    "(object is null and json_type(error) = 'OBJECT') or object = 'chat.completion.chunk' "
    "or lower(deleted) = 'true'"
)

_LABELLED = labelled_fields()
FIELDS = {
    **_LABELLED,
    "call_id": "id",
    "time_text": "created",
    "user_id": f"coalesce({_LABELLED['user_id']}, nullif(input_user, ''), \"user\")",
    "provider": "case when is_azure then 'azure' else 'openai' end",
    "model": "model",
    "service_tier": "service_tier",
    **usage_fields("usage", CHAT),
    "is_other": f"not has_usage and coalesce({_IS_NO_COMPLETION}, false)",
}

OPENAI_CHAT = Reader(
    name="openai_chat",
    title="OpenAI chat completions",
    id_space="openai",
    recognise=recognise,
    reading=fixed_reading(_TEXT, _JSON, FIELDS, (_UNPACKED,), OWN_NAMES),
    envelope=("data",),
    looks_for="OpenAI chat completions",
)
