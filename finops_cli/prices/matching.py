"""Matching: from the provider and model of a log to an entry of the price book, once per distinct pair.

Never across vendors without a prefix that says so: open weights cost something else at every host.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from finops_cli.prices.names import GATEWAYS, provider_of, vendor_prefix

Status = Literal["exact", "fallback", "unpriced"]
_MATCHING = Path(__file__).parent / "matching.json"
_PATHS = re.compile(
    r"^(models/"
    r"|(projects/[^/]+/locations/[^/]+/)?publishers/[^/]+/models/"
    r"|arn:[^:]*:bedrock:[^:]*:[^:]*:(foundation-model|inference-profile|application-inference-profile)/)"
)
_FINAL_DATE = re.compile(r"(-\d{4}-\d{2}-\d{2}|-\d{8}|@\d{8})$")
_COMPACT_DATE = re.compile(r"-(\d{4})(\d{2})(\d{2})$")
_BEDROCK_ID = re.compile(
    r"^([a-z]+\.)?(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|writer|nvidia|google"
    r"|moonshotai|zai)\.."
)


@dataclass(frozen=True, slots=True)
class Match:
    """The entry a name stands for; `price_id` None where nothing is listed."""

    price_id: int | None
    status: Status


NOTHING = Match(None, "unpriced")


@cache
def _book() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(_MATCHING.read_text(encoding="utf-8"))
    return {**said, "by_id": {provider["id"]: provider for provider in said["providers"]}}


def book_date() -> str:
    """The day whose prices the book knows, ISO."""
    return str(_book()["date"])


def find(provider: str | None, model: str | None) -> Match:
    """The entry for a call's provider and model as logged."""
    name = (model or "").strip().lower()
    if not name:
        return NOTHING
    kind, listed = provider_of(provider)
    if kind == "self_hosted":
        return NOTHING
    names = list(candidates(name))
    if kind == "known" and listed in _book()["by_id"]:
        return _known(listed, names) or _undated(listed, names) or _other_vendor(names) or NOTHING
    found = _guessed(names) or NOTHING
    if kind == "unknown" and found.price_id is not None:
        return Match(found.price_id, "fallback")
    return found


def candidates(name: str) -> Iterator[str]:
    """The name as it is; without its path; then without each leading segment that names a vendor."""
    yield name
    bare = _PATHS.sub("", name)
    if bare != name:
        yield bare
    while "/" in bare:
        head, _, rest = bare.partition("/")
        if not (vendor_prefix(head) or head in GATEWAYS or head in ("converse", "invoke")):
            return
        bare = rest
        yield bare


def _known(provider: str, names: list[str]) -> Match | None:
    """In the provider's own list, else in those it falls back to."""
    for name in names:
        if (price_id := _listed(provider, name)) is not None:
            return Match(price_id, "exact")
    for other in _book()["by_id"][provider]["fallback"]:
        for name in names:
            if (price_id := _listed(other, name)) is not None:
                return Match(price_id, "fallback")
    return None


def _listed(provider: str, name: str) -> int | None:
    """The first entry of a list whose clause holds, a compact final date also with dashes."""
    for spelling in dict.fromkeys((name, _COMPACT_DATE.sub(r"-\1-\2-\3", name))):
        for model in _book()["by_id"][provider]["models"]:
            if holds(model["match"], spelling):
                return int(model["price_id"])
    return None


def _undated(provider: str, names: list[str]) -> Match | None:
    """Without a final date: never first, for a dated name may cost something else."""
    bare = [_FINAL_DATE.sub("", name) for name in names if _FINAL_DATE.search(name)]
    found = _known(provider, bare) if bare else None
    return Match(found.price_id, "fallback") if found else None


def _other_vendor(names: list[str]) -> Match | None:
    """Another vendor's prefix in a name: that vendor's list."""
    for name in names:
        vendor = vendor_prefix(name.partition("/")[0]) if "/" in name else None
        if vendor and vendor in _book()["by_id"]:
            rest = list(candidates(name))
            found = _known(vendor, rest) or _undated(vendor, rest)
            if found:
                return Match(found.price_id, "fallback")
    return None


def _guessed(names: list[str]) -> Match | None:
    """The provider that a name speaks of: its prefix, the shape of a Bedrock id, a list's own pattern."""
    provider = _provider_in(names)
    if provider is None:
        return None
    return _known(provider, names) or _undated(provider, names)


def _provider_in(names: list[str]) -> str | None:
    by_id = _book()["by_id"]
    for name in names:
        if "/" in name:
            vendor = vendor_prefix(name.partition("/")[0])
            if vendor and vendor in by_id:
                return vendor
        if _BEDROCK_ID.match(name):
            return "aws"
    for name in names:
        for provider in _book()["providers"]:
            if provider["models_match"] and holds(provider["models_match"], name):
                return str(provider["id"])
    return None


def holds(clause: list[Any], name: str) -> bool:
    """Whether a clause of the book holds for a lower-case name."""
    kind, *parts = clause
    if kind == "or":
        return any(holds(part, name) for part in parts)
    if kind == "and":
        return all(holds(part, name) for part in parts)
    text = parts[0]
    if kind == "regex":
        return _pattern(text).search(name) is not None
    text = text.lower()
    return bool(
        {
            "equals": name == text,
            "starts_with": name.startswith(text),
            "ends_with": name.endswith(text),
            "contains": text in name,
        }[kind]
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
