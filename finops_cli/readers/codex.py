"""Codex CLI rollouts: `sessions/**/rollout-*.jsonl`, lines of a session in their order.

Recognised by: `payload` beside a `type` of `session_meta`, `turn_context`, `response_item`, `event_msg`
or `compacted`.
Tokens: `input_tokens` INCLUDES `cached_input_tokens` and `cache_write_input_tokens`, `output_tokens`
includes `reasoning_output_tokens` (`total_tokens` = input + output). `total_token_usage` is a running
total: a call is what it grew by; where it shrank it began anew, and the call is `last_token_usage`.
Skipped: every line but `token_count`; of these the ones that repeat the total, tell rate limits alone,
or say that the window is full; the lines that a fork or subagent copied from its parent.
Never selected: messages, instructions, arguments and results of tools, summaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.phrases import fixed_reading, pairs
from finops_cli.readers.places import last_part

_TEXT = (
    "other id at run agent provider model input cached written output reasoning "
    "cwd branch originator cli_version effort"
).split()
_KINDS = frozenset("session_meta turn_context response_item event_msg compacted".split())


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are lines of a rollout."""
    hits = sum(record.get("type") in _KINDS and "payload" in record for record in records)
    return hits > 0 and hits * 2 >= len(records)


def follow(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One flat line for each line of a rollout: a call, or that it is none."""
    from finops_cli.readers.rollout import followed

    return followed(lines)


FIELDS = {
    "call_id": "id",
    "time_text": '"at"',
    "run_id": "run",
    "agent_id": "agent",
    "provider": "provider",
    "model": "model",
    "input_text": '"input"',
    "cache_read_text": "cached",
    "cache_write_text": "written",
    "reads_inside": "true",
    "writes_inside": "true",
    "output_text": '"output"',
    "reasoning_text": "reasoning",
    "pairs": pairs(
        {
            "project": last_part("cwd"),
            "branch": "branch",
            "originator": "originator",
            "cli_version": "cli_version",
            "effort": "effort",
        }
    ),
    "is_other": "other is not null",
}

CODEX = Reader(
    name="codex",
    title="Codex CLI rollouts",
    id_space="codex",
    recognise=recognise,
    reading=fixed_reading(_TEXT, (), FIELDS),
    follow=follow,
)
