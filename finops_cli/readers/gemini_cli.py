"""Gemini CLI sessions: `chats/session-*.json` (one document) and the newer `.jsonl` (a message a line).

Recognised by: `sessionId` beside `projectHash`; in a piece of a session by messages of type `gemini`
whose `tokens` tell `cached` or `thoughts`.
Tokens: `input` INCLUDES `cached`; `thoughts` lies OUTSIDE `output` and `tool` OUTSIDE `input`
(`total` = input + output + thoughts + tool: gemini-cli's TokensSummary). A row whose `total` also has
`cached`, or whose cached exceed the input, shows that they lie outside.
Skipped: the head of a session, `$set` and `$rewindTo`, every message that is no answer or tells no
counts. Appended again, restated or migrated, a message is one call by its `id`.
Never selected: `content`, thoughts, tool calls and results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from finops_cli.readers.interface import Reader
from finops_cli.readers.phrases import added_counts, fixed_reading, pairs

_TEXT = "other id at run agent model project input output cached thoughts tool total".split()
_COUNTS = ("input", "output", "cached", "thoughts", "tool", "total")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether the head of a session is among the records, or most are its messages."""
    if any(record.keys() >= {"sessionId", "projectHash"} for record in records):
        return True
    hits = sum(_is_answer(record) for record in records)
    return hits > 0 and hits * 4 >= len(records)


def _is_answer(record: Mapping[str, object]) -> bool:
    tokens = record.get("tokens")
    shown = isinstance(tokens, dict) and bool(tokens.keys() & {"cached", "thoughts"})
    return shown and record.get("type") == "gemini"


def follow(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One flat line for each line of the newer layout."""
    from finops_cli.readers.gemini_sessions import followed

    return followed(lines)


def unfold(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """One flat line for each message of the older layout."""
    from finops_cli.readers.gemini_sessions import unfolded

    return unfolded(stream, name)


_NUMBERS = {
    f"n_{name}": f'coalesce(count_value("{name}", is_plain("{name}")), 0)' for name in _COUNTS
}
_ALL = "n_input + n_output + n_thoughts + n_tool + n_cached"
FIELDS = {
    "call_id": "id",
    "time_text": '"at"',
    "run_id": "run",
    "agent_id": "agent",
    "provider": "case when other is null then 'google' end",
    "model": "model",
    "input_text": added_counts('"input"', "tool"),
    "cache_read_text": "cached",
    "reads_inside": f"n_cached <= n_input and n_total <> {_ALL}",
    "output_text": added_counts('"output"', "thoughts"),
    "reasoning_text": "thoughts",
    "pairs": pairs({"projectHash": "project"}),
    "is_other": "other is not null",
}

GEMINI_CLI = Reader(
    name="gemini_cli",
    title="Gemini CLI sessions",
    id_space="gemini_cli",
    recognise=recognise,
    reading=fixed_reading(_TEXT, (), FIELDS, derived=(_NUMBERS,)),
    envelope=("messages",),
    unfold=unfold,
    follow=follow,
)
