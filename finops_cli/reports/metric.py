"""Metric: one SQL file that answers one question, with what it reads and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from finops_cli.sqltext import load


@dataclass(frozen=True, slots=True)
class Metric:
    """The front matter of sql/metrics/NAME.sql and its text."""

    name: str
    sql: str
    question: str
    grain: str
    keys: tuple[str, ...]  # what groups must tell apart or add up for it
    parameters: tuple[str, ...]
    columns: Mapping[str, str]  # name -> meaning


@cache
def metric(name: str) -> Metric:
    """The metric of that name."""
    import tomllib

    sql = load(f"metrics/{name}.sql")
    head = [line.removeprefix("--").strip() for line in _front_matter(sql)]
    said = tomllib.loads("\n".join(head))
    return Metric(
        name=name,
        sql=sql,
        question=said["question"],
        grain=said["grain"],
        keys=tuple(said["keys"]),
        parameters=tuple(said["parameters"]),
        columns=said["columns"],
    )


def _front_matter(sql: str) -> list[str]:
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return lines
