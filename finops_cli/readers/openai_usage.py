"""Counts of OpenAI's `usage` objects, the same in single answers and in batches."""

from __future__ import annotations

from collections.abc import Iterable

from finops_cli.readers.phrases import inside

CHAT = ("prompt_tokens", "completion_tokens")
RESPONSES = ("input_tokens", "output_tokens")


def usage_fields(usage: str, *names: tuple[str, str]) -> dict[str, str]:
    """Counts in the JSON object `usage`: what is read from or written to the cache lies inside the input."""
    return {
        "input_text": _first(inside(usage, given) for given, _ in names),
        "cache_read_text": _first(
            inside(usage, f"{given}_details", "cached_tokens") for given, _ in names
        ),
        "cache_write_text": _first(
            inside(usage, f"{given}_details", "cache_write_tokens") for given, _ in names
        ),
        "output_text": _first(inside(usage, made) for _, made in names),
        "reasoning_text": _first(
            inside(usage, f"{made}_details", "reasoning_tokens") for _, made in names
        ),
        "reads_inside": "true",
        "writes_inside": "true",
    }


def _first(values: Iterable[str]) -> str:
    return f"coalesce({', '.join([*values, 'null'])})"
