"""Claude Code sessions: `projects/**/*.jsonl`, one JSON object a line, several lines a call.

Recognised by: `sessionId` beside `message.usage.input_tokens`; a session in which the model has not
answered yet by its own kinds of lines (`user`, `summary`, `file-history-snapshot`, …).
Tokens: `input_tokens` EXCLUDES cache reads and writes (Anthropic's API; ccusage adds the four up).
`cache_creation_input_tokens` INCLUDES those of the 1-hour cache, which `cache_creation` tells apart;
an all-zero split beside a flat count, or none, means five minutes. Thinking lies inside the output.
Skipped: every line that is no answer, API errors (`isApiErrorMessage`, model `<synthetic>`), zero counts.
`toolUseResult` sums a subagent whose own lines are in its own file. One answer is written several times
while it streams and copied into resumed sessions: `message.id` alone is the id, the largest output
stands, and a row of a sidechain never replaces one of the main chain.
Never selected: `message.content`, `toolUseResult`, summaries, snapshots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.phrases import NO_PAIRS, first, fixed_reading, is_true, pairs, path
from finops_cli.readers.places import bought, last_part

_TEXT = (
    "type sessionId timestamp isSidechain agentId isApiErrorMessage cwd gitBranch version "
    "entrypoint costUSD durationMs"
).split()
_JSON = ("message", "forkedFrom")
_KINDS = frozenset(
    "user assistant system summary file-history-snapshot queue-operation attachment mode "
    "progress last-prompt custom-title ai-title agent-name pr-link".split()
)
_OWN_KEYS = frozenset("sessionId leafUuid parentUuid messageId isSidechain".split())
_BESIDE_USAGE = frozenset("sessionId requestId isSidechain costUSD".split())

_SAID = (
    ("usage",),
    ("id",),
    ("model",),
    ("usage", "input_tokens"),
    ("usage", "cache_read_input_tokens"),
    ("usage", "cache_creation_input_tokens"),
    ("usage", "cache_creation", "ephemeral_5m_input_tokens"),
    ("usage", "cache_creation", "ephemeral_1h_input_tokens"),
    ("usage", "output_tokens"),
    ("usage", "output_tokens_details", "thinking_tokens"),
    ("usage", "service_tier"),
    ("usage", "speed"),
    ("usage", "inference_geo"),
)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether an answer with usage is among the records, or most are lines of such a session."""
    if any(_has_usage(record) for record in records):
        return True
    hits = sum(
        record.get("type") in _KINDS and bool(record.keys() & _OWN_KEYS) for record in records
    )
    return hits > 0 and hits * 2 >= len(records)


def _has_usage(record: Mapping[str, object]) -> bool:
    message = record.get("message")
    usage = message.get("usage") if isinstance(message, dict) else None
    return (
        isinstance(usage, dict) and "input_tokens" in usage and bool(record.keys() & _BESIDE_USAGE)
    )


def _said(*steps: str) -> str:
    return f"said[{_SAID.index(steps) + 1}]"


def _usage(*steps: str) -> str:
    return _said("usage", *steps)


# Every path in one go: a long message is parsed once.
_MESSAGE = {"said": f"json_extract_string(message, [{', '.join(path(*steps) for steps in _SAID)}])"}
_FLAT = _usage("cache_creation_input_tokens")
_COUNTS = (
    _usage("input_tokens"),
    _usage("output_tokens"),
    _usage("cache_read_input_tokens"),
    _FLAT,
    _usage("cache_creation", "ephemeral_5m_input_tokens"),
    _usage("cache_creation", "ephemeral_1h_input_tokens"),
    "costUSD",
)
_ANSWER = (
    "coalesce(type, 'assistant') = 'assistant' "
    f"and coalesce({_said('usage')}[1] = '{{', false) "
    f"and {_said('model')} is distinct from '<synthetic>' "
    f"and not {is_true('isApiErrorMessage')} and {bought(*_COUNTS)}"
)
_ANY = 'coalesce(type, sessionId, "timestamp", cwd)'
FIELDS = {
    "call_id": _said("id"),
    "time_text": '"timestamp"',
    "run_id": first(f"(forkedFrom ->> {path('sessionId')})", "sessionId"),
    "agent_id": f"coalesce(nullif(agentId, ''), case when {is_true('isSidechain')} "
    "then 'sidechain' else 'main' end)",
    "model": _said("model"),
    "provider": f"case when starts_with({_said('model')}, 'claude-') then 'anthropic' end",
    "service_tier": _usage("service_tier"),
    "input_text": _usage("input_tokens"),
    "cache_read_text": _usage("cache_read_input_tokens"),
    "cache_write_text": f"coalesce(nullif({_FLAT}, '0'), "
    f"{_usage('cache_creation', 'ephemeral_5m_input_tokens')}, {_FLAT})",
    "cache_write_1h_text": _usage("cache_creation", "ephemeral_1h_input_tokens"),
    "writes_total": f"coalesce({_FLAT} <> '0', false)",
    "output_text": _usage("output_tokens"),
    "reasoning_text": _usage("output_tokens_details", "thinking_tokens"),
    "cost_text": "costUSD",
    "latency_text": "durationMs",
    "pairs": "case when is_answer then "
    + pairs(
        {
            "project": last_part("cwd"),
            "gitBranch": "gitBranch",
            "version": '"version"',
            "entrypoint": "entrypoint",
            "speed": _usage("speed"),
            "inference_geo": _usage("inference_geo"),
        }
    )
    + f" else {NO_PAIRS} end",
    "is_other": f"({_ANY} is not null or message is not null) and not is_answer",
}

CLAUDE_CODE = Reader(
    name="claude_code",
    title="Claude Code sessions",
    id_space="claude_code",
    recognise=recognise,
    reading=fixed_reading(_TEXT, _JSON, FIELDS, derived=(_MESSAGE, {"is_answer": _ANSWER})),
    repeats=True,
    rank="case when agent_id = 'main' then 1 else 0 end",
)
