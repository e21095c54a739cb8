"""Call: one billable model call, the row everything rests on.

The schema stands here once; the store's table, the readers' projection, `finops export` and the
documentation are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallColumn:
    """A column of the canonical call. `content` columns decide whether two rows say the same."""

    name: str
    sql_type: str
    meaning: str
    content: bool = True


TAGS = (
    "team_id",
    "cost_center",
    "product",
    "feature_id",
    "workflow_name",
    "environment",
    "intent",
)
TOKENS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
)

_TAG_MEANING = {
    "team_id": "team that the call works for, as logged",
    "cost_center": "where finance books it, as logged",
    "product": "product, as logged",
    "feature_id": "feature, as logged",
    "workflow_name": "workflow, as logged",
    "environment": "environment, as logged; aliases are judged in SQL",
    "intent": "exploration or production, as logged",
}

CALL = (
    CallColumn("call_id", "VARCHAR", "the log's own id, else a content key"),
    CallColumn("started_at", "TIMESTAMP", "start of the call, UTC"),
    CallColumn("run_id", "VARCHAR", "run (trace, session) that groups steps"),
    CallColumn("step", "INTEGER", "number of the step in its run, where the log has one"),
    CallColumn("parent_id", "VARCHAR", "the call or span above it"),
    CallColumn("agent_id", "VARCHAR", "agent"),
    CallColumn("user_id", "VARCHAR", "user"),
    CallColumn("key_id", "VARCHAR", "alias or hash of the key, never a secret"),
    *(CallColumn(name, "VARCHAR", _TAG_MEANING[name]) for name in TAGS),
    CallColumn("tags", "MAP(VARCHAR, VARCHAR)", "other short scalars of the tag boxes"),
    CallColumn("provider", "VARCHAR", "provider, as logged"),
    CallColumn("model", "VARCHAR", "model, as logged"),
    CallColumn("route_reason", "VARCHAR", "why the router chose this model"),
    CallColumn("tool_name", "VARCHAR", "tool that the step calls"),
    CallColumn("service_tier", "VARCHAR", "batch, flex, priority, …, as logged"),
    CallColumn("input_tokens", "BIGINT", "fresh input tokens, without any cached ones"),
    CallColumn("cache_read_tokens", "BIGINT", "input tokens read from the provider's cache"),
    CallColumn("cache_write_tokens", "BIGINT", "input tokens written to the cache (5 minutes)"),
    CallColumn("cache_write_1h_tokens", "BIGINT", "input tokens written to the cache (1 hour)"),
    CallColumn("output_tokens", "BIGINT", "output tokens, reasoning included"),
    CallColumn("reasoning_tokens", "BIGINT", "reasoning, a part of output; information only"),
    CallColumn("logged_cost_usd", "DECIMAL(18, 12)", "cost as logged, US dollars; null if none"),
    CallColumn("latency_ms", "BIGINT", "duration of the call, milliseconds"),
    CallColumn("ttft_ms", "BIGINT", "time to the first token, milliseconds"),
    CallColumn("status", "VARCHAR", "ok, error, or what the log says"),
    CallColumn("error_type", "VARCHAR", "class or code of the error"),
    CallColumn("input_hash", "UBIGINT", "hash of the prompt; tells repeats", content=False),
    CallColumn("tool_args_hash", "UBIGINT", "hash of the tool arguments", content=False),
    CallColumn("source_id", "VARCHAR", "fingerprint of the file", content=False),
    CallColumn("line_number", "BIGINT", "line or record in that file", content=False),
)
