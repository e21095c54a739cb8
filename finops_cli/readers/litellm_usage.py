"""What both LiteLLM formats mean by their counts, over `uo` (a usage object) and `has_usage_object`.

`prompt_tokens` includes cache reads; whether it includes writes changed twice with the version, and
the row tells which (litellm_spendlogs.py has the evidence).
"""

from __future__ import annotations

from finops_cli.readers.phrases import inside


def token_fields(prompt: str, completion: str) -> dict[str, str]:
    """The counts, and what includes what, of a row whose totals are in these columns."""
    return {
        "input_text": prompt,
        "cache_read_text": f"coalesce({_usage('cache_read_input_tokens')}, "
        f"{_usage('prompt_tokens_details', 'cached_tokens')})",
        "cache_write_text": _usage("cache_creation_input_tokens"),
        "cache_write_1h_text": _usage(
            "prompt_tokens_details", "cache_creation_token_details", "ephemeral_1h_input_tokens"
        ),
        "output_text": completion,
        "reasoning_text": _usage("completion_tokens_details", "reasoning_tokens"),
        "reads_inside": "true",
        "writes_inside": f"({_usage('prompt_tokens_details', 'cache_creation_tokens')} is not null "
        "or not has_usage_object)",
        "writes_total": "true",
    }


def service_tier(call_type: str, fallback: str) -> str:
    """The tier of the call; a retrieved batch is billed at batch prices whatever its body says."""
    tier = f"coalesce({_usage('service_tier')}, {fallback})"
    return f"case when {call_type} = 'aretrieve_batch' then 'batch' else {tier} end"


def _usage(*steps: str) -> str:
    return inside("uo", *steps)
