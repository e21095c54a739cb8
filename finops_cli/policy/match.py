"""Match: which calls a rule of the config speaks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WILDCARD = "*"


@dataclass(frozen=True, slots=True)
class Match:
    """Field → pattern. Every field must fit; `*` stands for any text, also for none."""

    fields: Mapping[str, str]


def patterns_meet(one: str, other: str) -> bool:
    """Whether some text fits both patterns: walks all pairs of positions, each once."""
    open_pairs, seen = [(0, 0)], set()
    while open_pairs:
        pair = open_pairs.pop()
        if pair == (len(one), len(other)):
            return True
        if pair not in seen:
            seen.add(pair)
            open_pairs += _next_pairs(one, other, *pair)
    return False


def _next_pairs(one: str, other: str, i: int, j: int) -> list[tuple[int, int]]:
    """Positions reachable by one step; a wildcard may take nothing or one more character."""
    at_one, at_other = one[i : i + 1], other[j : j + 1]
    if at_one == WILDCARD:
        return [(i + 1, j)] + ([(i, j + 1)] if at_other else [])
    if at_other == WILDCARD:
        return [(i, j + 1)] + ([(i + 1, j)] if at_one else [])
    return [(i + 1, j + 1)] if at_one and at_one == at_other else []


def matches_meet(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether one narrows the other down, so that both take the same calls.

    Matches over different fields (a topic, a workflow) may share calls too; only a log can tell.
    """
    small, large = sorted((one, other), key=len)
    return all(name in large and patterns_meet(small[name], large[name]) for name in small)
