"""What an invalid value was probably meant to be: the nearest allowed one, by edit distance up to 2."""

from __future__ import annotations

from finops_cli.reports.inquiry import Inquiry

_FARTHEST = 2


def suggestions(inquiry: Inquiry) -> dict[str, str]:
    """For each requirement with invalid values, a sentence about its most frequent one."""
    allowed = inquiry.policy.tags.allowed
    if not allowed:
        return {}
    said: dict[str, str] = {}
    for row in inquiry.ask("invalid_values"):
        nearest = nearest_value(row["value"], allowed.get(row["tag"], ()))
        if nearest and row["tag"] not in said:
            said[row["tag"]] = f"{row['value']} → {nearest}"
    return {
        requirement: said[tag]
        for requirement in inquiry.policy.tags.required
        for tag in requirement.split("|")
        if tag in said
    }


def nearest_value(value: str, allowed: tuple[str, ...]) -> str | None:
    """The allowed value at the smallest edit distance, the first listed of equals; None beyond 2."""
    distances = [
        (edit_distance(value.lower(), name.lower()), place) for place, name in enumerate(allowed)
    ]
    if not distances or min(distances)[0] > _FARTHEST:
        return None
    return allowed[min(distances)[1]]


def edit_distance(left: str, right: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
