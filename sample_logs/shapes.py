"""One model call, and how different log formats write it down. Used by make_samples.py alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
TAGS = [
    "team_id",
    "cost_center",
    "product",
    "feature_id",
    "workflow_name",
    "environment",
    "intent",
]
# USD per million tokens: fresh input, cache read, output (list prices of November 2026)
PRICES = {
    "gpt-5": ("openai", "1.25", "0.125", "10"),
    "gpt-5-mini": ("openai", "0.25", "0.025", "2"),
    "gpt-4.1": ("openai", "2", "0.5", "8"),
    "gpt-4o-mini": ("openai", "0.15", "0.075", "0.6"),
    "claude-sonnet-4-5-20250929": ("anthropic", "3", "0.3", "15"),
    "claude-opus-4-5-20251101": ("anthropic", "5", "0.5", "25"),
    "gemini-2.5-flash": ("google", "0.3", "0.03", "2.5"),
    "llama-3.3-70b-instruct": ("vllm", "0", "0", "0"),
}


@dataclass
class Call:
    """A call with disjoint token counts; `cost` None means that the logger knew none."""

    call_id: str
    at: datetime
    run_id: str
    step: int
    agent: str
    user: str
    key: str
    tags: dict[str, str]
    model: str
    fresh: int
    cached: int
    output: int
    cost: Decimal | None
    latency_ms: int
    status: str = "ok"
    extra: Row = field(default_factory=dict)

    @property
    def provider(self) -> str:
        return PRICES[self.model][0]


def list_cost(model: str, fresh: int, cached: int, output: int) -> Decimal:
    """USD at list price, exact."""
    _, *prices = PRICES[model]
    parts = zip((fresh, cached, output), prices, strict=True)
    return sum((n * Decimal(p) for n, p in parts), Decimal(0)).scaleb(-6)


def compact(row: Row) -> str:
    """JSON without blanks."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)


def instant(at: datetime) -> str:
    """ISO time in UTC, to the millisecond."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def cost_number(cost: Decimal | None) -> float | None:
    """Loggers write money as a binary float; the shortest text of it is the exact figure here."""
    return None if cost is None else float(cost)


def generic(call: Call) -> Row:
    """The flat shape that home-made loggers write; what is not known is left out."""
    row = {
        "id": call.call_id,
        "timestamp": instant(call.at),
        "run_id": call.run_id,
        "step": call.step,
        "agent_id": call.agent,
        "user_id": call.user,
        "key_id": call.key,
        **call.tags,
        "provider": call.provider,
        "model": call.model,
        "input_tokens": call.fresh,
        "cache_read_tokens": call.cached,
        "output_tokens": call.output,
        "cost_usd": cost_number(call.cost),
        "latency_ms": call.latency_ms,
        "status": call.status,
        **call.extra,
    }
    return {name: value for name, value in row.items() if value not in (None, "")}


def generic_usage(call: Call, unit: int) -> Row:
    """The same call from a logger that keeps the provider's usage object and epoch times."""
    usage = {
        "prompt_tokens": call.fresh + call.cached,
        "completion_tokens": call.output,
        "total_tokens": call.fresh + call.cached + call.output,
        "prompt_tokens_details": {"cached_tokens": call.cached},
    }
    return {
        "request_id": call.call_id,
        "created_at": int(call.at.timestamp()) * 1000**unit,
        "trace_id": call.run_id,
        "step_index": call.step,
        "agent_name": call.agent,
        "user": call.user,
        "api_key_alias": call.key,
        "vendor": call.provider,
        "model_name": call.model,
        "usage": usage,
        "metadata": call.tags,
        "response_cost": cost_number(call.cost),
        "duration_ms": call.latency_ms,
        "status_code": 200 if call.status == "ok" else 500,
    }


def litellm(call: Call) -> Row:
    """A row of LiteLLM's SpendLogs table, metadata and tags as values."""
    failed = call.status != "ok"
    prompt = call.fresh + call.cached
    end = call.at + timedelta(milliseconds=call.latency_ms)
    key_hash = hashlib.sha256(call.key.encode()).hexdigest()
    tags = {"agent_id": call.agent, **call.tags}
    row: Row = {
        "request_id": call.call_id,
        "call_type": "acompletion",
        "api_key": key_hash,
        "spend": float(call.cost or 0),
        "total_tokens": prompt + call.output,
        "prompt_tokens": prompt,
        "completion_tokens": call.output,
        "startTime": instant(call.at),
        "endTime": instant(end),
        "request_duration_ms": call.latency_ms,
        "completionStartTime": instant(end),
        "model": call.model,
        "model_id": f"mid-{call.model}",
        "model_group": call.model,
        "custom_llm_provider": call.provider,
        "api_base": f"https://api.{call.provider}.com/v1/",
        "user": "",
        "metadata": _litellm_metadata(call, key_hash, failed),
        "cache_hit": "None",
        "cache_key": "Cache OFF",
        "request_tags": [f"{name}:{tags[name]}" for name in sorted(tags) if name not in SPEND_TAGS],
        "team_id": tags.get("team_id", ""),
        "organization_id": "",
        "end_user": call.user,
        "requester_ip_address": None,
        "messages": {},
        "response": {},
        "session_id": call.run_id,
        "status": "failure" if failed else "success",
        "mcp_namespaced_tool_name": None,
        "agent_id": None,
        "proxy_server_request": {},
    }
    return row | call.extra


SPEND_TAGS = ["cost_center", "product", "feature_id", "intent"]  # sent as spend_logs_metadata


def _litellm_metadata(call: Call, key_hash: str, failed: bool) -> Row:
    details = {"audio_tokens": 0, "cached_tokens": call.cached}
    usage = {
        "completion_tokens": call.output,
        "prompt_tokens": call.fresh + call.cached,
        "total_tokens": call.fresh + call.cached + call.output,
        "prompt_tokens_details": details,
    }
    error = {"error_code": "429", "error_class": "RateLimitError", "llm_provider": call.provider}
    return {
        "user_api_key": key_hash,
        "user_api_key_alias": call.key,
        "user_api_key_team_id": call.tags.get("team_id"),
        "user_api_key_team_alias": None,
        "user_api_key_user_id": None,
        "spend_logs_metadata": {n: call.tags[n] for n in SPEND_TAGS if n in call.tags} or None,
        "status": "failure" if failed else "success",
        "error_information": error if failed else None,
        "usage_object": usage,
        "additional_usage_values": {"prompt_tokens_details": details},
        "model_map_information": _price_map(call),
    }


def _price_map(call: Call) -> Row:
    if call.cost is None:  # LiteLLM does not know the model: it spends 0 and says so here
        return {"model_map_key": call.model, "model_map_value": None}
    provider, fresh, cached, output = PRICES[call.model]
    value = {
        "litellm_provider": provider,
        "mode": "chat",
        "input_cost_per_token": float(Decimal(fresh).scaleb(-6)),
        "output_cost_per_token": float(Decimal(output).scaleb(-6)),
        "cache_read_input_token_cost": float(Decimal(cached).scaleb(-6)),
    }
    return {"model_map_key": call.model, "model_map_value": value}


def litellm_strings(row: Row) -> Row:
    """The same row as callbacks and the database write it: nested values as JSON text."""
    nested = ["metadata", "request_tags", "messages", "response", "proxy_server_request"]
    return row | {name: json.dumps(row[name], separators=(",", ":")) for name in nested}
