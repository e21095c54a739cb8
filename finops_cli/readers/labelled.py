"""Tags as providers keep them: a call's own names in boxes that its sender filled, and times beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.phrases import tag, tag_fields

_RUN = ("run_id", "trace_id", "session_id", "conversation_id")
_AGENT = ("agent_id", "agent", "agent_name")
_USER = ("user_id", "user", "end_user")
OWN_NAMES = (*TAGS, "step", *_RUN, *_AGENT, *_USER)
"""Names of pairs that become fields; every other one is a tag."""

TIMES = ("ts", "time", "timestamp", "created_at", "start_time", "started_at")
"""Under which of these a logger keeps the time of an answer that has none; the first that is there."""


def labelled_fields() -> dict[str, str]:
    """Who and what for, from the pairs `labels`, which hold the tags of a row, later ones first in rank."""
    return {
        "run_id": tag(*_RUN),
        "step_text": tag("step"),
        "agent_id": tag(*_AGENT),
        "user_id": tag(*_USER),
        **tag_fields(),
        "pairs": "labels",
    }


def is_object(value: str) -> str:
    """Whether a JSON value is an object; never null."""
    return f"coalesce(json_type({value}) = 'OBJECT', false)"


def most(
    records: Sequence[Mapping[str, object]], holds: Callable[[Mapping[str, object]], bool]
) -> bool:
    """Whether a condition holds for at least half of the records, and for one of them at all."""
    hits = sum(map(holds, records))
    return hits > 0 and hits * 2 >= len(records)


def boxed(record: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """The first of these fields that holds an object; an empty one where none does."""
    found = (value for name in names if isinstance(value := record.get(name), dict))
    return next(found, {})
