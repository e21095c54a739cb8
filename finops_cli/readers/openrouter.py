"""OpenRouter: generation objects, bare or as the endpoint's `{"data": …}`, and the activity CSV.

Recognised by: `native_tokens_prompt`, `native_tokens_completion` and `provider_name`, at top level or
inside `data`; in the CSV `generation_id` beside `tokens_prompt`, `cost_total`, `model_permaslug` and
`provider_name`. Daily sums of `GET /activity` have none of them.
Tokens: the native counts are billed; `native_tokens_prompt` INCLUDES `native_tokens_cached`,
completion includes reasoning. A generation's `tokens_prompt` is a normalised count and never used.
Cache writes lie inside prompt and are not logged: they stay fresh input ("Usage Accounting").
Skipped: generations without tokens, cost or failure; errors of the endpoint, which have no id.
Never selected: nothing; the objects hold no text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import most
from finops_cli.readers.phrases import (
    added_usd,
    any_bought,
    first,
    fixed_reading,
    is_true,
    none_logged,
    object_in,
    pairs,
    unwrapped,
)

_GENERATION = (
    "id created_at session_id external_user provider_name model router service_tier "
    "native_tokens_prompt native_tokens_cached native_tokens_completion native_tokens_reasoning "
    "total_cost usage upstream_inference_cost is_byok latency generation_time cancelled finish_reason "
    "app_id origin preset_id data_region"
).split()
_ACTIVITY = (
    "generation_id user api_key_name model_permaslug tokens_prompt tokens_cached tokens_completion "
    "tokens_reasoning cost_total generation_time_ms time_to_first_token_ms finish_reason_normalized "
    "app_name variant"
).split()
_MARKS = frozenset({"native_tokens_prompt", "native_tokens_completion", "provider_name"})
_COLUMNS = frozenset(
    {"generation_id", "tokens_prompt", "cost_total", "model_permaslug", "provider_name"}
)


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are generations or rows of the activity export."""
    return most(records, _is_generation)


def _is_generation(record: Mapping[str, object]) -> bool:
    inner = record.get("data")
    keys = inner.keys() if isinstance(inner, dict) else record.keys()
    return keys >= _MARKS or keys >= _COLUMNS


def _by_kind(activity: str, generation: str) -> str:
    return f"case when is_activity then {activity} else {generation} end"


_WRAPPED = {"wrapped": object_in("data"), "is_activity": "nullif(generation_id, '') is not null"}
_BILLED = {
    "prompt": _by_kind("tokens_prompt", "its_native_tokens_prompt"),
    "cached": _by_kind("tokens_cached", "its_native_tokens_cached"),
    "completion": _by_kind("tokens_completion", "its_native_tokens_completion"),
    "own_cost": first("its_total_cost", "its_usage"),
    "is_own_key": is_true("its_is_byok"),
    "is_cancelled": is_true("its_cancelled"),
    "ended": _by_kind("finish_reason_normalized", "its_finish_reason"),
    "named": _by_kind("model_permaslug", "its_model"),
}
_COSTED = {
    # On the customer's own key the total is OpenRouter's fee alone; the provider bills the rest.
    "billed": _by_kind(
        "cost_total",
        f"case when is_own_key then {added_usd('own_cost', 'its_upstream_inference_cost')} "
        "else own_cost end",
    ),
    "failure": "case when is_cancelled then 'cancelled' when lower(ended) = 'error' then 'error' end",
    "own_pairs": pairs(
        {
            "app_id": "its_app_id",
            "origin": "its_origin",
            "preset_id": "its_preset_id",
            "data_region": "its_data_region",
            "is_byok": "case when is_own_key then 'true' end",
            "app_name": "app_name",
            "variant": "variant",
        }
    ),
}
FIELDS = {
    "call_id": first("generation_id", "its_id"),
    "time_text": "its_created_at",
    "run_id": "its_session_id",
    "user_id": _by_kind('"user"', "its_external_user"),
    "key_id": "api_key_name",
    "pairs": "own_pairs",
    "provider": "lower(its_provider_name)",
    "model": "named",
    "route_reason": "its_router",
    "service_tier": "its_service_tier",
    "input_text": "prompt",
    "cache_read_text": "cached",
    "output_text": "completion",
    "reasoning_text": _by_kind("tokens_reasoning", "its_native_tokens_reasoning"),
    "reads_inside": "true",
    "cost_text": "billed",
    "is_other": f"error is not null and {none_logged('generation_id', 'its_id')}",
    "is_free": "coalesce(named like '%:free' or lower(variant) = 'free', false)",
    "is_call": f"{any_bought('prompt', 'cached', 'completion', 'billed')} or failure is not null",
    "latency_text": _by_kind(
        "generation_time_ms",
        "cast(greatest(whole(its_latency), whole(its_generation_time)) as varchar)",
    ),
    "ttft_text": "time_to_first_token_ms",
    "status": "case when failure is null then 'ok' else 'error' end",
    "error_type": "failure",
}

OPENROUTER = Reader(
    name="openrouter",
    title="OpenRouter generations and activity",
    id_space="openrouter",
    recognise=recognise,
    reading=fixed_reading(
        (*_GENERATION, *_ACTIVITY),
        ("data", "error"),
        FIELDS,
        (_WRAPPED, *unwrapped(_GENERATION), _BILLED, _COSTED),
        TAGS,
    ),
    envelope=("data",),
    looks_for="OpenRouter",
)
