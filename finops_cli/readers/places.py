"""SQL phrases that the readers of coding agents share: where an agent works, and whether it was billed."""

from __future__ import annotations


def last_part(path: str) -> str:
    """The last part of a path, written with slashes of either kind: the name of a project."""
    return rf"regexp_extract({path}, '([^/\\]+)[/\\]*$', 1)"


def bought(*amounts: str) -> str:
    """Whether a count or cost is there and not zero; one that is no number counts, to be refused."""
    return (
        "("
        + " or ".join(f"coalesce(try_cast({n} as double) <> 0, {n} <> '', false)" for n in amounts)
        + ")"
    )
