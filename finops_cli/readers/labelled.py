"""Tags as providers keep them: a call's own names in boxes that its sender filled, and times beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.phrases import entries_of, first, pairs, tag, tag_fields
from finops_cli.sqltext import ident

_RUN = ("run_id", "trace_id", "session_id", "conversation_id")
_AGENT = ("agent_id", "agent", "agent_name")
_USER = ("user_id", "user", "end_user")
OWN_NAMES = (*TAGS, "step", *_RUN, *_AGENT, *_USER)
"""Names of pairs that become fields; every other one is a tag."""

TIMES = ("ts", "time", "timestamp", "created_at", "start_time", "started_at")
"""Under which of these a logger keeps the time of an answer that has none; the first that is there."""

BESIDE = tuple(
    dict.fromkeys((*OWN_NAMES, *TIMES, "key_id", "latency_ms", "duration_ms", "ttft_ms"))
)
"""What a logger may keep beside an answer, at the top of the record."""

BOXES = ("labels", "metadata", "tags")
"""Where a logger may keep tags beside an answer, the weightiest last; a name at the top outweighs all."""


def labelled_fields() -> dict[str, str]:
    """Who and what for, from the pairs `tagged`, which hold the tags of a row, the weightiest last."""
    return {
        "run_id": tag(*_RUN, among="tagged"),
        "step_text": tag("step", among="tagged"),
        "agent_id": tag(*_AGENT, among="tagged"),
        "user_id": tag(*_USER, among="tagged"),
        **tag_fields("tagged"),
        "pairs": "tagged",
    }


def beside_fields() -> dict[str, str]:
    """What a logger keeps beside an answer (`BESIDE`) and among its tags."""
    return {
        **labelled_fields(),
        "time_text": first(*TIMES),
        "key_id": "key_id",
        "latency_text": first("latency_ms", "duration_ms"),
        "ttft_text": "ttft_ms",
    }


def tagged_beside(*inner: str) -> str:
    """The pairs `tagged` of an answer with a logger's fields beside it; `inner` ones count least."""
    top = pairs({name: ident(name) for name in OWN_NAMES})
    return f"list_concat({', '.join([*inner, entries_of(*BOXES), top])})"


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
