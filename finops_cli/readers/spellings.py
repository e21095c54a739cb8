"""The common spellings of a call's fields, and what a name in [ingest.fields] stands for."""

from __future__ import annotations

from collections.abc import Mapping

from finops_cli.call import TAGS

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "call_id": ("id", "call_id", "request_id", "uuid"),
    "time_text": (
        "ts",
        "time",
        "timestamp",
        "created_at",
        "start_time",
        "startTime",
        "started_at",
        "@timestamp",
    ),
    "run_id": ("run_id", "trace_id", "session_id", "conversation_id"),
    "step_text": ("step", "step_index"),
    "parent_id": ("parent_id",),
    "agent_id": ("agent", "agent_id", "agent_name"),
    "user_id": ("user", "user_id", "end_user"),
    "key_id": ("key_id", "api_key_alias"),
    **{tag: (tag,) for tag in TAGS},
    "provider": ("provider", "vendor"),
    "model": ("model", "model_name", "model_id"),
    "route_reason": ("route_reason",),
    "tool_name": ("tool_name", "tool"),
    "service_tier": ("service_tier",),
    "input_text": ("input_tokens", "prompt_tokens", "tokens_in"),
    "cache_read_text": ("cached_tokens", "cache_read_tokens", "cache_read_input_tokens"),
    "cache_write_text": (
        "cache_write_tokens",
        "cache_creation_tokens",
        "cache_creation_input_tokens",
    ),
    "cache_write_1h_text": ("cache_write_1h_tokens",),
    "output_text": ("output_tokens", "completion_tokens", "tokens_out"),
    "reasoning_text": ("reasoning_tokens",),
    "cost_text": ("cost", "cost_usd", "spend", "total_cost", "response_cost", "logged_cost_usd"),
    "latency_text": ("latency_ms", "duration_ms", "latency"),
    "ttft_text": ("ttft_ms",),
    "status": ("status", "status_code"),
    "error_type": ("error_type",),
    "prompt_text": ("messages", "prompt", "input"),
    "tool_args_text": ("tool_args", "tool_arguments", "arguments"),
}
"""Of several spellings the first listed that is not null wins."""

_FIELD_OF = {spelling: name for name, group in SPELLINGS.items() for spelling in group}


def field_of(name: str) -> str | None:
    """The field that a spelling or a canonical column stands for; None for a tag outside the schema."""
    return _FIELD_OF.get(name)
