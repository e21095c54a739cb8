"""What both LiteLLM formats mean by their counts, over `uo` (a usage object) and `has_usage_object`.

`prompt_tokens` includes cache reads; whether it includes writes changed twice with the version, and
the row tells which (litellm_spendlogs.py has the evidence).
"""

from __future__ import annotations

from finops_cli.readers.phrases import Picked

USAGE = Picked(
    "used",
    "uo",
    "cache_read_input_tokens",
    "prompt_tokens_details.cached_tokens",
    "cache_creation_input_tokens",
    "prompt_tokens_details.cache_creation_tokens",
    "prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
    "completion_tokens_details.reasoning_tokens",
    "service_tier",
)
"""What is read of a usage object; its step comes after the one that gives `uo`."""


def token_fields(prompt: str, completion: str) -> dict[str, str]:
    """The counts, and what includes what, of a row whose totals are in these columns."""
    details = "prompt_tokens_details"
    hour = f"{details}.cache_creation_token_details.ephemeral_1h_input_tokens"
    split = USAGE.text(f"{details}.cache_creation_tokens")
    return {
        "input_text": prompt,
        "cache_read_text": f"coalesce({USAGE.text('cache_read_input_tokens')}, "
        f"{USAGE.text(f'{details}.cached_tokens')})",
        "cache_write_text": USAGE.text("cache_creation_input_tokens"),
        "cache_write_1h_text": USAGE.text(hour),
        "output_text": completion,
        "reasoning_text": USAGE.text("completion_tokens_details.reasoning_tokens"),
        "reads_inside": "true",
        "writes_inside": f"({split} is not null or not has_usage_object)",
        "writes_total": "true",
    }


def service_tier(call_type: str, fallback: str) -> str:
    """The tier of the call; a retrieved batch is billed at batch prices whatever its body says."""
    tier = f"coalesce({USAGE.text('service_tier')}, {fallback})"
    return f"case when {call_type} = 'aretrieve_batch' then 'batch' else {tier} end"
