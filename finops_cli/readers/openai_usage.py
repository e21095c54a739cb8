"""Counts of OpenAI's `usage` objects, the same in single answers and in batches."""

from __future__ import annotations

from finops_cli.readers.phrases import first, inside

CHAT = ("prompt_tokens", "completion_tokens")
RESPONSES = ("input_tokens", "output_tokens")


def usage_fields(usage: str, *names: tuple[str, str]) -> dict[str, str]:
    """Counts in the JSON object `usage`: what is read from or written to the cache lies inside the input."""
    given = [name for name, _ in names]
    made = [name for _, name in names]
    return {
        "input_text": first(*(inside(usage, name) for name in given)),
        "cache_read_text": first(*_details(usage, given, "cached_tokens")),
        "cache_write_text": first(*_details(usage, given, "cache_write_tokens")),
        "output_text": first(*(inside(usage, name) for name in made)),
        "reasoning_text": first(*_details(usage, made, "reasoning_tokens")),
        "reads_inside": "true",
        "writes_inside": "true",
    }


def _details(usage: str, names: list[str], part: str) -> list[str]:
    return [inside(usage, f"{name}_details", part) for name in names]
