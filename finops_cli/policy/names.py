"""Names that a config may use for fields of calls, and what a wrong one may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from finops_cli.call import CALL, TAGS

TAG_PREFIX = "tags."
MATCH_FIELDS = (
    *TAGS,
    "topic",
    "agent_id",
    "user_id",
    "key_id",
    "provider",
    "model",
    "status",
)
# Columns that say where a row stands in its file: no field of a log can fill them.
_NO_TARGETS = ("tags", "source_id", "line_number")
# The common spellings that the generic reader knows (ingest: formats).
# fmt: off
_SPELLINGS = (
    "id", "request_id", "uuid", "ts", "time", "timestamp", "created_at", "start_time",
    "startTime", "@timestamp", "trace_id", "session_id", "conversation_id", "step_index",
    "agent", "agent_name", "user", "end_user", "model_name", "vendor", "model_id",
    "prompt_tokens", "tokens_in", "completion_tokens", "tokens_out", "cached_tokens",
    "cache_read_input_tokens", "cache_creation_tokens", "cache_creation_input_tokens",
    "api_key_alias", "tool", "messages", "prompt", "input", "tool_args", "tool_arguments",
    "arguments", "cost", "cost_usd", "spend", "total_cost", "response_cost", "duration_ms",
    "latency", "status_code",
)
# fmt: on
TARGETS = (*(column.name for column in CALL if column.name not in _NO_TARGETS), *_SPELLINGS)
_SHORT = 6


def tags_in(required: Iterable[str]) -> list[str]:
    """The single tags of requirements: `product|feature_id` names two."""
    return [tag for either in required for tag in either.split("|")]


def slip_of(given: str, known: Iterable[str]) -> str | None:
    """The known name that `given` is all but equal to, None where it is known or its own word.

    Names of tags are free, so only a slip of the hand is one: two letters in a long name
    (`cost_centre`), one in a short one; `product_id` beside `product` is a tag of its own.
    """
    names = list(known)
    if given in names:
        return None
    ranked = sorted((_distance(given.lower(), name.lower()), name) for name in names)
    return next((name for far, name in ranked if far <= _tolerance(name)), None)


def _tolerance(name: str) -> int:
    return 1 if len(name) <= _SHORT else 2


def _distance(one: str, other: str) -> int:
    """Letters to insert, drop or change (Levenshtein); names of very unequal length are far."""
    if abs(len(one) - len(other)) > 2:
        return len(one) + len(other)
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, its in enumerate(other, 1):
            change = before + (letter != its)
            before, row[j] = row[j], min(change, row[j] + 1, row[j - 1] + 1)
    return row[-1]
